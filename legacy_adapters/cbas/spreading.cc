#include "legacy_adapters/cbas/spreading.h"

#include <algorithm>
#include <numeric>

#include "legacy_adapters/cbas/rounding.h"

namespace twinbill::cbas {
namespace {

WideInteger SumOf(std::span<const WideInteger> weights) {
  WideInteger sum;
  for (const WideInteger& weight : weights) sum += weight;
  return sum;
}

void GiveFirst(Int128 amount, std::span<Int128> units) {
  std::fill(units.begin(), units.end(), Int128{0});
  units.front() = amount;
}

bool AddUnits(Int128& units, const WideInteger& more) {
  const auto sum = (WideInteger(units) + more).ToAmountUnits();
  if (!sum) return false;
  units = *sum;
  return true;
}

}  // namespace

Trouble Spreading::CutAmount(Int128 amount, std::span<const WideInteger> weights,
                             rule_book::Remainder remainder, std::span<Int128> units) {
  const WideInteger all = SumOf(weights);
  if (all.is_zero() || weights.size() == 1) {
    GiveFirst(amount, units);
    return Trouble::kNone;
  }
  const bool turned = all.sign() < 0;
  const WideInteger divisor = turned ? -all : all;
  const WideInteger dividend = turned ? -WideInteger(amount) : WideInteger(amount);
  WideInteger missing = amount;
  rests_.resize(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    auto [share, rest] = WideInteger::Divide(dividend * weights[i], divisor);
    const auto fits = share.ToAmountUnits();
    if (!fits) return Trouble::kAmountTooLarge;
    units[i] = *fits;
    missing -= share;
    rests_[i] = std::move(rest);
  }
  if (missing.is_zero()) return Trouble::kNone;
  if (remainder == rule_book::Remainder::kLargest) {
    // Each line is cut by less than one unit, so fewer are missing than there are lines.
    DealLargest(missing.small(), units);
    return Trouble::kNone;
  }
  Int128& taker = remainder == rule_book::Remainder::kFirst ? units.front() : units.back();
  return AddUnits(taker, missing) ? Trouble::kNone : Trouble::kAmountTooLarge;
}

void Spreading::DealLargest(Int128 missing, std::span<Int128> units) {
  order_.resize(units.size());
  std::iota(order_.begin(), order_.end(), 0U);
  const bool up = missing > 0;
  std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto by_rest = up ? rests_[b] <=> rests_[a] : rests_[a] <=> rests_[b];
    return by_rest != 0 ? by_rest < 0 : a < b;
  });
  for (std::size_t place = 0; missing != 0; place = (place + 1) % order_.size()) {
    const Int128 step = up ? 1 : -1;
    units[order_[place]] += step;
    missing -= step;
  }
}

Trouble Spreading::CutLines(const ExactFraction& result, Int128 amount,
                            std::span<const WideInteger> weights, const AmountRule& rule,
                            std::span<Int128> units) const {
  const WideInteger all = SumOf(weights);
  if (all.is_zero()) {
    GiveFirst(amount, units);
    return Trouble::kNone;
  }
  const bool turned = all.sign() < 0;
  const WideInteger divisor = (turned ? -all : all) * result.denominator;
  const WideInteger dividend =
      (turned ? -result.numerator : result.numerator) * WideInteger::PowerOfTen(rule.digits);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto fits = RoundedQuotient(dividend * weights[i], divisor, rule.mode).ToAmountUnits();
    if (!fits) return Trouble::kAmountTooLarge;
    units[i] = *fits;
  }
  return Trouble::kNone;
}

}  // namespace twinbill::cbas
