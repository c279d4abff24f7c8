// The plain benefits that a branch of a formula may give: a percentage, a price, a unit discount.
#pragma once

#include <optional>
#include <vector>

#include "legacy_adapters/cbas/rule_book/rule_book.h"
#include "standard_engine/contract/contract.h"
#include "translators/algebra/expression.h"

namespace twinbill::translators {

// `value · base`, `base - value · usage` or `value · usage`.
struct FlatForm {
  contract::Rule rule = contract::Rule::kPercentOff;
  contract::Base base = contract::Base::kList;
  algebra::Rational value;
  bool settled = false;  // of the whole window's sums
};

std::optional<FlatForm> FlatFormOf(const algebra::Fraction& value, const rule_book::Rule& rule);

// Those of the branches' values that are one, each different value once.
std::vector<FlatForm> FlatFormsOf(const std::vector<algebra::Branch>& branches,
                                  const rule_book::Rule& rule);

}  // namespace twinbill::translators
