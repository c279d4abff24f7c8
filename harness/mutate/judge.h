// Judge: whether a mutant is told apart from the other side, by each kind of evidence.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "harness/mutate/mutation_run.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::mutate {

class Judge {
 public:
  // `input` must outlive the judge.
  Judge(const MutationInput& input, const MutationOrder& order);

  // Bills both sides as they are over every source, for what mutants are held against.
  model::Result<void> Prepare();

  // The rest of `result`, whose mutant is valid and new.
  void Try(const Mutant& mutant, MutantResult& result) const;

 private:
  struct Expected {
    std::vector<std::string> rows;  // sorted
    bool refused = false;
  };

  static Expected BillLegacy(const legacy::LegacyModel& model, const UsageSource& source);
  static Expected BillStandard(const plan::Plan& plan, const UsageSource& source);
  bool Differs(const legacy::LegacyModel* legacy, const plan::Plan* standard,
               const UsageSource& source, const Expected& expected) const;
  void TryByFuzz(const legacy::LegacyModel& legacy, const plan::Plan& standard,
                 const Mutant& mutant, MutantResult& result) const;

  const MutationInput& input_;
  const MutationOrder& order_;
  plan::Plan standard_;
  std::vector<Expected> counterexamples_;  // what both sides bill, of each
  std::vector<Expected> history_;
};

}  // namespace twinbill::mutate
