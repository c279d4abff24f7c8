#include <fmt/format.h>

#include <array>

#include "harness/coverage/coverage.h"

namespace twinbill::coverage {

using arithmetic::ExactAmount;
using billing::ConstructTrace;
using billing::kNowhere;

namespace {

constexpr std::array<std::string_view, 5> kTies{"tie, even", "tie, odd", "just below a tie",
                                                "just above a tie", "no tie"};

constexpr std::string_view kAway = "rounded away from zero";
constexpr std::string_view kToward = "rounded toward zero";
constexpr std::string_view kNoRounding = "nothing to round";
constexpr std::string_view kDealt = "remainder dealt";

// The names of the cells of one construct.
class Names {
 public:
  explicit Names(const plan::ConstructPlan& construct) : construct_(construct) {}

  CellName Of(std::string what) const {
    return {"standard", construct_.source->id, construct_.source->clause, std::move(what)};
  }

 private:
  const plan::ConstructPlan& construct_;
};

std::string Bound(std::string_view what, int side) {
  constexpr std::array<std::string_view, 3> kSides{"one unit or less below", "on",
                                                   "one unit or less above"};
  return fmt::format("{} {}", kSides[static_cast<std::size_t>(side + 1)], what);
}

// -1, 0 or 1 where the distance is at most one unit; none where it is farther.
std::optional<int> SideOf(const ExactAmount& distance) {
  const ExactAmount one = ExactAmount::OfUnits(1, 0);
  if (distance > one || distance < -one) return std::nullopt;
  return distance.sign();
}

void PutAll(const Names& names, std::string_view what, Cells& cells) {
  for (const int side : {-1, 0, 1}) cells.insert(names.Of(Bound(what, side)));
}

std::string Edge(std::size_t step) { return fmt::format("the end of step {}", step + 1); }

void RoundingCells(const Names& names, const contract::Rounding& rounding, Cells& cells) {
  using arithmetic::RoundingMode;
  const RoundingMode mode = rounding.rule.mode;
  if (mode != RoundingMode::kDown) cells.insert(names.Of(std::string(kAway)));
  if (mode != RoundingMode::kUp) cells.insert(names.Of(std::string(kToward)));
  cells.insert(names.Of(std::string(kNoRounding)));
}

void ConstructCells(const plan::ConstructPlan& construct, Cells& cells) {
  const Names names(construct);
  const contract::Construct& source = *construct.source;
  if (source.benefit) {
    for (const std::string_view what : {"takes usage", "bills a line"}) {
      cells.insert(names.Of(std::string(what)));
    }
    for (const std::string_view tie : kTies) cells.insert(names.Of(std::string(tie)));
    if (source.rounding.at != contract::RoundAt::kLine) {
      cells.insert(names.Of(std::string(kDealt)));
    }
  }
  if (source.benefit || source.commit) RoundingCells(names, source.rounding, cells);
  for (std::size_t i = 0; i < construct.steps.size(); ++i) {
    cells.insert(names.Of(fmt::format("step {}", i + 1)));
    if (construct.steps[i].up_to) PutAll(names, Edge(i), cells);
  }
  if (construct.floor != contract::Floor::kNone && source.benefit) {
    cells.insert(names.Of("floor taken"));
  }
  if (source.cap) {
    PutAll(names, "the cap", cells);
    cells.insert(names.Of("cap binds"));
  }
  if (construct.prepaid != nullptr) {
    cells.insert(names.Of("fee"));
    cells.insert(names.Of("grant runs out"));
  }
  if (source.sharing.owner) cells.insert(names.Of("owner first"));
  if (source.entitlement) {
    for (const std::string_view what :
         {"nothing entitled", "entitled in part", "entitled in full", "entitled exactly"}) {
      cells.insert(names.Of(std::string(what)));
    }
  }
  if (source.commit) {
    cells.insert(names.Of("shortfall"));
    cells.insert(names.Of("commitment met"));
    PutAll(names, "the commitment", cells);
    for (std::size_t i = 0; i < source.commit->limits.size(); ++i) {
      cells.insert(names.Of(fmt::format("limit {} binds", i + 1)));
    }
  }
}

// Marks what one construct did in one bill.
class Marks {
 public:
  Marks(const plan::ConstructPlan& construct, const ConstructTrace& trace, Cells& reached)
      : construct_(construct), trace_(trace), names_(construct), reached_(reached) {}

  void All() {
    Lines();
    Tiers();
    Groups();
    Limits();
    if (trace_.commit) Commit(*trace_.commit);
  }

 private:
  void Mark(std::string what) { reached_.insert(names_.Of(std::move(what))); }
  void MarkBound(std::string_view what, const ExactAmount& distance) {
    if (const auto side = SideOf(distance)) Mark(Bound(what, *side));
  }

