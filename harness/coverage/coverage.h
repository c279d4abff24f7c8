// Coverage: which of the things that a contract's two sides can do, some usage made them do.
//
// A cell is one such thing: a construct that takes usage, a step of tiers, a bound reached exactly
// or one unit beside it, a cap that binds, an amount on a rounding tie, the side of an `if`. Cells
// are named by place and stay the same as long as the contract does. What has been reached is a
// reason to distrust what has not; never a proof. Source: docs/formats/coverage.md.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "legacy_adapters/cbas/rule_book/rule_book.h"
#include "standard_engine/billing/trace.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::coverage {

struct CellName {
  std::string side;   // `standard` or `legacy`
  std::string place;  // construct or rule id
  std::string clause;
  std::string what;  // "step 2", "cap binds", "tie, even", "credit 12-30: then"
  auto operator<=>(const CellName&) const = default;
};

// Cells by name, so that what several runs reached is put together by adding up.
using Cells = std::set<CellName>;

// Every cell that the sides have; what they can't show is not among them.
Cells CellsOf(const plan::Plan& plan);
Cells CellsOf(const rule_book::RuleBook& book);

// Adds what a bill of the standard side reached.
void ReadTrace(const plan::Plan& plan, const billing::Trace& trace, Cells& reached);

// Where rounding took `exact`: `rounded away from zero`, `rounded toward zero`, `nothing to round`.
std::string DirectionCell(const arithmetic::ExactAmount& exact, const model::Amount& rounded);

// Whether `amount`, in units of its rounding, is on a tie or beside one: `tie, even`, `tie, odd`,
// `just below a tie`, `just above a tie`, `no tie`. `beside` is how near counts.
std::string TieCell(const arithmetic::ExactAmount& amount_in_units);

}  // namespace twinbill::coverage
