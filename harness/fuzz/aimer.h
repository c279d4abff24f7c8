// Aimer: changes one number of a case so that the bill stands on a rounding tie or on a bound, or
// one smallest step beside it.
//
// It bills one side, the standard one or a rule book, twice with a little more of one number, sees
// how each gauge moves, and solves for the number that brings one of them where it wants it. Bills
// are straight lines between their bounds, so the guess is right unless a bound lies between; a
// share of the guesses is billed again, and what of these hit is counted.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "corpus/model/slot_table.h"
#include "harness/fuzz/counted_random.h"
#include "harness/fuzz/gauges.h"
#include "harness/fuzz/legacy_gauges.h"
#include "harness/fuzz/tie_search.h"
#include "harness/fuzz/usage_case.h"
#include "standard_engine/billing/standard_run.h"

namespace twinbill::fuzz {

// How often each kind of gauge was brought below its tie or bound, onto it, and above it, of the
// guesses that were checked.
struct AimCounts {
  std::array<std::array<std::uint64_t, 3>, kGaugeKindCount> hit{};
  std::uint64_t tried = 0;
  std::uint64_t checked = 0;

  void Add(const AimCounts& other);
};

class Aimer {
 public:
  // All must outlive the aimer; all slots of a case are of `slots`. A legacy side that is no rule
  // book has no gauges.
  Aimer(const legacy::LegacyModel& legacy, const plan::Plan& plan, const model::SlotTable& slots);

  // Changes `usage` where it finds something to aim at; false where not, and then it is as it was.
  bool Aim(CountedRandom& random, UsageCase& usage, AimCounts& counts);

 private:
  // The number of a record that is varied: value = units / 10^scale.
  struct Variable {
    std::size_t record = 0;
    int which = 0;  // quantity, list cost, rate
    int scale = 0;
    Integer units;
  };

  // Of the side that is aimed at.
  bool Bill(const UsageCase& usage, std::vector<Gauge>& gauges);
  bool BillStandard(const UsageCase& usage, std::vector<Gauge>& gauges);
  std::optional<Variable> Choose(CountedRandom& random, const UsageCase& usage) const;
  bool AimsAtOwn() const { return own_ != nullptr && aimed_at_ == own_.get(); }
  void AddReading(const Variable& variable, const UsageCase& usage, std::vector<Gauge>& gauges);
  static bool Set(const Variable& variable, const Integer& units, UsageCase& usage);
  std::optional<Integer> Solve(CountedRandom& random, const Gauge& gauge, const Rational& slope,
                               const Integer& at) const;
  std::size_t ChooseMoving(CountedRandom& random) const;  // a place in moving_
  void CountHit(const GaugePlace& place, AimCounts& counts) const;

  const plan::Plan& plan_;
  billing::StandardRun run_;
  billing::Trace trace_;
  std::unique_ptr<LegacyGauges> straight_;  // null where the legacy side is no rule book
  std::unique_ptr<LegacyGauges> own_;       // null where its own numbers have no ties of their own
  LegacyGauges* aimed_at_ = nullptr;        // one of them, or null for the standard side
  CaseColumns columns_;
  std::vector<model::LineItem> lines_;
  std::vector<Gauge> before_;
  std::vector<Gauge> after_;
  std::vector<std::size_t> moving_;
};

}  // namespace twinbill::fuzz
