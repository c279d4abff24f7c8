// Plan: one contract, compiled once for billing; immutable.
//
// It resolves what the contract leaves to defaults, names constructs and scopes by number, turns
// effective ranges into epochs, and lists what a record is asked for: so that records are only
// added up, and patterns are asked once for each distinct slot. Source: specification, usage.md
// "Cells", standard_contract.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "standard_engine/arithmetic/exact_amount.h"
#include "standard_engine/contract/contract.h"
#include "standard_engine/plan/scope_test.h"

namespace twinbill::plan {

using arithmetic::ExactAmount;

// One step of tiers, ready for arithmetic.
struct StepPlan {
  std::optional<ExactAmount> up_to;
  ExactAmount value;  // a percent as its fraction of 1
};

struct LimitPlan {
  std::uint32_t scope = 0;  // of Plan::scopes
  ExactAmount share;        // as a fraction of 1
};

struct ConstructPlan {
  const contract::Construct* source = nullptr;  // of the plan's contract

  // Numbers of Plan::scopes.
  std::uint32_t scope = 0;
  std::optional<std::uint32_t> meter_scope;
  std::optional<std::uint32_t> entitlement_scope;
  std::optional<std::uint32_t> commit_scope;
  std::vector<LimitPlan> limits;
  std::vector<std::uint32_t> unless;  // numbers of Plan::constructs

  // By usage: the epochs [epoch_from, epoch_to) are effective. By period: every epoch is, and the
  // period decides.
  std::uint32_t epoch_from = 0;
  std::uint32_t epoch_to = 0;

  contract::Floor floor = contract::Floor::kNone;
  contract::Spread spread = contract::Spread::kOwn;
  // Numbers of Plan::groupings, of the meter's groups and of the lines.
  std::optional<std::uint32_t> meter_groups;
  std::uint32_t lines = 0;
  bool shows_quantity = false;  // lines are by usage type, and so have a quantity

  const contract::Flat* flat = nullptr;
  const contract::Tiers* tiers = nullptr;
  const contract::Prepaid* prepaid = nullptr;
  ExactAmount flat_value;  // a percent as its fraction of 1
  std::vector<StepPlan> steps;

  bool settles_at_window_end = false;
  bool needs_net = false;  // reads what cells cost after the constructs before it

  // Whether the period lets the construct's range in; cells still have their epochs.
  bool EffectiveIn(model::Period period) const;
  bool EffectiveAt(std::uint32_t epoch) const { return epoch_from <= epoch && epoch < epoch_to; }
};

class Plan {
 public:
  explicit Plan(contract::Contract contract);
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  const contract::Contract& contract() const { return contract_; }
  // The product and tag keys that the contract mentions, in the order of their names' bytes.
  const std::vector<model::Dimension>& attributes() const { return attributes_; }
  // The different effective dates by usage, rising. A record's epoch is how many are at or before
  // its start.
  const std::vector<model::Timestamp>& epochs() const { return epochs_; }
  std::uint32_t EpochOf(model::Timestamp start) const;
  model::Timestamp term_start() const;
  model::Timestamp term_end() const;

  // Each distinct scope once; each distinct list of dimensions that cells are grouped by once.
  const std::vector<ScopeTest>& scopes() const { return scopes_; }
  const std::vector<std::vector<model::Dimension>>& groupings() const { return groupings_; }
  const std::vector<ConstructPlan>& constructs() const { return constructs_; }
  bool needs_net() const;
  bool needs_rated() const;  // whether a base or a meter is rated

 private:
  void CollectAttributes();
  void CollectEpochs();
  ConstructPlan Compile(const contract::Construct& construct);
  void CompileBenefit(const contract::Construct& construct, ConstructPlan& compiled) const;
  void CompileEffective(const contract::Effective& effective, ConstructPlan& compiled) const;
  std::uint32_t NumberOf(const contract::Scope& scope);
  std::uint32_t NumberOf(const std::vector<model::Dimension>& grouping);

  contract::Contract contract_;
  std::vector<model::Dimension> attributes_;
  std::vector<model::Timestamp> epochs_;
  std::vector<ScopeTest> scopes_;
  std::vector<std::vector<model::Dimension>> groupings_;
  std::vector<ConstructPlan> constructs_;
};

}  // namespace twinbill::plan
