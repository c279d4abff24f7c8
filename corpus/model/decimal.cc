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

// Takes 10^step off the end of the fraction as often as it is there.
template <int step, class Unsigned>
void StripZeros(Unsigned& magnitude, int& scale) {
  constexpr auto kPower = static_cast<Unsigned>(kPowers[step]);
  while (scale >= step && magnitude % kPower == 0) {
    magnitude /= kPower;
    scale -= step;
  }
}

// Takes needless zeros off the end of the fraction.
void Normalise(UInt128& magnitude, int& scale) {
  if (magnitude == 0) scale = 0;
  if (scale == 0) return;
  constexpr auto kNarrowMax = std::numeric_limits<std::uint64_t>::max();
  if (magnitude > kNarrowMax) {
    if (magnitude % 2 != 0) return;  // most numbers that long; a remainder by 10 costs far more
    StripZeros<16>(magnitude, scale);
    StripZeros<8>(magnitude, scale);
    StripZeros<4>(magnitude, scale);
    StripZeros<2>(magnitude, scale);
    StripZeros<1>(magnitude, scale);
    return;
  }
  auto narrow = static_cast<std::uint64_t>(magnitude);
  StripZeros<8>(narrow, scale);
  StripZeros<4>(narrow, scale);
  StripZeros<2>(narrow, scale);
  StripZeros<1>(narrow, scale);
  magnitude = narrow;
}

// Appends digits to `value` as long as there are any and one more fits 64 bits; gives where it
// stopped.
const char* AppendDigits(const char* at, const char* end, std::uint64_t& value) {
  constexpr std::uint64_t kRoomMax = 1'000'000'000'000'000'000U;  // below it, ten times it fits
  for (; at != end && IsDigit(*at) && value < kRoomMax; ++at)
    value = value * 10 + static_cast<unsigned>(*at - '0');
  return at;
}

// Reads the common form, `digits[.digits]` with at most 19 digits from the first to the last that
// is not 0, into its smallest scale; false for any other text.
bool ReadPlain(const char* at, const char* end, std::uint64_t& value, int& scale) {
  const char* const whole = at;
  at = AppendDigits(at, end, value);
  if (at == whole) return false;
  if (at == end) return true;
  if (*at != '.' || at + 1 == end) return false;
  const char* const fraction = ++at;
  while (end != fraction && end[-1] == '0') --end;
  if (end - fraction > Decimal::kScaleMax) return false;
  scale = static_cast<int>(end - fraction);
  return AppendDigits(at, end, value) == end;
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

// a·10^up against b, which is below 10^38: a product that 128 bits do not hold is above it.
std::strong_ordering CompareScaled(UInt128 a, int up, UInt128 b) {
  UInt128 product = 0;
  if (__builtin_mul_overflow(a, kPowers[static_cast<std::size_t>(up)], &product))
    return std::strong_ordering::greater;
  return product <=> b;
}

// Writes the digits of `value` so that they end before `end`; gives where they begin.
char* WriteDigits(UInt128 value, char* end) {
  // A part of 19 digits is a division by hardware; one of 128 bits is a call.
  constexpr std::uint64_t kPart = 10'000'000'000'000'000'000U;
  char* at = end;
  while (value > std::numeric_limits<std::uint64_t>::max()) {
    auto part = static_cast<std::uint64_t>(value % kPart);
    value /= kPart;
    for (int i = 0; i < 19; ++i, part /= 10) *--at = static_cast<char>('0' + part % 10);
  }
  auto narrow = static_cast<std::uint64_t>(value);
  do {
    *--at = static_cast<char>('0' + narrow % 10);
    narrow /= 10;
  } while (narrow != 0);
  return at;
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
  const char* const end = text.data() + text.size();
  const bool negative = text.starts_with('-');
  std::uint64_t narrow = 0;
  int narrow_scale = 0;
  if (ReadPlain(text.data() + (negative ? 1 : 0), end, narrow, narrow_scale))
    return Decimal(Signed(narrow, negative), narrow_scale);
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
  std::array<char, 40> buffer;
  char* const end = buffer.data() + buffer.size();
  char* at = WriteDigits(Magnitude(value), end);
  if (value < 0) *--at = '-';
  out.append(at, end);
}

void Decimal::AppendTo(std::string& out) const {
  std::array<char, 48> buffer;
  char* const end = buffer.data() + buffer.size();
  char* at = WriteDigits(Magnitude(units_), end);
  if (scale_ > 0) {
    // At least one digit before the point; then everything before the point moves up by one.
    while (end - at <= scale_) *--at = '0';
    std::copy(at, end - scale_, at - 1);
    --at;
    *(end - scale_ - 1) = '.';
  }
  if (units_ < 0) *--at = '-';
  out.append(at, end);
}

std::string Decimal::ToString() const {
  std::string out;
  AppendTo(out);
  return out;
}

}  // namespace twinbill::model
