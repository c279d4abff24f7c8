#include "standard_engine/contract/contract_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "standard_engine/contract/construct_reader.h"
#include "standard_engine/contract/object_reader.h"

namespace twinbill::contract {

using model::Code;

namespace {

std::string ReadCurrency(const JsonValue& value, Findings& findings) {
  const std::string text = ReadText(value, findings);
  const bool fits = text.size() == 3 && std::all_of(text.begin(), text.end(),
                                                    [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!fits && value.kind == JsonValue::Kind::kString) {
    findings.emplace_back(Code{"contract_bad_currency"}, value.position,
                          fmt::format("{} is no currency", value.Describe()),
                          "a code of ISO 4217, as \"USD\"");
  }
  return text;
}

model::Term ReadTerm(const JsonValue& value, Findings& findings) {
  model::Term term{{0}, {1}};
  ObjectReader object(value, findings);
  std::optional<model::Date> start;
  std::optional<model::Date> end;
  if (const JsonValue* date = object.Required("start")) start = ReadDate(*date, findings);
  if (const JsonValue* date = object.Required("end")) end = ReadDate(*date, findings);
  object.Finish();
  if (!start || !end) return term;
  if (*start >= *end) {
    findings.emplace_back(
        Code{"contract_term_order"}, value.position,
        fmt::format("the term starts on {} and ends before {}", start->ToString(), end->ToString()),
        "a start before the end");
    return term;
  }
  return {*start, *end};
}

void ReadHead(const JsonValue& value, Contract& contract, Findings& findings) {
  ObjectReader object(value, findings);
  if (const JsonValue* id = object.Required("id")) contract.id = ReadNonEmptyText(*id, findings);
  if (const JsonValue* customer = object.Optional("customer")) {
    contract.customer = ReadText(*customer, findings);
  }
  if (const JsonValue* note = object.Optional("note")) contract.note = ReadText(*note, findings);
  if (const JsonValue* payer = object.Required("payer")) {
    contract.payer = ReadNonEmptyText(*payer, findings);
  }
  if (const JsonValue* currency = object.Required("currency")) {
    contract.currency = ReadCurrency(*currency, findings);
  }
  if (const JsonValue* term = object.Required("term")) contract.term = ReadTerm(*term, findings);
  ReadOptionalWord(object, "net", contract.net);
  if (const JsonValue* incomplete = object.Optional("incomplete")) {
    contract.incomplete = ReadBool(*incomplete, findings);
  }
  object.Finish();
}

// The text at a key that is known to be there and of the right form, else empty.
std::string_view TextAt(const JsonValue& value, std::string_view key) {
  const JsonValue* found = value.Find(key);
  return found != nullptr && found->kind == JsonValue::Kind::kString ? found->text
                                                                     : std::string_view();
}

void CheckIds(const std::vector<const JsonValue*>& constructs, Findings& findings) {
  std::vector<std::string_view> ids;
  for (const JsonValue* construct : constructs) {
    const std::string_view id = TextAt(*construct, "id");
    if (id.empty()) return;  // a finding already; it may be the one that is meant below
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) {
      findings.emplace_back(Code{"contract_repeated_id"}, construct->Find("id")->position,
                            fmt::format("a second construct has the id \"{}\"", id),
                            "each id once");
    }
    ids.push_back(id);
  }
  for (const JsonValue* construct : constructs) {
    const JsonValue* unless = construct->Find("unless");
    if (unless == nullptr) continue;
    for (const JsonValue& element : unless->elements) {
      const std::string_view id = element.text;
      if (element.kind != JsonValue::Kind::kString || id.empty() ||
          std::find(ids.begin(), ids.end(), id) != ids.end())
        continue;
      const std::string_view near = model::NearMiss(id, ids);
      findings.emplace_back(
          Code{"contract_unknown_id"}, element.position,
          fmt::format("no construct of this contract has the id \"{}\"", id),
          ids.empty() ? std::string() : ListOf(ids),
          near.empty() ? std::string() : fmt::format("did you mean \"{}\"?", near));
    }
  }
}

constexpr auto kConstructNames = std::to_array<std::string_view>({"primitive"});

Construct ReadConstruct(const JsonValue& value, Findings& findings) {
  if (const JsonValue* name = value.Find("construct")) {
    ReadChoice(*name, kConstructNames, findings);
  }
  return ReadPrimitive(value, findings);
}

Contract ReadDocument(const JsonValue& document, Findings& findings) {
  Contract contract;
  ObjectReader object(document, findings);
  if (const JsonValue* version = object.Required("twinbill")) {
    ReadInteger(*version, 1, 1, findings);
  }
  if (const JsonValue* head = object.Required("contract")) ReadHead(*head, contract, findings);
  if (const JsonValue* array = object.Required("constructs")) {
    std::vector<const JsonValue*> objects;
    for (const JsonValue& value : ReadArray(*array, findings)) {
      contract.constructs.push_back(ReadConstruct(value, findings));
      objects.push_back(&value);
    }
    CheckIds(objects, findings);
  }
  object.Finish();
  return contract;
}

}  // namespace

model::Result<Contract> ReadContract(std::string_view text, const std::string& file) {
  TWINBILL_ASSIGN(document, ParseJson(text, file));
  Findings findings;
  Contract contract = ReadDocument(document, findings);
  if (!findings.empty()) {
    return model::Fail({model::FailureKind::kInput, std::move(findings)});
  }
  return contract;
}

model::Result<Contract> ReadContractFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream || std::filesystem::is_directory(path)) {
    return model::Fail(model::InputFailure(model::Diagnostic(
        Code{"contract_unreadable"}, {path, 0, 0, {}, {}}, "the file can't be opened",
        "a contract file that exists and may be read")));
  }
  std::string text;
  std::array<char, 1U << 16U> part{};
  do {
    stream.read(part.data(), part.size());
    text.append(part.data(), static_cast<std::size_t>(stream.gcount()));
  } while (stream);
  if (stream.bad()) {
    return model::Fail(model::SurroundingsFailure(model::Diagnostic(
        Code{"contract_read_failed"}, {path, 0, 0, {}, {}}, "the file can't be read")));
  }
  return ReadContract(text, path);
}

}  // namespace twinbill::contract
