#include "standard_engine/billing/sharing.h"

#include "standard_engine/arithmetic/exact_sum.h"

namespace twinbill::billing {
namespace {

// Of the cells that are the owner's or not; of all where `is_owner` is empty.
ExactAmount SumOf(std::span<const ExactAmount> amounts, std::span<const std::uint8_t> is_owner,
                  bool owner) {
  arithmetic::ExactSum sum;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    if (is_owner.empty() || (is_owner[i] != 0) == owner) sum.Add(amounts[i]);
  }
  return sum.Total();
}

// Scales those cells to give `amount`, pro rata; their sum is not 0.
void Scale(const ExactAmount& amount, const ExactAmount& sum, std::span<ExactAmount> amounts,
           std::span<const std::uint8_t> is_owner, bool owner) {
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    if (!is_owner.empty() && (is_owner[i] != 0) != owner) continue;
    amounts[i] *= amount;
    amounts[i] /= sum;
  }
}

void Clear(std::span<ExactAmount> amounts, std::span<const std::uint8_t> is_owner, bool owner) {
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    if (is_owner.empty() || (is_owner[i] != 0) == owner) amounts[i] = ExactAmount();
  }
}

}  // namespace

ExactAmount ShareLess(const ExactAmount& less, std::span<const std::uint8_t> is_owner,
                      std::span<ExactAmount> amounts) {
  ExactAmount owners = SumOf(amounts, is_owner, true);
  if (less.sign() <= 0) {
    for (ExactAmount& amount : amounts) amount = ExactAmount();
  } else if (is_owner.empty()) {
    Scale(less, owners, amounts, is_owner, true);
  } else if (owners >= less) {
    Scale(less, owners, amounts, is_owner, true);
    Clear(amounts, is_owner, false);
  } else {
    Scale(less - owners, SumOf(amounts, is_owner, false), amounts, is_owner, false);
  }
  return owners;
}

}  // namespace twinbill::billing
