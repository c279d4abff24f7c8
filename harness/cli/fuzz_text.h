// What a fuzz run found, as text and as JSON.
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/coverage/coverage_store.h"
#include "harness/fuzz/fuzz_run.h"

namespace twinbill::cli {

// What of the history cases were made of.
struct HistoryUse {
  std::size_t records = 0;
  std::size_t slots = 0;
  std::int64_t rows = 0;  // that they were drawn from
  std::string digest;     // of their partitions; empty where there is no history

  static HistoryUse Of(const fuzz::HistorySample& sample) {
    return {sample.records.size(), sample.slots.size() - sample.slots_beside, sample.rows,
            sample.digest};
  }
};

// One contract's run: what came out, and what its cases were like.
struct FuzzedContract {
  std::string id;
  fuzz::FuzzReport report;
  std::vector<std::string> warnings;
  coverage::Cells cells;  // all that the sides have
  HistoryUse history;
  std::string saved;  // path of the counterexample; empty where there is none

  // In a workspace: what all runs of these two sides reached, this one included, and what the
  // history did, where that is known.
  std::optional<coverage::FuzzReach> all_runs;
  std::optional<coverage::CellsSince> by_history;
};

// `identical`, `different`, or `inconclusive` where nothing was compared.
std::string_view VerdictOf(const FuzzedContract& contract);

// A line for the verdict; with `details` the distribution, hits and coverage as well.
void PrintFuzzed(const FuzzedContract& contract, bool details, std::ostream& out);
nlohmann::ordered_json FuzzedJson(const FuzzedContract& contract);

}  // namespace twinbill::cli
