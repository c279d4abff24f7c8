// DiscountExplainer: how the discount of each cell of a line came about, step by step.
#pragma once

#include <string>
#include <vector>

#include "standard_engine/billing/trace.h"
#include "standard_engine/explain/number_list.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::explain {

class DiscountExplainer {
 public:
  using Place = NumberList::Place;

  // All must outlive it. `construct` is of `trace`.
  DiscountExplainer(const plan::Plan& plan, const billing::Trace& trace,
                    const billing::ConstructTrace& construct, NumberList& numbers);

  // The D of discounted cell `cell` of the construct, as place among the numbers. `label` names the
  // cell in the numbers' names.
  Place Explain(std::size_t cell, const std::string& label);

 private:
  Place Base(std::size_t cell, const std::string& label);
  Place Given(std::size_t cell, const std::string& label, Place base);
  Place ByRate(const billing::DiscountedCell& cell, const std::string& label, Place base,
               contract::Rule rule, Place rate);
  Place OfGroup(std::uint32_t group, const std::string& label);
  Place Spread(std::size_t cell, const std::string& label, Place group_d);
  Place Floored(std::size_t cell, const std::string& label, Place before);
  Place Entitled(std::size_t cell, const std::string& label, Place before);
  Place Limited(const billing::DiscountedCell& cell, const std::string& label, Place wanted,
                const billing::LimitedTrace& limited, std::string_view what);
  Place Rate(std::uint32_t step);
  std::string StepText(const billing::GroupTrace& group, std::uint32_t step) const;
  std::string Pointer(std::string_view below) const;
  const billing::DiscountStage& Last() const { return construct_.stages.back(); }

  const plan::Plan& plan_;
  const billing::Trace& trace_;
  const billing::ConstructTrace& construct_;
  const plan::ConstructPlan& compiled_;
  NumberList& numbers_;
};

}  // namespace twinbill::explain
