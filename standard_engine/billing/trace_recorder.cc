#include "standard_engine/billing/trace_recorder.h"

#include "standard_engine/arithmetic/dealing.h"
#include "standard_engine/billing/observed_biller.h"

namespace twinbill::billing {

using arithmetic::ShareOf;
using contract::RoundAt;

void TraceRecorder::On(const PeriodStep& step) {
  trace_ = Trace();
  trace_.period = step.period;
  facts_ = &step.facts;
  for (const Cell& cell : step.cells) {
    trace_.cells.push_back(
        {&facts_->SlotOf(cell.slot), cell.epoch, cell.quantity, cell.list_cost, cell.rated_cost});
  }
}

void TraceRecorder::On(const ConstructStep& step) {
  trace_.constructs.emplace_back().number = step.number;
  plan_ = &step.construct;
}

void TraceRecorder::KeepCells(std::span<const WorkCell> cells, bool of_period) {
  construct().cells.clear();
  for (const WorkCell& cell : cells) {
    DiscountedCell& kept = construct().cells.emplace_back();
    kept.slot = &facts_->SlotOf(cell.slot);
    kept.epoch = cell.epoch;
    if (of_period) kept.cell = cell.index;
    kept.quantity = *cell.quantity;
    kept.list_cost = *cell.list_cost;
    kept.base = *cell.base;
  }
}

void TraceRecorder::On(const ScopeStep& step) {
  KeepCells(step.cells, true);
  construct().net_before.assign(step.net.begin(), step.net.end());
}

void TraceRecorder::On(const MeterStep& step) {
  const SlotNumbers& groups = facts_->GroupsOf(*plan_->meter_groups);
  for (std::uint32_t rank = 0; rank < groups.size(); ++rank) {
    const std::uint32_t group = groups.AtRank(rank);
    construct().readings.push_back(
        {&groups[group], step.readings.before[group], step.readings.now[group]});
  }
}

void TraceRecorder::On(const FeeStep& step) {
  construct().fee = ChargeTrace{step.exact, step.amount, step.line};
}

void TraceRecorder::On(const HoldStep& step) {
  construct().settles = step.settles_now;
  KeepCells(step.cells, false);
}

void TraceRecorder::On(const EntitleStep& step) { entitled_ = step.entitled; }

// At the first step that gives: the groups and which cells are theirs.
void TraceRecorder::KeepGroups(const Work& work) {
  std::vector<GroupTrace>& groups = construct().groups;
  groups.resize(work.groups.size());
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    construct().cells[i].group = work.groups[i];
    construct().cells[i].line = work.lines[i];
    if (groups[work.groups[i]].slot == nullptr) {
      groups[work.groups[i]].slot = construct().cells[i].slot;
    }
  }
  for (std::size_t part = 0; part < groups.size(); ++part) {
    GroupTrace& group = groups[part];
    if (plan_->meter_groups) {
      group.reading = facts_->GroupsOf(*plan_->meter_groups).RankOf(work.groups.GroupOf(part));
    }
    if (part < work.group_d.size()) group.given = group.d = work.group_d[part];
  }
}

void TraceRecorder::KeepStage(StepId step, const Work& work) {
  construct().stages.push_back({step, work.d});
}

void TraceRecorder::On(const FlatStep& step) {
  KeepGroups(step.work);
  KeepStage(step.kId, step.work);
}

void TraceRecorder::On(const VolumeStep& step) {
  KeepGroups(step.work);
  KeepStage(step.kId, step.work);
  for (std::size_t part = 0; part < construct().groups.size(); ++part) {
    construct().groups[part].step = step.work.step[part];
  }
}

void TraceRecorder::On(const GraduatedStep& step) {
  KeepGroups(step.work);
  KeepStage(step.kId, step.work);
  const std::size_t steps = plan_->steps.size();
  for (std::size_t part = 0; part < construct().groups.size(); ++part) {
    GroupTrace& group = construct().groups[part];
    group.base = step.work.group_base[part];
    for (std::size_t at = 0; at < steps; ++at) {
      group.lengths.push_back(step.work.lengths[part * steps + at]);
    }
  }
}

void TraceRecorder::On(const FloorStep& step) {
  for (std::size_t part = 0; part < construct().groups.size(); ++part) {
    GroupTrace& group = construct().groups[part];
    group.is_floored = step.work.floored[part] != 0;
    group.d = step.work.group_d[part];
    if (plan_->floor == contract::Floor::kSigned) group.quantity = step.work.group_quantity[part];
  }
  KeepStage(step.kId, step.work);
}

