#include "harness/evidence/coverage_evidence.h"

#include <nlohmann/json.hpp>

namespace twinbill::evidence {

using Json = nlohmann::ordered_json;

namespace {

Json PeriodJson(const std::optional<model::Period>& period) {
  return period ? Json(period->ToString()) : Json(nullptr);
}

}  // namespace

void CoverageCounts::Add(const CoverageCounts& other) {
  cells += other.cells;
  both += other.both;
  history_alone += other.history_alone;
  fuzzing_alone += other.fuzzing_alone;
  neither += other.neither;
}

CoverageCounts CoverageEvidence::Counts() const {
  CoverageCounts counts;
  for (const CoverageCell& cell : cells) {
    ++counts.cells;
    if (cell.history) {
      ++(cell.fuzzing ? counts.both : counts.history_alone);
    } else {
      ++(cell.fuzzing ? counts.fuzzing_alone : counts.neither);
    }
  }
  return counts;
}

std::string ToJson(const CoverageEvidence& coverage) {
  const CoverageCounts counts = coverage.Counts();
  Json cells = Json::array();
  for (const CoverageCell& cell : coverage.cells) {
    cells.push_back({{"clause", cell.clause},
                     {"side", cell.side},
                     {"place", cell.place},
                     {"cell", cell.cell},
                     {"history", PeriodJson(cell.history)},
                     {"fuzzing", cell.fuzzing}});
  }
  Json reasons = Json::array();
  for (const model::Diagnostic& reason : coverage.reasons) reasons.push_back(Format(reason));
  const Json json = {
      {"contract", coverage.contract},
      {"history", {{"from", PeriodJson(coverage.from)}, {"to", PeriodJson(coverage.to)}}},
      {"fuzzing", {{"runs", coverage.fuzz_runs}, {"cases", coverage.fuzz_cases}}},
      {"counts",
       {{"cells", counts.cells},
        {"history_and_fuzzing", counts.both},
        {"history_alone", counts.history_alone},
        {"fuzzing_alone", counts.fuzzing_alone},
        {"neither", counts.neither}}},
      {"cells", std::move(cells)},
      {"reasons", std::move(reasons)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace twinbill::evidence
