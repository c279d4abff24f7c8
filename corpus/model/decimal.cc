#include "corpus/model/decimal.h"

#include <algorithm>
#include <array>
#include <limits>

namespace twinbill::model {
namespace {

constexpr std::array<UInt128, 39> MakePowers() {
  std::array<UInt128, 39> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}

constexpr std::array<UInt128, 39> kPowers = MakePowers();

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

UInt128 Magnitude(Int128 value) {
  return value < 0 ? UInt128{0} - static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

Int128 Signed(UInt128 magnitude, bool negative) {
  const auto value = static_cast<Int128>(magnitude);
  return negative ? -value : value;
}

// Takes needless zeros off the end of the fraction.
void Normalise(UInt128& magnitude, int& scale) {
  if (magnitude == 0) {
    scale = 0;
    return;
  }
  constexpr auto kNarrow = std::numeric_limits<std::uint64_t>::max();
  while (scale > 0 && magnitude > kNarrow) {
    if (magnitude % 10 != 0) return;
    magnitude /= 10;
    --scale;
  }
  if (scale == 0) return;
  auto narrow = static_cast<std::uint64_t>(magnitude);
  while (scale > 0 && narrow % 10 == 0) {
    narrow /= 10;
    --scale;
  }
  magnitude = narrow;
}

// The value of an exponent's digits, at most `kExponentFar`: beyond it only zero stays a number.
constexpr std::int64_t kExponentFar = std::int64_t{1} << 40;

struct Scanned {
  bool negative = false;
  std::string_view whole;     // digits before the point
  std::string_view fraction;  // digits after it
  std::int64_t exponent = 0;
};

std::string_view TakeDigits(std::string_view text, std::size_t& at) {
  const std::size_t from = at;
  while (at < text.size() && IsDigit(text[at])) ++at;
  return text.substr(from, at - from);
}

Result<Scanned, DecimalError> Scan(std::string_view text) {
  Scanned scanned;
  std::size_t at = 0;
  if (text.empty()) return Unexpected(DecimalError::kEmpty);
  if (text[0] == '-') {
    scanned.negative = true;
    ++at;
  }
  scanned.whole = TakeDigits(text, at);
  if (scanned.whole.empty()) return Unexpected(DecimalError::kNotANumber);
  if (at < text.size() && text[at] == '.') {
    ++at;
    scanned.fraction = TakeDigits(text, at);
    if (scanned.fraction.empty()) return Unexpected(DecimalError::kNotANumber);
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    const bool minus = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const std::string_view digits = TakeDigits(text, at);
    if (digits.empty()) return Unexpected(DecimalError::kNotANumber);
    for (const char c : digits) {
      scanned.exponent = std::min<std::int64_t>(kExponentFar, scanned.exponent * 10 + (c - '0'));
    }
    if (minus) scanned.exponent = -scanned.exponent;
  }
  if (at != text.size()) return Unexpected(DecimalError::kTrailingText);
  return scanned;
}

// The magnitude and scale of a number of any length; false where it has too many digits.
bool Weigh(const Scanned& scanned, UInt128& magnitude, int& scale) {
  const auto whole_size = static_cast<std::int64_t>(scanned.whole.size());
  const std::int64_t size = whole_size + static_cast<std::int64_t>(scanned.fraction.size());
  const auto digit = [&](std::int64_t i) {
    return i < whole_size ? scanned.whole[static_cast<std::size_t>(i)]
                          : scanned.fraction[static_cast<std::size_t>(i - whole_size)];
  };
  std::int64_t first = 0;
  while (first < size && digit(first) == '0') ++first;
  std::int64_t end = size;
  while (end > first && digit(end - 1) == '0') --end;
  magnitude = 0;
  scale = 0;
  if (first == end) return true;
  // The value is the digits [first, end) times 10^power.
  const std::int64_t power = scanned.exponent + whole_size - end;
  if (end - first > Decimal::kDigitsMax || power < -Decimal::kScaleMax) return false;
  if (power > 0 && end - first + power > Decimal::kDigitsMax) return false;
  for (std::int64_t i = first; i < end; ++i)
    magnitude = magnitude * 10 + static_cast<unsigned>(digit(i) - '0');
  if (power > 0) magnitude *= kPowers[static_cast<std::size_t>(power)];
  scale = power < 0 ? static_cast<int>(-power) : 0;
  return true;
}

// a·10^up against b: both below 10^38, up at most 28, so the product has at most 66 digits.
std::strong_ordering CompareScaled(UInt128 a, int up, UInt128 b) {
  const UInt128 power = kPowers[static_cast<std::size_t>(up)];
  const UInt128 whole = b / power;
  if (a != whole) return a <=> whole;
  return UInt128{0} <=> b % power;
}

}  // namespace

std::string_view Describe(DecimalError error) {
  switch (error) {
    case DecimalError::kEmpty: return "empty where a number is needed";
    case DecimalError::kNotANumber: return "not a decimal number";
    case DecimalError::kTrailingText: return "a number with other text behind it";
    case DecimalError::kTooManyDigits:
      return "more than 38 digits, or more than 28 after the point";
  }
  return "";
}

Result<Decimal, DecimalError> Decimal::Parse(std::string_view text) {
  // The common form, at most 18 digits and no exponent, in one pass over 64 bits.
  const std::size_t sign = !text.empty() && text[0] == '-' ? 1 : 0;
  if (text.size() > sign && text.size() <= sign + 19 && IsDigit(text[sign])) {
    std::uint64_t value = 0;
    std::size_t at = sign;
    while (at < text.size() && IsDigit(text[at]))
      value = value * 10 + static_cast<unsigned>(text[at++] - '0');
    int scale = 0;
    if (at < text.size() && text[at] == '.' && at + 1 < text.size()) {
      const std::size_t point = at++;
      while (at < text.size() && IsDigit(text[at]))
        value = value * 10 + static_cast<unsigned>(text[at++] - '0');
      scale = static_cast<int>(at - point - 1);
    }
    if (at == text.size() && at - sign <= 18 + (scale > 0 ? 1U : 0U)) {
      while (scale > 0 && value % 10 == 0) {
        value /= 10;
        --scale;
      }
      return Decimal(Signed(value, sign == 1), scale);
    }
  }
  const auto scanned = Scan(text);
  if (!scanned) return Unexpected(scanned.error());
  UInt128 magnitude = 0;
  int scale = 0;
  if (!Weigh(*scanned, magnitude, scale)) return Unexpected(DecimalError::kTooManyDigits);
  return Decimal(Signed(magnitude, scanned->negative), scale);
}

Result<Decimal, DecimalError> Decimal::FromUnits(Int128 units, int scale) {
  TWINBILL_CHECK(scale >= 0 && scale <= kScaleMax);
  UInt128 magnitude = Magnitude(units);
  Normalise(magnitude, scale);
  if (magnitude >= kPowers[kDigitsMax]) return Unexpected(DecimalError::kTooManyDigits);
  return Decimal(Signed(magnitude, units < 0), scale);
}

Decimal Decimal::FromInteger(std::int64_t value) { return Decimal(value, 0); }

Decimal Decimal::Negated() const { return Decimal(-units_, scale_); }

Result<Decimal, DecimalError> Decimal::Add(Decimal a, Decimal b) {
  if (a.scale_ < b.scale_) std::swap(a, b);
  // b is brought to a's scale. A sum that is a Decimal is below 10^38 there or, at equal scales,
  // below 2·10^38 with zeros to lose; so a raised b of 2·10^38 or more is out, and the rest fits
  // 128 bits without a sign.
  UInt128 raised = 0;
  const UInt128 power = kPowers[static_cast<std::size_t>(a.scale_ - b.scale_)];
  if (__builtin_mul_overflow(Magnitude(b.units_), power, &raised) ||
      raised >= 2 * kPowers[kDigitsMax]) {
    return Unexpected(DecimalError::kTooManyDigits);
  }
  const UInt128 own = Magnitude(a.units_);
  bool negative = a.is_negative();
  UInt128 magnitude = 0;
  if (negative == b.is_negative()) {
    magnitude = own + raised;
  } else {
    magnitude = own >= raised ? own - raised : raised - own;
    if (raised > own) negative = !negative;
  }
  int scale = a.scale_;
  Normalise(magnitude, scale);
  if (magnitude >= kPowers[kDigitsMax]) return Unexpected(DecimalError::kTooManyDigits);
  return Decimal(Signed(magnitude, negative), scale);
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.scale_ == b.scale_) return a.units_ <=> b.units_;
  if ((a.units_ < 0) != (b.units_ < 0)) return a.units_ <=> b.units_;
  const UInt128 x = Magnitude(a.units_);
  const UInt128 y = Magnitude(b.units_);
  std::strong_ordering order = a.scale_ < b.scale_ ? CompareScaled(x, b.scale_ - a.scale_, y)
                                                   : 0 <=> CompareScaled(y, a.scale_ - b.scale_, x);
  return a.units_ < 0 ? 0 <=> order : order;
}

void AppendInteger(Int128 value, std::string& out) {
  std::array<char, 40> digits;
  std::size_t at = digits.size();
  UInt128 magnitude = Magnitude(value);
  while (magnitude > std::numeric_limits<std::uint64_t>::max()) {
    digits[--at] = static_cast<char>('0' + static_cast<int>(magnitude % 10));
    magnitude /= 10;
  }
  auto narrow = static_cast<std::uint64_t>(magnitude);
  do {
    digits[--at] = static_cast<char>('0' + narrow % 10);
    narrow /= 10;
  } while (narrow != 0);
  if (value < 0) out += '-';
  out.append(digits.data() + at, digits.size() - at);
}

void Decimal::AppendTo(std::string& out) const {
  if (scale_ == 0) {
    AppendInteger(units_, out);
    return;
  }
  const UInt128 power = kPowers[static_cast<std::size_t>(scale_)];
  const UInt128 magnitude = Magnitude(units_);
  if (units_ < 0) out += '-';
  AppendInteger(static_cast<Int128>(magnitude / power), out);
  out += '.';
  const std::size_t point = out.size();
  AppendInteger(static_cast<Int128>(magnitude % power), out);
  const std::size_t written = out.size() - point;
  out.insert(point, static_cast<std::size_t>(scale_) - written, '0');
}

std::string Decimal::ToString() const {
  std::string out;
  AppendTo(out);
  return out;
}

}  // namespace twinbill::model
