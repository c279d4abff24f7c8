// A run over blocks bills what Bill() bills, can stop after any period and go on elsewhere, and can
// begin again.
#include "standard_engine/billing/standard_run.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "tests/property/standard_engine/random_case.h"
#include "tests/support/block_columns.h"

namespace twinbill::support {
namespace {

using billing::StandardRun;

struct Walk {
  std::vector<model::LineItem> lines;
  std::vector<std::string> states;  // before each period, and after the last
};

// Adds the period's records to the run in one block or two.
void AddPeriod(const RandomCase& drawn, model::SlotTable& slots, std::size_t blocks,
               StandardRun& run) {
  std::vector<const model::UsageRecord*> records = OfPeriod(drawn.usage, run.next_period());
  const std::size_t cut = blocks > 1 ? records.size() / 2 : records.size();
  const std::span<const model::UsageRecord* const> all(records);
  run.Add(BlockColumns(run.next_period(), all.first(cut), slots).View());
  if (blocks > 1) run.Add(BlockColumns(run.next_period(), all.subspan(cut), slots).View());
}

// Bills to the end.
void Go(const RandomCase& drawn, model::SlotTable& slots, std::size_t blocks, StandardRun& run,
        Walk& walk) {
  while (!run.is_done()) {
    walk.states.push_back(run.State());
    AddPeriod(drawn, slots, blocks, run);
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
    for (const std::size_t blocks : {1U, 2U}) {
      Walk walk;
      Go(drawn, slots, blocks, run, walk);
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
    Go(drawn, slots, 1, whole, to_the_end);
    const std::size_t periods = to_the_end.states.size() - 1;
    for (std::size_t after = 0; after <= periods; ++after) {
      model::SlotTable other_slots;
      Shift(other_slots, static_cast<int>(after % 3));
      StandardRun resumed(plan, other_slots);
      RC_ASSERT(resumed.Resume(to_the_end.states[after]).has_value());
      Walk rest;
      Go(drawn, other_slots, 2, resumed, rest);
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
