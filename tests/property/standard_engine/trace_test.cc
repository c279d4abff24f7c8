// A trace bills the same lines, and every number of it can be made from those before it.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "standard_engine/arithmetic/rounding.h"
#include "standard_engine/billing/standard_run.h"
#include "tests/property/standard_engine/random_case.h"

namespace twinbill::support {
namespace {

using arithmetic::ExactAmount;
using billing::ConstructTrace;
using billing::kNowhere;
using billing::StandardRun;
using billing::Trace;

using Amounts = std::vector<ExactAmount>;

Amounts SumsBy(const ConstructTrace& construct, bool lines, std::size_t count,
               const std::function<ExactAmount(std::size_t)>& value) {
  Amounts sums(count);
  for (std::size_t i = 0; i < construct.cells.size(); ++i) {
    const auto& cell = construct.cells[i];
    sums.at(lines ? cell.line : cell.group) += value(i);
  }
  return sums;
}

void CheckGroups(const ConstructTrace& construct) {
  const auto stage_of = [&](billing::StepId step) -> const Amounts* {
    for (const auto& stage : construct.stages) {
      if (stage.step == step) return &stage.d;
    }
    return nullptr;
  };
  const Amounts* floored = stage_of(billing::StepId::kFloor);
  const Amounts* factor = stage_of(billing::StepId::kFactor);
  for (std::size_t i = 0; i < construct.cells.size(); ++i) {
    const auto& group = construct.groups.at(construct.cells[i].group);
    if (floored != nullptr && group.is_floored) RC_ASSERT(floored->at(i).is_zero());
    if (group.is_floored) RC_ASSERT(group.d.is_zero() && !group.given.is_zero());
    if (factor == nullptr) continue;
    const Amounts* before = stage_of(billing::StepId::kSpread);
    if (before == nullptr) before = floored;
    if (before == nullptr) before = &construct.stages.front().d;
    RC_ASSERT(factor->at(i) == before->at(i) * group.factor);
  }
  for (const auto& group : construct.groups) {
    if (group.lengths.empty() || group.reading == kNowhere) continue;
    ExactAmount length;
    for (const ExactAmount& part : group.lengths) length += part;
    const auto& reading = construct.readings.at(group.reading);
    if (reading.before.sign() >= 0 && (reading.before + reading.now).sign() >= 0) {
      RC_ASSERT(length == reading.now);
    }
  }
}

void CheckLines(const plan::Plan& plan, const ConstructTrace& construct,
                std::span<const model::LineItem> bill) {
  const contract::Construct& source = *plan.constructs()[construct.number].source;
  const Amounts& d = construct.stages.back().d;
  const Amounts exact =
      SumsBy(construct, true, construct.lines.size(), [&](std::size_t i) { return -d[i]; });
  const Amounts quantity = SumsBy(construct, true, construct.lines.size(),
                                  [&](std::size_t i) { return construct.cells[i].quantity; });
  Amounts sums(construct.sums.size());
  for (std::size_t i = 0; i < construct.lines.size(); ++i) {
    const auto& line = construct.lines[i];
    RC_ASSERT(line.exact == exact[i]);
    RC_ASSERT(line.quantity == quantity[i]);
    RC_ASSERT(line.amount.units == line.cut.units + line.dealt);
    if (line.sum != kNowhere) sums.at(line.sum) += line.exact;
    if (line.sum == kNowhere) {
      const auto rounded =
          arithmetic::Round(line.exact, source.rounding.rule.mode, source.rounding.rule.digits);
      RC_ASSERT(*rounded == line.amount);
    }
    RC_ASSERT((line.line == kNowhere) == (line.amount.units == 0 && !source.line.emit_zero));
    if (line.line == kNowhere) continue;
    RC_ASSERT(bill[line.line].amount == line.amount);
    RC_ASSERT(bill[line.line].clause == source.clause);
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    RC_ASSERT(sums[i] == construct.sums[i].exact);
    const auto rounded =
        arithmetic::Round(sums[i], source.rounding.rule.mode, source.rounding.rule.digits);
    RC_ASSERT(*rounded == construct.sums[i].rounded);
  }
}

void CheckNet(const plan::Plan& plan, const ConstructTrace& construct) {
  if (construct.net_after.empty() || plan.contract().net != contract::Net::kExact) return;
  Amounts net = construct.net_before;
  for (std::size_t i = 0; i < construct.cells.size(); ++i) {
    net.at(construct.cells[i].cell) -= construct.stages.back().d[i];
  }
  RC_ASSERT(net == construct.net_after);
}

void CheckCharges(const ConstructTrace& construct, std::span<const model::LineItem> bill) {
  const auto check = [&](const billing::ChargeTrace& charge) {
    if (charge.line != kNowhere) RC_ASSERT(bill[charge.line].amount == charge.amount);
  };
  if (construct.fee) check(*construct.fee);
  if (!construct.commit) return;
  ExactAmount counted = construct.commit->measured;
  for (const auto& limit : construct.commit->limits) {
    counted += std::min(limit.measured, limit.most);
  }
  RC_ASSERT(counted == construct.commit->counted);
  if (!construct.commit->charge) return;
  RC_ASSERT(construct.commit->charge->exact == construct.commit->amount - counted);
  check(*construct.commit->charge);
}

std::size_t LinesIn(const Trace& trace) {
  std::size_t count = 0;
  for (const ConstructTrace& construct : trace.constructs) {
    for (const auto& line : construct.lines) count += line.line != kNowhere ? 1 : 0;
    if (construct.fee && construct.fee->line != kNowhere) ++count;
    if (construct.commit && construct.commit->charge &&
        construct.commit->charge->line != kNowhere) {
      ++count;
    }
  }
  return count;
}

TEST(Trace, AccountsForEveryLine) {
  EXPECT_TRUE(CheckCases("trace", TWINBILL_CASES, [](const RandomCase& drawn) {
    const plan::Plan plan(ReadJsonContract(drawn.contract));
    model::SlotTable slots;
    const model::RecordFeed feed = FeedOf(drawn.usage, slots);
    StandardRun run(plan, slots);
    std::vector<model::LineItem> lines;
    Trace trace;
    while (!run.is_done()) {
      for (const model::UsageBlock& block : feed.Of(run.next_period())) run.Add(block);
      const std::size_t before = lines.size();
      RC_ASSERT(run.BillNext(lines, trace).has_value());
      const auto bill = std::span<const model::LineItem>(lines).subspan(before);
      RC_ASSERT(trace.constructs.size() == plan.constructs().size());
      RC_ASSERT(LinesIn(trace) == bill.size());
      for (const ConstructTrace& construct : trace.constructs) {
        CheckCharges(construct, bill);
        if (construct.stages.empty()) continue;
        CheckGroups(construct);
        CheckLines(plan, construct, bill);
        CheckNet(plan, construct);
      }
    }
    RC_ASSERT(model::CanonicalFile(lines) == BillByEngine(drawn.contract, drawn.usage));
  }));
}

}  // namespace
}  // namespace twinbill::support
