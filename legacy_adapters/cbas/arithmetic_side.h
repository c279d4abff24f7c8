// ArithmeticSide: what one arithmetic of a plan makes of usage: sums, windows, formulas.
//
// A run has one for each arithmetic that its editions name, each with numbers of its own kind; what
// passes between them and the run is exact. Source: specification, cbas_rules.md "Arithmetic".
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "legacy_adapters/cbas/arithmetic.h"
#include "legacy_adapters/cbas/cells.h"
#include "legacy_adapters/cbas/event_store.h"
#include "legacy_adapters/cbas/falls.h"
#include "legacy_adapters/cbas/plan.h"
#include "legacy_adapters/cbas/rule_listener.h"

namespace twinbill::cbas {

// What a group's variables are made from, beside the sums.
struct GroupFacts {
  std::uint32_t group = 0;
  ExactFraction net_fallen;                // where the formula has `net`, for groups
  WideInteger given;                       // in 10^-kGivenScale; where it has `given_before`
  int months = 1;                          // of the window so far
  std::vector<ExactFraction> input_falls;  // by input; where it is one of net costs
};

// Amounts given are added up in units of this many digits.
inline constexpr int kGivenScale = model::Amount::kDigitsMax;

// What a group's formula came to.
struct GroupResult {
  Trouble trouble = Trouble::kNone;
  Int128 units = 0;     // the amount, with the formula's sign
  ExactFraction exact;  // before it was an amount; only where asked for
};

class ArithmeticSide {
 public:
  virtual ~ArithmeticSide() = default;

  virtual void Restart() = 0;
  // `touched`: cells that have their first record of this period, before it is added.
  virtual void BeginPeriod(model::Period period) = 0;
  virtual void Touch(std::span<const std::uint32_t> touched) = 0;
  virtual void Add(const EventBlock& block) = 0;
  // All of the period's records were added; the sums can be read.
  virtual void Settle() = 0;

  // The formula of a rule that runs for groups. `listener` may be null.
  virtual void RunGroup(std::uint32_t edition, std::uint32_t rule, const GroupFacts& facts,
                        bool wants_exact, StepListener* listener, GroupResult& result) = 0;
  // The formula of a rule that runs for every record: the variables of its groups first, one by
  // one, then all records. `place_of_cell`: which of the groups a cell is in, kNone for none.
  // Results add up in the order of the groups.
  virtual void BeginEvents(std::uint32_t edition, std::uint32_t rule) = 0;
  virtual void AddEventGroup(const GroupFacts& facts, StepListener* listener) = 0;
  virtual void RunEvents(const EventStore& events, std::span<const std::uint32_t> place_of_cell,
                         const std::vector<std::size_t>& first_rows, const Falls& falls,
                         StepListener* listener, std::vector<GroupResult>& results) = 0;

  // Hands the period's sums on to the windows that are fed, and this group's net cost to a window
  // of net costs.
  virtual void Feed(std::span<const std::uint32_t> windows) = 0;
  virtual void FeedNet(std::uint32_t window, std::uint32_t group, const ExactFraction& fallen) = 0;

  // A group's sums of a window's earlier periods that aren't 0, as canonical texts.
  struct Carried {
    Texts group;
    std::vector<std::string> values;
    auto operator<=>(const Carried&) const = default;
  };
  // For the next period, in the order of the groups' texts.
  virtual std::vector<Carried> CarriedOf(std::uint32_t window, model::Period next) const = 0;
  virtual bool Resume(std::uint32_t window, model::Period next, const Carried& carried) = 0;
};

// The side of one of the plan's arithmetics. Both must outlive it.
std::unique_ptr<ArithmeticSide> MakeSide(const Plan& plan, std::uint32_t arithmetic, Cells& cells);

}  // namespace twinbill::cbas
