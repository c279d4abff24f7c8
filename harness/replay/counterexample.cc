#include "harness/replay/counterexample.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/evidence/record_json.h"
#include "harness/replay/case_run.h"

namespace twinbill::replay {
namespace {

using Json = nlohmann::ordered_json;
using model::Result;

}  // namespace

std::string WriteCounterexample(const Counterexample& counterexample) {
  const Json json = {
      {"twinbill_counterexample", 1},
      {"contract", counterexample.contract},
      {"period", counterexample.period.ToString()},
      {"replay_with", "twinbill reproduce contracts/" + counterexample.contract +
                          "/counterexamples/" + NameOf(counterexample)},
      {"smallest", counterexample.smallest},
      {"records", evidence::RecordsToJson(counterexample.records)},
      {"lines",
       {{"legacy", counterexample.legacy_lines}, {"standard", counterexample.standard_lines}}},
      {"sources",
       {{"legacy", {{"name", counterexample.legacy_name}, {"text", counterexample.legacy_text}}},
        {"standard", {{"name", "standard.json"}, {"text", counterexample.standard_text}}}}}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Counterexample> ReadCounterexample(std::string_view text, const std::string& file) {
  try {
    const Json json = Json::parse(text);
    if (json.at("twinbill_counterexample") != 1) {
      throw std::invalid_argument("\"twinbill_counterexample\" is not 1");
    }
    Counterexample counterexample;
    counterexample.contract = json.at("contract");
    const auto period = model::Period::Parse(json.at("period").get<std::string>());
    if (!period) throw std::invalid_argument("\"period\" is no YYYY-MM");
    counterexample.period = *period;
    counterexample.smallest = json.value("smallest", false);
    counterexample.records = evidence::RecordsFromJson(json.at("records"));
    if (json.contains("lines")) {
      counterexample.legacy_lines = json.at("lines").at("legacy");
      counterexample.standard_lines = json.at("lines").at("standard");
    }
    if (json.contains("sources")) {
      const Json& sources = json.at("sources");
      counterexample.legacy_name = sources.at("legacy").at("name");
      counterexample.legacy_text = sources.at("legacy").at("text");
      counterexample.standard_text = sources.at("standard").at("text");
    }
    return counterexample;
  } catch (const std::exception& error) {
    return model::Fail(model::InputFailure(
        model::Diagnostic(model::Code{"counterexample_wrong"}, store::InFile(file),
                          std::string("the file is no counterexample: ") + error.what(),
                          "a file that `twinbill shrink` wrote")));
  }
}

std::string NameOf(const Counterexample& counterexample) {
  const std::string records = evidence::RecordsToJson(counterexample.records).dump();
  return counterexample.period.ToString() + "-" + model::Sha256::Of(records).ToHex().substr(0, 12) +
         ".json";
}

Result<CounterexampleRun> RunCounterexample(const Counterexample& counterexample,
                                            const Side& legacy, const Side& standard) {
  CaseRange range = WholeRange(legacy, standard, counterexample.records, counterexample.period);
  range.from = std::min(range.to, counterexample.period);
  CaseRun run;
  TWINBILL_ASSIGN(of_legacy, run.Bill(legacy, counterexample.records, range));
  TWINBILL_ASSIGN(of_standard, run.Bill(standard, counterexample.records, range));
  CounterexampleRun result;
  result.verdict = Judge(of_legacy, of_standard);
  // Without a line on either side both say the same, and something was asked.
  if (result.verdict == evidence::Verdict::kInconclusive) {
    result.verdict = evidence::Verdict::kIdentical;
  }
  for (const CaseBill* bill : {&of_legacy, &of_standard}) {
    if (!bill->refusal) continue;
    result.refusal_kind = std::max(result.refusal_kind, bill->refusal->kind);
    result.refusals.insert(result.refusals.end(), bill->refusal->diagnostics.begin(),
                           bill->refusal->diagnostics.end());
  }
  result.legacy_lines = std::move(of_legacy.rows);
  result.standard_lines = std::move(of_standard.rows);
  return result;
}

Result<std::vector<evidence::CounterexampleEvidence>> RunCounterexamples(
    const PlannedContract& contract) {
  std::vector<evidence::CounterexampleEvidence> evidence;
  for (const std::string& path : contract.folder.counterexamples) {
    TWINBILL_ASSIGN(text, store::ReadWhole(path));
    TWINBILL_ASSIGN(counterexample, ReadCounterexample(text, path));
    TWINBILL_ASSIGN(
        run, RunCounterexample(counterexample, *contract.legacy_side, *contract.standard_side));
    evidence.push_back({std::filesystem::path(path).filename().string(),
                        model::Sha256::Of(text).ToHex(), run.verdict});
  }
  return evidence;
}

}  // namespace twinbill::replay
