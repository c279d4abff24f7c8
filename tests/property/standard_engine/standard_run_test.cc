// A run over blocks bills what Bill() bills, can stop after any period and go on elsewhere, and can
// begin again.
#include "standard_engine/billing/standard_run.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "tests/property/standard_engine/random_case.h"

namespace twinbill::support {
namespace {

using billing::StandardRun;

struct Walk {
  std::vector<model::LineItem> lines;
  std::vector<std::string> states;  // before each period, and after the last
};

// Adds the period's records to the run, each block in one piece, or in two when all slots are
// known.
void AddPeriod(const model::RecordFeed& feed, bool cut, StandardRun& run) {
  if (cut) run.LearnSlots();
  for (const model::UsageBlock& block : feed.Of(run.next_period())) {
    const std::size_t first = cut ? block.size() / 2 : 0;
    run.Add(RowsOf(block, 0, first));
    run.Add(RowsOf(block, first, block.size() - first));
  }
}

// Bills to the end.
void Go(const model::RecordFeed& feed, bool cut, StandardRun& run, Walk& walk) {
  while (!run.is_done()) {
    walk.states.push_back(run.State());
    AddPeriod(feed, cut, run);
    const auto billed = run.BillNext(walk.lines);
    RC_ASSERT(billed.has_value());
  }
  walk.states.push_back(run.State());
}

// Slots that nobody uses, so that numbers differ from table to table.
void Shift(model::SlotTable& slots, int count) {
  for (int i = 0; i < count; ++i) {
    model::Slot slot;
    slot.account = "unused " + std::to_string(i);
    slots.Intern(slot);
  }
}

TEST(StandardRun, BillsBlocksLikeAllTheUsageAtOnce) {
  EXPECT_TRUE(CheckCases("run and bill", TWINBILL_CASES / 2, [](const RandomCase& drawn) {
    const plan::Plan plan(ReadJsonContract(drawn.contract));
    model::SlotTable slots;
    StandardRun run(plan, slots);
    const model::RecordFeed feed = FeedOf(drawn.usage, slots);
    for (const bool cut : {false, true}) {
      Walk walk;
      Go(feed, cut, run, walk);
      RC_ASSERT(model::CanonicalFile(walk.lines) == BillByEngine(drawn.contract, drawn.usage));
      run.Restart();
    }
  }));
}

TEST(StandardRun, GoesOnFromTheStateAfterAnyPeriodOverAnotherSlotTable) {
  EXPECT_TRUE(CheckCases("resume", TWINBILL_CASES / 2, [](const RandomCase& drawn) {
    const plan::Plan plan(ReadJsonContract(drawn.contract));
    model::SlotTable slots;
    StandardRun whole(plan, slots);
    Walk to_the_end;
    Go(FeedOf(drawn.usage, slots), false, whole, to_the_end);
    const std::size_t periods = to_the_end.states.size() - 1;
    for (std::size_t after = 0; after <= periods; ++after) {
      model::SlotTable other_slots;
      Shift(other_slots, static_cast<int>(after % 3));
      StandardRun resumed(plan, other_slots);
      RC_ASSERT(resumed.Resume(to_the_end.states[after]).has_value());
      Walk rest;
      Go(FeedOf(drawn.usage, other_slots), true, resumed, rest);
      std::vector<model::LineItem> lines;
      for (const model::LineItem& line : to_the_end.lines) {
        if (line.billing_period.months >=
            drawn.term.FirstPeriod().months + static_cast<std::int32_t>(after)) {
          lines.push_back(line);
        }
      }
      RC_ASSERT(rest.lines == lines);
      RC_ASSERT(std::equal(rest.states.begin(), rest.states.end(),
                           to_the_end.states.begin() + static_cast<std::ptrdiff_t>(after)));
    }
  }));
}

}  // namespace
}  // namespace twinbill::support
