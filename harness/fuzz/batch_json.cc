#include "harness/fuzz/batch_json.h"

#include <exception>
#include <nlohmann/json.hpp>

#include "harness/evidence/evidence_json.h"
#include "harness/evidence/record_json.h"

namespace twinbill::fuzz {

using Json = nlohmann::ordered_json;

std::string WriteBatch(const BatchOutcome& outcome) {
  Json json{{"batch", outcome.batch},
            {"cases", outcome.cases},
            {"records", outcome.records},
            {"identical", outcome.identical},
            {"nothing", outcome.nothing},
            {"both_refused", outcome.both_refused},
            {"shown", outcome.shown},
            {"aimed", outcome.aims.tried},
            {"checked", outcome.aims.checked},
            {"aims", outcome.aims.hit},
            {"from_history", outcome.history.cases},
            {"changed", outcome.history.changed},
            {"trouble", outcome.trouble}};
  Json reached = Json::array();
  for (const coverage::CellName& cell : outcome.reached) {
    reached.push_back({cell.side, cell.place, cell.clause, cell.what});
  }
  json["reached"] = std::move(reached);
  if (outcome.found) {
    json["found"] = Json{{"case", outcome.found->case_number},
                         {"last", outcome.found->last.months},
                         {"smallest", outcome.found->smallest},
                         {"failure", evidence::ToJson(outcome.found->failure)},
                         {"records", evidence::RecordsToJson(outcome.found->records)}};
  }
  return json.dump();
}

model::Result<BatchOutcome> ReadBatch(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    BatchOutcome outcome;
    outcome.batch = json.at("batch").get<std::uint64_t>();
    outcome.cases = json.at("cases").get<std::uint64_t>();
    outcome.records = json.at("records").get<std::uint64_t>();
    outcome.identical = json.at("identical").get<std::uint64_t>();
    outcome.nothing = json.at("nothing").get<std::uint64_t>();
    outcome.both_refused = json.at("both_refused").get<std::uint64_t>();
    outcome.shown = json.at("shown").get<FeatureCounts>();
    outcome.aims.tried = json.at("aimed").get<std::uint64_t>();
    outcome.aims.checked = json.at("checked").get<std::uint64_t>();
    outcome.aims.hit = json.at("aims").get<decltype(AimCounts::hit)>();
    outcome.history.cases = json.at("from_history").get<std::uint64_t>();
    outcome.history.changed = json.at("changed").get<decltype(HistoryCounts::changed)>();
    outcome.trouble = json.at("trouble").get<std::string>();
    for (const Json& cell : json.at("reached")) {
      outcome.reached.insert({cell.at(0), cell.at(1), cell.at(2), cell.at(3)});
    }
    if (json.contains("found")) {
      const Json& found = json.at("found");
      FoundDifference difference;
      difference.batch = outcome.batch;
      difference.case_number = found.at("case").get<std::uint64_t>();
      difference.last = {found.at("last").get<std::int32_t>()};
      difference.smallest = found.at("smallest").get<bool>();
      TWINBILL_ASSIGN(failure,
                      evidence::ReadDiagnostics(found.at("failure").get<std::string>(), {}));
      difference.failure = std::move(failure);
      difference.records = evidence::RecordsFromJson(found.at("records"));
      outcome.found = std::move(difference);
    }
    return outcome;
  } catch (const std::exception&) {
    return model::Fail(model::SurroundingsFailure(
        model::Diagnostic(model::Code{"job_outcome_unreadable"}, {},
                          "a job of the fuzzer gave no outcome that can be read")));
  }
}

}  // namespace twinbill::fuzz
