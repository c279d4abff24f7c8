#include "harness/cli/fuzzed_counterexample.h"

#include <algorithm>
#include <filesystem>

#include "corpus/store/durable_file.h"
#include "corpus/store/workspace.h"
#include "harness/fuzz/shrink_case.h"

namespace twinbill::cli {
namespace {

// The rows of one period, sorted.
std::vector<std::string> RowsOf(const std::vector<model::LineItem>& lines, model::Period period) {
  std::vector<std::string> rows;
  for (const model::LineItem& line : lines) {
    if (line.billing_period == period) model::AppendRow(line, rows.emplace_back());
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

model::Result<replay::Counterexample> CounterexampleOf(const OpenedPair& pair,
                                                       const fuzz::FoundDifference& found) {
  replay::Counterexample counterexample;
  counterexample.contract = pair.id;
  counterexample.period = found.last;
  counterexample.records = found.records;
  counterexample.smallest = found.smallest;
  counterexample.legacy_name = std::filesystem::path(pair.folder.legacy).filename();
  TWINBILL_ASSIGN(legacy_text, store::ReadWhole(pair.folder.legacy));
  TWINBILL_ASSIGN(standard_text, store::ReadWhole(pair.folder.standard));
  counterexample.legacy_text = std::move(legacy_text);
  counterexample.standard_text = std::move(standard_text);
  model::SlotTable slots;
  fuzz::Pair both(*pair.legacy, *pair.standard, slots);
  const fuzz::UsageCase usage = fuzz::CaseOf(found.records, found.last, slots);
  if (found.failure.empty()) {
    both.Bill(usage);
  } else {
    both.BillStandardAgainst({}, usage);  // the legacy side has no bill
  }
  counterexample.legacy_lines = RowsOf(both.legacy().lines, found.last);
  counterexample.standard_lines = RowsOf(both.standard().lines, found.last);
  return counterexample;
}

model::Result<std::string> SaveCounterexample(const std::string& workspace, const OpenedPair& pair,
                                              const replay::Counterexample& counterexample) {
  const std::string folder = pair.folder.counterexample_folder();
  const std::string path = folder + "/" + replay::NameOf(counterexample);
  const store::WorkspacePaths paths(workspace);
  TWINBILL_ASSIGN(lock, store::WorkspaceLock::Take(paths));
  TWINBILL_TRY(store::MakeDirectories(folder));
  TWINBILL_TRY(store::WriteWhole(path, replay::WriteCounterexample(counterexample)));
  return path;
}

}  // namespace twinbill::cli
