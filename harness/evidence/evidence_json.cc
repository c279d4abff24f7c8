#include "harness/evidence/evidence_json.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "harness/evidence/record_json.h"

namespace twinbill::evidence {
namespace {

using Json = nlohmann::ordered_json;
using model::Diagnostic;

std::string Write(const Json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// What is not of the form that was written; caught below, in Read.
[[noreturn]] void Refuse(const char* what) { throw std::invalid_argument(what); }

Json Of(const Diagnostic& diagnostic) {
  Json json = {{"code", diagnostic.code},
               {"file", diagnostic.position.file},
               {"line", diagnostic.position.line},
               {"column", diagnostic.position.column},
               {"pointer", diagnostic.position.pointer},
               {"part", diagnostic.position.part},
               {"message", diagnostic.message},
               {"allowed", diagnostic.allowed},
               {"hint", diagnostic.hint}};
  return json;
}

Diagnostic DiagnosticOf(const Json& json) {
  Diagnostic diagnostic;
  diagnostic.code = json.at("code");
  diagnostic.position = {json.at("file"), json.at("line"), json.at("column"), json.at("pointer"),
                         json.at("part")};
  diagnostic.message = json.at("message");
  diagnostic.allowed = json.at("allowed");
  diagnostic.hint = json.at("hint");
  return diagnostic;
}

template <class T>
Json ListOf(const std::vector<T>& values, Json (*of)(const T&)) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(of(value));
  return list;
}

template <class T, class Read>
std::vector<T> ReadList(const Json& json, Read read) {
  std::vector<T> values;
  if (!json.is_array()) Refuse("no list");
  for (const Json& value : json) values.push_back(read(value));
  return values;
}

Json Of(const std::map<std::string, MoneyMoved>& money) {
  Json json = Json::object();
  for (const auto& [currency, moved] : money) {
    json[currency] = {{"over", moved.over}, {"under", moved.under}};
  }
  return json;
}

std::map<std::string, MoneyMoved> MoneyOf(const Json& json) {
  std::map<std::string, MoneyMoved> money;
  for (const auto& [currency, moved] : json.items()) {
    money[currency] = {moved.at("over"), moved.at("under")};
  }
  return money;
}

Verdict VerdictOf(const Json& json) {
  const auto verdict = ParseVerdict(json.get<std::string>());
  if (!verdict) Refuse("no verdict");
  return *verdict;
}

model::Period PeriodOf(const Json& json) {
  const auto period = model::Period::Parse(json.get<std::string>());
  if (!period) Refuse("no period");
  return *period;
}

Json Of(const PeriodEvidence& period) {
  Json differences = Json::object();
  for (std::size_t i = 0; i < kClassNames.size(); ++i) {
    differences[std::string(kClassNames[i])] = period.differences[i];
  }
  return {{"period", period.period.ToString()},
          {"verdict", Name(period.verdict)},
          {"exit_code", period.exit_code},
          {"usage_records", period.usage_records},
          {"lines",
           {{"legacy", period.legacy_lines},
            {"standard", period.standard_lines},
            {"equal", period.equal_lines}}},
          {"differences", differences},
          {"money", Of(period.money)},
          {"sha256", {{"legacy", period.legacy_digest}, {"standard", period.standard_digest}}},
          {"refusal",
           {{"legacy", ListOf(period.legacy_refusal, Of)},
            {"standard", ListOf(period.standard_refusal, Of)}}}};
}

PeriodEvidence PeriodEvidenceOf(const Json& json) {
  PeriodEvidence period;
  period.period = PeriodOf(json.at("period"));
  period.verdict = VerdictOf(json.at("verdict"));
  period.exit_code = json.at("exit_code");
  period.usage_records = json.at("usage_records");
  period.legacy_lines = json.at("lines").at("legacy");
  period.standard_lines = json.at("lines").at("standard");
  period.equal_lines = json.at("lines").at("equal");
  for (std::size_t i = 0; i < kClassNames.size(); ++i) {
    period.differences[i] = json.at("differences").at(std::string(kClassNames[i]));
  }
  period.money = MoneyOf(json.at("money"));
  period.legacy_digest = json.at("sha256").at("legacy");
  period.standard_digest = json.at("sha256").at("standard");
  period.legacy_refusal = ReadList<Diagnostic>(json.at("refusal").at("legacy"), DiagnosticOf);
  period.standard_refusal = ReadList<Diagnostic>(json.at("refusal").at("standard"), DiagnosticOf);
  return period;
}

Json Of(const DifferenceEvidence& difference) {
  return {{"period", difference.period.ToString()},
          {"class", difference.difference_class},
          {"legacy", difference.legacy},
          {"standard", difference.standard}};
}

DifferenceEvidence DifferenceOf(const Json& json) {
  return {PeriodOf(json.at("period")), json.at("class"), json.at("legacy"), json.at("standard")};
}

Json Of(const Certificate& certificate) {
  return {{"holds", certificate.holds},
          {"records", certificate.records},
          {"runs", {{"legacy", certificate.legacy_runs}, {"standard", certificate.standard_runs}}},
          {"ways", certificate.ways},
          {"broken", certificate.broken}};
}

Certificate CertificateOf(const Json& json) {
  return {json.at("holds"),
          json.at("records"),
          json.at("runs").at("legacy"),
          json.at("runs").at("standard"),
          json.at("ways"),
          json.at("broken")};
}

Json Of(const CounterexampleEvidence& counterexample) {
  return {{"name", counterexample.name},
          {"sha256", counterexample.digest},
          {"verdict", Name(counterexample.verdict)}};
}

CounterexampleEvidence CounterexampleOf(const Json& json) {
  return {json.at("name"), json.at("sha256"), VerdictOf(json.at("verdict"))};
}

Json Of(const Example& example) {
  return {{"smallest", example.smallest},
          {"records", RecordsToJson(example.records)},
          {"lines", {{"legacy", example.legacy_lines}, {"standard", example.standard_lines}}},
          {"trace", {{"legacy", example.legacy_trace}, {"standard", example.standard_trace}}},
          {"parts_at", example.parts_at}};
}

Example ExampleOf(const Json& json) {
  Example example;
  example.smallest = json.at("smallest");
  example.records = RecordsFromJson(json.at("records"));
  example.legacy_lines = json.at("lines").at("legacy");
  example.standard_lines = json.at("lines").at("standard");
  example.legacy_trace = json.at("trace").at("legacy");
  example.standard_trace = json.at("trace").at("standard");
  example.parts_at = json.at("parts_at");
  return example;
}

Json Of(const CauseEvidence& cause) {
  return {{"id", cause.id},
          {"kind", cause.kind},
          {"text", cause.text},
          {"place", cause.place},
          {"says", {{"legacy", cause.legacy_says}, {"standard", cause.standard_says}}},
          {"others", cause.others},
          {"clause", cause.clause},
          {"line_item_type", cause.line_item_type},
          {"differences", cause.differences},
          {"explains_all", cause.explains_all},
          {"money", Of(cause.money)},
          {"example", Of(cause.example)}};
}

CauseEvidence CauseOf(const Json& json) {
  CauseEvidence cause;
  cause.id = json.at("id");
  cause.kind = json.at("kind");
  cause.text = json.at("text");
  cause.place = json.at("place");
  cause.legacy_says = json.at("says").at("legacy");
  cause.standard_says = json.at("says").at("standard");
  cause.others = json.at("others");
  cause.clause = json.at("clause");
  cause.line_item_type = json.at("line_item_type");
  cause.differences = json.at("differences");
  cause.explains_all = json.at("explains_all");
  cause.money = MoneyOf(json.at("money"));
  cause.example = ExampleOf(json.at("example"));
  return cause;
}

Json Of(const ContractEvidence& contract) {
  return {{"contract", contract.id},
          {"payer", contract.payer},
          {"currency", contract.currency},
          {"verdict", Name(contract.verdict)},
          {"exit_code", contract.exit_code},
          {"reasons", ListOf(contract.reasons, Of)},
          {"legacy",
           {{"kind", contract.legacy_kind},
            {"sha256", contract.legacy_digest},
            {"text", contract.legacy_text}}},
          {"standard", {{"sha256", contract.standard_digest}, {"text", contract.standard_text}}},
          {"certificate", contract.certificate ? Of(*contract.certificate) : Json(nullptr)},
          {"counterexamples", ListOf(contract.counterexamples, Of)},
          {"periods", ListOf(contract.periods, Of)},
          {"causes", ListOf(contract.causes, Of)}};
}

ContractEvidence ContractOf(const Json& json) {
  ContractEvidence contract;
  contract.id = json.at("contract");
  contract.payer = json.at("payer");
  contract.currency = json.at("currency");
  contract.verdict = VerdictOf(json.at("verdict"));
  contract.exit_code = json.at("exit_code");
  contract.reasons = ReadList<Diagnostic>(json.at("reasons"), DiagnosticOf);
  contract.legacy_kind = json.at("legacy").at("kind");
  contract.legacy_digest = json.at("legacy").at("sha256");
  contract.legacy_text = json.at("legacy").at("text");
  contract.standard_digest = json.at("standard").at("sha256");
  contract.standard_text = json.at("standard").at("text");
  if (!json.at("certificate").is_null()) {
    contract.certificate = CertificateOf(json.at("certificate"));
  }
  contract.counterexamples =
      ReadList<CounterexampleEvidence>(json.at("counterexamples"), CounterexampleOf);
  contract.periods = ReadList<PeriodEvidence>(json.at("periods"), PeriodEvidenceOf);
  contract.causes = ReadList<CauseEvidence>(json.at("causes"), CauseOf);
  return contract;
}

// Parses `text` and reads it by `read`; what throws in there is a failure out here.
template <class T, class Reader>
model::Result<T> Read(std::string_view text, const model::Position& where, Reader reader) {
  try {
    return reader(Json::parse(text));
  } catch (const std::exception& error) {
    return model::Fail(model::InputFailure(
        Diagnostic(model::Code{"evidence_damaged"}, where,
                   std::string("the evidence can't be read: ") + error.what(),
                   "evidence as twinbill wrote it", "take it from a backup, or run again")));
  }
}

}  // namespace

std::string ToJson(const PeriodEvidence& period) { return Write(Of(period)); }
std::string ToJson(const DifferenceEvidence& difference) { return Write(Of(difference)); }
std::string ToJson(const Certificate& certificate) { return Write(Of(certificate)); }
std::string ToJson(const CauseEvidence& cause) { return Write(Of(cause)); }
std::string ToJson(const ContractEvidence& contract) { return Write(Of(contract)); }
std::string ToJson(const std::vector<Diagnostic>& diagnostics) {
  return Write(ListOf<Diagnostic>(diagnostics, Of));
}
std::string ToJson(const std::vector<model::UsageRecord>& records) {
  return Write(RecordsToJson(records));
}

model::Result<PeriodEvidence> ReadPeriod(std::string_view text, const model::Position& where) {
  return Read<PeriodEvidence>(text, where, PeriodEvidenceOf);
}
model::Result<DifferenceEvidence> ReadDifference(std::string_view text,
                                                 const model::Position& where) {
  return Read<DifferenceEvidence>(text, where, DifferenceOf);
}
model::Result<Certificate> ReadCertificate(std::string_view text, const model::Position& where) {
  return Read<Certificate>(text, where, CertificateOf);
}
model::Result<CauseEvidence> ReadCause(std::string_view text, const model::Position& where) {
  return Read<CauseEvidence>(text, where, CauseOf);
}
model::Result<ContractEvidence> ReadContract(std::string_view text, const model::Position& where) {
  return Read<ContractEvidence>(text, where, ContractOf);
}
model::Result<std::vector<Diagnostic>> ReadDiagnostics(std::string_view text,
                                                       const model::Position& where) {
  return Read<std::vector<Diagnostic>>(
      text, where, [](const Json& json) { return ReadList<Diagnostic>(json, DiagnosticOf); });
}
model::Result<std::vector<model::UsageRecord>> ReadRecords(std::string_view text,
                                                           const model::Position& where) {
  return Read<std::vector<model::UsageRecord>>(text, where, RecordsFromJson);
}

}  // namespace twinbill::evidence
