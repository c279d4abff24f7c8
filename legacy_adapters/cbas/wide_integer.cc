#include "legacy_adapters/cbas/wide_integer.h"

#include <array>

#include "legacy_adapters/cbas/big_integer.h"

namespace twinbill::cbas {
namespace {

constexpr int kSmallPowerMax = 38;

constexpr std::array<Int128, kSmallPowerMax + 1> MakePowers() {
  std::array<Int128, kSmallPowerMax + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}

constexpr auto kPowers = MakePowers();

}  // namespace

WideInteger::WideInteger(const BigInteger& value) { Take(value); }

void WideInteger::CopyBig(const WideInteger& other) { big_ = new BigInteger(*other.big_); }

void WideInteger::Drop() {
  delete big_;
  big_ = nullptr;
}

BigInteger WideInteger::ToBig() const { return big_ ? *big_ : BigInteger{BigNumber(small_)}; }

void WideInteger::Take(const BigInteger& value) {
  if (value.value.is_zero() || msb(abs(value.value)) < 127) {
    small_ = static_cast<Int128>(value.value);
    if (big_) Drop();
    return;
  }
  small_ = 0;
  if (big_) {
    *big_ = value;
  } else {
    big_ = new BigInteger(value);
  }
}

WideInteger& WideInteger::AddBig(const WideInteger& other) {
  Take({ToBig().value + other.ToBig().value});
  return *this;
}

WideInteger& WideInteger::SubtractBig(const WideInteger& other) {
  Take({ToBig().value - other.ToBig().value});
  return *this;
}

WideInteger& WideInteger::MultiplyBig(const WideInteger& other) {
  Take({ToBig().value * other.ToBig().value});
  return *this;
}

int WideInteger::BigSign() const { return big_->value.sign(); }

bool WideInteger::BigIsOdd() const { return bit_test(abs(big_->value), 0); }

std::strong_ordering WideInteger::CompareBig(const WideInteger& a, const WideInteger& b) {
  return a.ToBig().value.compare(b.ToBig().value) <=> 0;
}

WideInteger WideInteger::Shifted(unsigned power) const {
  return WideInteger(BigInteger{ToBig().value << power});
}

std::pair<WideInteger, WideInteger> WideInteger::Divide(const WideInteger& dividend,
                                                        const WideInteger& divisor) {
  if (!dividend.big_ && !divisor.big_) {
    const Int128 n = dividend.small_;
    const Int128 d = divisor.small_;
    // Most numbers of a bill fit into 64 bits, where division is several times as fast.
    if (n == static_cast<std::int64_t>(n) && d == static_cast<std::int64_t>(d) && d != -1) {
      const auto n64 = static_cast<std::int64_t>(n);
      const auto d64 = static_cast<std::int64_t>(d);
      return {Int128{n64 / d64}, Int128{n64 % d64}};
    }
    if (d != -1) return {n / d, n % d};
    return {-dividend, WideInteger()};
  }
  BigInteger quotient;
  BigInteger rest;
  divide_qr(dividend.ToBig().value, divisor.ToBig().value, quotient.value, rest.value);
  return {WideInteger(quotient), WideInteger(rest)};
}

WideInteger WideInteger::PowerOfTen(int power) {
  if (power <= kSmallPowerMax) return kPowers[static_cast<std::size_t>(power)];
  return WideInteger(BigInteger{pow(BigNumber(10), static_cast<unsigned>(power))});
}

std::optional<Int128> WideInteger::ToAmountUnits() const {
  constexpr Int128 kEnd = kPowers[kSmallPowerMax];
  if (big_ || small_ >= kEnd || small_ <= -kEnd) return std::nullopt;
  return small_;
}

std::string WideInteger::ToString() const {
  if (big_) return big_->value.str();
  std::string text;
  model::AppendInteger(small_, text);
  return text;
}

std::optional<WideInteger> WideInteger::Parse(std::string_view text) {
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  if (text.size() == first || text.find_first_not_of("0123456789", first) != text.npos) {
    return std::nullopt;
  }
  WideInteger value;
  for (const char c : text.substr(first)) {
    value *= 10;
    value += Int128{c - '0'};
  }
  if (first == 1) value = -value;
  if (value.ToString() != text) return std::nullopt;
  return value;
}

}  // namespace twinbill::cbas
