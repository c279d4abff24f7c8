#include "standard_engine/arithmetic/dealing.h"

#include <algorithm>
#include <numeric>

#include "standard_engine/arithmetic/exact_sum.h"

namespace twinbill::arithmetic {
namespace {

// The order in which units are dealt: the largest fractions in their direction first.
std::vector<std::size_t> ByFraction(std::span<const ExactAmount> fractions, bool negative) {
  std::vector<std::size_t> order(fractions.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return negative ? fractions[a] < fractions[b] : fractions[b] < fractions[a];
  });
  return order;
}

// One unit each, round and round, from the largest fraction on.
void DealToLargest(Int128 missing, std::span<const ExactAmount> fractions,
                   std::span<model::Amount> amounts) {
  const auto count = static_cast<Int128>(amounts.size());
  const Int128 rounds = missing / count;
  for (model::Amount& amount : amounts) amount.units += rounds;
  const Int128 left = missing % count;
  if (left == 0) return;
  const int unit = left < 0 ? -1 : 1;
  const std::vector<std::size_t> order = ByFraction(fractions, left < 0);
  for (Int128 dealt = 0; dealt != left; dealt += unit) {
    amounts[order[static_cast<std::size_t>(dealt < 0 ? -dealt : dealt)]].units += unit;
  }
}

model::Result<void, AmountTooLarge> AddChecked(model::Amount& amount, Int128 units) {
  if (__builtin_add_overflow(amount.units, units, &amount.units)) {
    return model::Unexpected(AmountTooLarge{});
  }
  return {};
}

}  // namespace

ExactAmount ShareOf(const ExactAmount& exact, const DealRule& rule, const model::Amount& rounded,
                    const ExactAmount& total) {
  if (rule.deal == DealBy::kExact) return exact;
  return total.is_zero() ? ExactAmount() : ExactAmount(rounded) * exact / total;
}

model::Result<void, AmountTooLarge> Deal(std::span<const ExactAmount> exact, const DealRule& rule,
                                         std::span<model::Amount> amounts) {
  TWINBILL_CHECK(exact.size() == amounts.size());
  if (exact.empty()) return {};
  ExactSum sum;
  for (const ExactAmount& amount : exact) sum.Add(amount);
  const ExactAmount total = sum.Total();
  TWINBILL_ASSIGN(rounded, Round(total, rule.mode, rule.digits));
  Int128 missing = rounded.units;
  std::vector<ExactAmount> fractions(exact.size());
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const ExactAmount share = ShareOf(exact[i], rule, rounded, total);
    TWINBILL_ASSIGN(cut, share.Truncate(rule.digits));
    amounts[i] = model::Amount{cut.units, rule.digits};
    fractions[i] = share - ExactAmount(amounts[i]);
    if (__builtin_sub_overflow(missing, cut.units, &missing)) {
      return model::Unexpected(AmountTooLarge{});
    }
  }
  switch (rule.remainder) {
    case RemainderTo::kLargest: DealToLargest(missing, fractions, amounts); break;
    case RemainderTo::kFirst: return AddChecked(amounts.front(), missing);
    case RemainderTo::kLast: return AddChecked(amounts.back(), missing);
  }
  return {};
}

}  // namespace twinbill::arithmetic
