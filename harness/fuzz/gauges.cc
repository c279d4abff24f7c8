#include "harness/fuzz/gauges.h"

#include <utility>

namespace twinbill::fuzz {

using arithmetic::ExactAmount;
using billing::ConstructTrace;
using billing::kNowhere;

namespace {

constexpr std::array<std::string_view, kGaugeKindCount> kNames{
    "line_rounding",  "sum_rounding", "share_cut",      "charge_rounding", "tier_bound",
    "meter_zero",     "floor",        "floor_quantity", "entitlement",     "cap",
    "grant",          "commit",       "commit_limit",   "rule_amount",     "record_amount",
    "inner_round",    "inner_whole",  "scale_rounding", "read_rounding",   "rule_share",
    "rule_share_cut", "formula_bound"};

// The gauges of one construct in one bill.
class Reading {
 public:
  Reading(const plan::ConstructPlan& construct, const ConstructTrace& trace, std::int32_t period,
          std::vector<Gauge>& gauges)
      : construct_(construct), trace_(trace), period_(period), gauges_(gauges) {}

  void All() {
    Rounding();
    Meter();
    Groups();
    if (trace_.cap) Limited(GaugeKind::kCap, *trace_.cap);
    if (trace_.grant) Limited(GaugeKind::kGrant, *trace_.grant);
    if (trace_.commit) Commit(*trace_.commit);
  }

 private:
  void Put(GaugeKind kind, ExactAmount value) {
    const std::uint32_t index =
        !gauges_.empty() && gauges_.back().place.kind == kind && begun_ ? last_index_ + 1 : 0;
    begun_ = true;
    last_index_ = index;
    gauges_.push_back({{period_, trace_.number, kind, index}, std::move(value), 0});
  }

  // In units of the line's rounding.
  ExactAmount InUnits(const ExactAmount& amount) const {
    return amount / ExactAmount::OfUnits(1, construct_.source->rounding.rule.digits);
  }

  void Rounding() {
    for (const billing::LineTrace& line : trace_.lines) {
      if (line.sum == kNowhere) Put(GaugeKind::kLineRounding, InUnits(line.exact));
    }
    for (const billing::SumTrace& sum : trace_.sums) {
      Put(GaugeKind::kSumRounding, InUnits(sum.exact));
    }
    const ExactAmount half = ExactAmount::OfUnits(5, 1);
    for (const billing::LineTrace& line : trace_.lines) {
      if (line.sum != kNowhere) Put(GaugeKind::kShareCut, InUnits(line.share) + half);
    }
    if (trace_.commit && trace_.commit->charge) {
      Put(GaugeKind::kChargeRounding, InUnits(trace_.commit->charge->exact));
    }
  }

  void Meter() {
    for (const billing::TracedReading& reading : trace_.readings) {
      const ExactAmount sum = reading.before + reading.now;
      for (const plan::StepPlan& step : construct_.steps) {
        if (step.up_to) Put(GaugeKind::kTierBound, sum - *step.up_to);
      }
    }
    for (const billing::TracedReading& reading : trace_.readings) {
      Put(GaugeKind::kMeterZero, reading.now);
    }
  }

  void Groups() {
    if (construct_.floor != contract::Floor::kNone) {
      for (const billing::GroupTrace& group : trace_.groups) Put(GaugeKind::kFloor, group.given);
    }
    if (construct_.floor == contract::Floor::kSigned) {
      for (const billing::GroupTrace& group : trace_.groups) {
        Put(GaugeKind::kFloorQuantity, group.quantity);
      }
    }
    if (!construct_.source->entitlement) return;
    const ExactAmount ratio(construct_.source->entitlement->ratio);
    for (const billing::GroupTrace& group : trace_.groups) {
      Put(GaugeKind::kEntitlement, ratio * group.entitled - group.entitled_quantity);
    }
  }

  void Limited(GaugeKind kind, const billing::LimitedTrace& limited) {
    Put(kind, limited.wanted - limited.left);
  }

  void Commit(const billing::CommitTrace& commit) {
    Put(GaugeKind::kCommit, commit.counted - commit.amount);
    for (const billing::LimitTrace& limit : commit.limits) {
      Put(GaugeKind::kCommitLimit, limit.measured - limit.most);
    }
  }

  const plan::ConstructPlan& construct_;
  const ConstructTrace& trace_;
  std::int32_t period_;
  std::vector<Gauge>& gauges_;
  bool begun_ = false;
  std::uint32_t last_index_ = 0;
};

}  // namespace

std::string_view Name(GaugeKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

bool IsRounding(GaugeKind kind) {
  return kind <= GaugeKind::kChargeRounding ||
         (kind >= GaugeKind::kRuleAmount && kind <= GaugeKind::kRuleShareCut);
}

void ReadGauges(const plan::Plan& plan, const billing::Trace& trace, std::vector<Gauge>& gauges) {
  for (const ConstructTrace& construct : trace.constructs) {
    Reading(plan.constructs()[construct.number], construct, trace.period.months, gauges).All();
  }
}

}  // namespace twinbill::fuzz