void TraceRecorder::On(const SpreadStep& step) {
  for (std::size_t part = 0; part < construct().groups.size(); ++part) {
    construct().groups[part].weight = step.work.weight[part];
    construct().groups[part].first_cell = step.work.first_cell[part];
  }
  KeepStage(step.kId, step.work);
}

void TraceRecorder::On(const FactorStep& step) {
  for (std::size_t part = 0; part < construct().groups.size(); ++part) {
    GroupTrace& group = construct().groups[part];
    const std::uint32_t of = plan_->meter_groups ? step.work.groups.GroupOf(part) : 0;
    group.entitled = entitled_[of];
    group.entitled_quantity = step.work.entitled_quantity[of];
    group.factor = step.work.entitled_factor[of];
  }
  KeepStage(step.kId, step.work);
}

LimitedTrace TraceRecorder::KeepLimited(const Limited& limited) {
  LimitedTrace kept{limited.left, limited.wanted, limited.is_short, std::nullopt};
  if (!limited.is_short || !plan_->source->sharing.owner) return kept;
  kept.owner_wanted = limited.owner_wanted;
  for (std::size_t i = 0; i < limited.is_owner.size(); ++i) {
    construct().cells[i].is_owner = limited.is_owner[i] != 0;
  }
  return kept;
}

void TraceRecorder::On(const DrawStep& step) {
  KeepGroups(step.work);
  KeepStage(step.kId, step.work);
  construct().grant = KeepLimited(step.work.grant);
}

void TraceRecorder::On(const CapStep& step) {
  KeepStage(step.kId, step.work);
  construct().cap = KeepLimited(step.work.cap);
}

void TraceRecorder::KeepSums(const RoundStep& step) {
  const contract::Rounding& rounding = plan_->source->rounding;
  if (rounding.at == RoundAt::kLine) return;
  std::vector<SumTrace>& sums = construct().sums;
  const bool by_group = rounding.at == RoundAt::kGroup;
  if (!step.exact.empty()) sums.resize(by_group ? step.work.groups.size() : 1);
  for (std::size_t part = 0; part < step.exact.size(); ++part) {
    LineTrace& line = construct().lines[part];
    line.sum = by_group ? step.groups[part] : 0;
    SumTrace& sum = sums[line.sum];
    sum.exact += line.exact;
    sum.rounded.units += line.amount.units;
    sum.rounded.digits = line.amount.digits;
  }
  for (LineTrace& line : construct().lines) {
    const SumTrace& sum = sums[line.sum];
    line.share = ShareOf(line.exact, rounding.rule, sum.rounded, sum.exact);
    const auto cut = line.share.Truncate(rounding.rule.digits);
    TWINBILL_CHECK(cut.has_value());
    line.cut.units = cut->units;
    line.dealt = line.amount.units - cut->units;
  }
}

void TraceRecorder::On(const RoundStep& step) {
  std::vector<LineTrace>& lines = construct().lines;
  for (std::size_t part = 0; part < step.exact.size(); ++part) {
    LineTrace& line = lines.emplace_back();
    line.exact = line.share = step.exact[part];
    line.quantity = step.quantity[part];
    line.amount = line.cut = step.amounts[part];
    line.line = step.line[part];
  }
  for (const DiscountedCell& cell : construct().cells) {
    if (lines[cell.line].slot == nullptr) lines[cell.line].slot = cell.slot;
  }
  KeepSums(step);
}

void TraceRecorder::On(const NetStep& step) {
  construct().net_after.assign(step.net.begin(), step.net.end());
}

void TraceRecorder::On(const CommitStep& step) {
  CommitTrace commit;
  commit.amount = step.amount;
  commit.measured = step.measured;
  for (std::size_t limit = 0; limit < step.limited.size(); ++limit) {
    commit.limits.push_back({step.limited[limit], step.most[limit]});
  }
  commit.counted = step.counted;
  commit.is_due = step.is_due;
  const ExactAmount shortfall = step.amount - step.counted;
  if (step.is_due && shortfall.sign() > 0) {
    commit.charge = ChargeTrace{shortfall, step.charge, step.line};
  }
  construct().commit = std::move(commit);
}

template model::Result<void> Biller::BillNext(std::span<const Cell>, std::vector<BilledLine>&,
                                              TraceRecorder&);

}  // namespace twinbill::billing
