#include "harness/replay/difference_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "harness/replay/cause/example_traces.h"
#include "harness/replay/history_case.h"
#include "harness/replay/opened_sides.h"
#include "harness/shrink/shrink.h"

namespace twinbill::replay {

using model::LineItem;
using model::Result;
using model::UsageRecord;

std::vector<std::string> RowsOf(std::span<const LineItem> lines, const DifferenceFilter& filter) {
  std::vector<std::string> rows;
  for (const LineItem& line : lines) {
    if (filter.Takes(line)) model::AppendRow(line, rows.emplace_back());
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

Result<Counterexample> ShrinkDifference(const PlannedContract& contract,
                                        const history::History& history, model::Period period,
                                        const DifferenceFilter& filter, shrink::Budget budget) {
  const Side& legacy = *contract.legacy_side;
  const Side& standard = *contract.standard_side;
  if (legacy.need() == SideNeed::kNone) {
    return model::Fail(model::InputFailure(model::Diagnostic(
        model::Code{"bills_are_recorded"}, store::InFile(contract.folder.legacy),
        "recorded bills stay as they are whatever usage is left out, so nothing can be shrunk",
        "a legacy model that bills usage",
        "`twinbill explain` takes a line of the standard side apart")));
  }
  const LinesDiffer differ = [&](std::span<const LineItem> of_legacy,
                                 std::span<const LineItem> of_standard) {
    return RowsOf(of_legacy, filter) != RowsOf(of_standard, filter);
  };
  TWINBILL_ASSIGN(records, FindCase(history, legacy, standard, period, differ, budget));
  CaseRun run;
  const CaseRange range{period, period};
  const shrink::StillDiffers still_differs = [&](std::span<const UsageRecord> some) {
    const auto of_legacy = run.Bill(legacy, some, range, filter);
    if (!of_legacy || of_legacy->refusal) return false;
    const auto of_standard = run.Bill(standard, some, range, filter);
    return of_standard && !of_standard->refusal && of_legacy->rows != of_standard->rows;
  };
  if (!still_differs(records)) {
    return model::Fail(model::InputFailure(
        model::Diagnostic(model::Code{"no_difference"}, {},
                          fmt::format("contract {} has no difference in {} that both sides bill",
                                      contract.folder.id, period.ToString()),
                          "a contract and period that `twinbill replay` says is different")));
  }
  shrink::Shrunk shrunk = shrink::Shrink(std::move(records), still_differs, std::move(budget));
  Counterexample counterexample;
  counterexample.contract = contract.folder.id;
  counterexample.period = period;
  counterexample.smallest = shrunk.finished;
  counterexample.records = std::move(shrunk.records);
  counterexample.legacy_name = std::filesystem::path(contract.folder.legacy).filename().string();
  TWINBILL_ASSIGN(legacy_text, store::ReadWhole(contract.folder.legacy));
  TWINBILL_ASSIGN(standard_text, store::ReadWhole(contract.folder.standard));
  counterexample.legacy_text = std::move(legacy_text);
  counterexample.standard_text = std::move(standard_text);
  // With named constructs the file alone would not stand alone.
  if (!ReadStandardSide(counterexample.standard_text, "standard.json")) {
    counterexample.standard_text = CanonicalContract(
        counterexample.standard_text, contract.folder.standard, contract.definitions->set);
  }
  TWINBILL_ASSIGN(bills, RunCounterexample(counterexample, legacy, standard));
  counterexample.legacy_lines = std::move(bills.legacy_lines);
  counterexample.standard_lines = std::move(bills.standard_lines);
  return counterexample;
}

}  // namespace twinbill::replay