  void Lines() {
    if (!trace_.cells.empty()) Mark("takes usage");
    const ExactAmount unit = ExactAmount::OfUnits(1, construct_.source->rounding.rule.digits);
    for (const billing::LineTrace& line : trace_.lines) {
      if (line.amount.units != 0) Mark("bills a line");
      if (line.dealt != 0) Mark(std::string(kDealt));
      if (line.sum != kNowhere) continue;
      Mark(TieCell(line.exact / unit));
      Mark(DirectionCell(line.exact, line.amount));
    }
    for (const billing::SumTrace& sum : trace_.sums) {
      Mark(TieCell(sum.exact / unit));
      Mark(DirectionCell(sum.exact, sum.rounded));
    }
    if (trace_.fee) Mark("fee");
  }

  void Tiers() {
    for (const billing::TracedReading& reading : trace_.readings) {
      for (std::size_t i = 0; i < construct_.steps.size(); ++i) {
        const auto& up_to = construct_.steps[i].up_to;
        if (up_to) MarkBound(Edge(i), reading.before + reading.now - *up_to);
      }
    }
    for (const billing::GroupTrace& group : trace_.groups) {
      if (group.step != kNowhere) Mark(fmt::format("step {}", group.step + 1));
      for (std::size_t i = 0; i < group.lengths.size(); ++i) {
        if (!group.lengths[i].is_zero()) Mark(fmt::format("step {}", i + 1));
      }
    }
  }

  void Groups() {
    for (const billing::GroupTrace& group : trace_.groups) {
      if (group.is_floored) Mark("floor taken");
      if (!construct_.source->entitlement) continue;
      const ExactAmount reach = ExactAmount(construct_.source->entitlement->ratio) * group.entitled;
      if (group.entitled.sign() <= 0 || group.entitled_quantity.sign() <= 0) {
        Mark("nothing entitled");
      } else if (reach < group.entitled_quantity) {
        Mark("entitled in part");
      } else {
        Mark(reach == group.entitled_quantity ? "entitled exactly" : "entitled in full");
      }
    }
  }

  void Limits() {
    if (trace_.cap) {
      MarkBound("the cap", trace_.cap->wanted - trace_.cap->left);
      if (trace_.cap->is_short) Mark("cap binds");
      if (trace_.cap->owner_wanted) Mark("owner first");
    }
    if (trace_.grant) {
      if (trace_.grant->is_short) Mark("grant runs out");
      if (trace_.grant->owner_wanted) Mark("owner first");
    }
  }

  void Commit(const billing::CommitTrace& commit) {
    for (std::size_t i = 0; i < commit.limits.size(); ++i) {
      if (commit.limits[i].measured > commit.limits[i].most) {
        Mark(fmt::format("limit {} binds", i + 1));
      }
    }
    if (!commit.is_due) return;
    Mark(commit.charge ? "shortfall" : "commitment met");
    if (commit.charge) Mark(DirectionCell(commit.charge->exact, commit.charge->amount));
    MarkBound("the commitment", commit.counted - commit.amount);
  }

  const plan::ConstructPlan& construct_;
  const ConstructTrace& trace_;
  Names names_;
  Cells& reached_;
};

}  // namespace

std::string DirectionCell(const ExactAmount& exact, const model::Amount& rounded) {
  const ExactAmount moved = ExactAmount(rounded) - exact;
  if (moved.is_zero()) return std::string(kNoRounding);
  // Of an exact 0 nothing is cut; else it was moved to where its sign points, or back.
  return std::string(moved.sign() == exact.sign() ? kAway : kToward);
}

std::string TieCell(const ExactAmount& amount_in_units) {
  const auto cut = amount_in_units.Truncate(0);
  if (!cut) return std::string(kTies[4]);
  using Rest = arithmetic::Truncation::Rest;
  if (cut->rest == Rest::kHalf) return std::string(kTies[cut->units % 2 == 0 ? 0 : 1]);
  // Within a thousandth of a unit.
  const auto near = (amount_in_units * ExactAmount::OfUnits(1000, 0)).Truncate(0);
  if (!near) return std::string(kTies[4]);
  model::Int128 thousandths = near->units % 1000;
  if (thousandths < 0) thousandths = -thousandths;
  if (thousandths == 499) return std::string(kTies[2]);
  if (thousandths == 500) return std::string(kTies[3]);
  return std::string(kTies[4]);
}

Cells CellsOf(const plan::Plan& plan) {
  Cells cells;
  for (const plan::ConstructPlan& construct : plan.constructs()) ConstructCells(construct, cells);
  return cells;
}

void ReadTrace(const plan::Plan& plan, const billing::Trace& trace, Cells& reached) {
  for (const ConstructTrace& construct : trace.constructs) {
    Marks(plan.constructs()[construct.number], construct, reached).All();
  }
}

}  // namespace twinbill::coverage
