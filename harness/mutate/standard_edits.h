// Edits of a standard contract, each a family of operators that put their mutants into one list.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/mutate/mutant.h"

namespace twinbill::mutate {

// Takes the mutants of one contract.
class StandardEdits {
 public:
  explicit StandardEdits(contract::Contract contract);

  const contract::Contract& contract() const { return contract_; }

  // A mutant with construct `at` changed by `change`. `place` is below the construct.
  using Change = std::function<void(contract::Construct&)>;
  void Put(std::string_view operation, std::size_t at, std::string_view place, std::string text,
           const Change& change);
  // A mutant of the contract as a whole.
  void Put(std::string_view operation, std::string place, std::string clause, std::string text,
           contract::Contract changed);

  std::vector<Mutant> Take() { return std::move(mutants_); }

 private:
  contract::Contract contract_;  // of primitives
  std::vector<Mutant> mutants_;
};

// Rounding, dealing, line and delivery.
void EditLines(StandardEdits& edits);
// Rates, tiers, caps, grants, commitments and entitlements.
void EditTerms(StandardEdits& edits);
// Scopes, windows, dates, meters.
void EditReach(StandardEdits& edits);
// The list of constructs: dropped, doubled, swapped.
void EditOrder(StandardEdits& edits);

// `value` with its last digit, or another, one up or down.
model::Decimal Moved(const model::Decimal& value, int scale, int units);

}  // namespace twinbill::mutate
