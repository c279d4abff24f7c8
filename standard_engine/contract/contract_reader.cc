#include "standard_engine/contract/contract_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "standard_engine/contract/construct_reader.h"
#include "standard_engine/contract/expansion.h"
#include "standard_engine/contract/object_reader.h"
#include "standard_engine/contract/text_file.h"

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

// Reads the constructs of a contract, and what they say of each other.
class ConstructsReader {
 public:
  ConstructsReader(const DefinitionSet& definitions, Findings& findings)
      : definitions_(definitions), findings_(findings) {
    names_.push_back("primitive");
    for (const Definition& definition : definitions.all()) names_.push_back(definition.name);
  }

  std::vector<Construct> Read(const JsonValue& array) {
    for (const JsonValue& value : ReadArray(array, findings_)) ReadOne(value);
    CheckIds();
    return std::move(constructs_);
  }

 private:
  void ReadOne(const JsonValue& value) {
    const JsonValue* name = value.Find("construct");
    std::string_view named = "primitive";
    if (name != nullptr) {
      const std::size_t before = findings_.size();
      named = names_[ReadChoice(*name, names_, findings_)];
      // Read as what was meant, so that the rest of its errors are found; as nothing where that
      // can't be told.
      if (findings_.size() > before) named = model::NearMiss(name->text, names_);
    }
    if (const Definition* definition = definitions_.Find(named)) {
      ReadByDefinition(*definition, value);
    } else if (named == "primitive") {
      constructs_.push_back(ReadPrimitive(value, findings_));
      trees_.push_back(value);
    } else {
      unread_.push_back(value);
    }
  }

  void ReadByDefinition(const Definition& definition, const JsonValue& value) {
    std::vector<JsonValue> trees;
    std::vector<Construct> read = ReadNamed(definition, value, trees, findings_);
    if (read.empty()) unread_.push_back(value);
    std::move(read.begin(), read.end(), std::back_inserter(constructs_));
    std::move(trees.begin(), trees.end(), std::back_inserter(trees_));
  }

  void CheckIds() {
    std::vector<const JsonValue*> all;
    for (const JsonValue& tree : trees_) all.push_back(&tree);
    for (const JsonValue& value : unread_) all.push_back(&value);
    std::vector<std::string_view> ids;
    for (const JsonValue* construct : all) {
      const std::string_view id = TextAt(*construct, "id");
      if (id.empty()) return;  // a finding already; it may be the one that is meant below
      if (std::find(ids.begin(), ids.end(), id) != ids.end()) {
        findings_.emplace_back(Code{"contract_repeated_id"}, construct->Find("id")->position,
                               fmt::format("a second construct has the id \"{}\"", id),
                               "each id once");
      }
      ids.push_back(id);
    }
    for (const JsonValue* construct : all) {
      const JsonValue* unless = construct->Find("unless");
      if (unless == nullptr) continue;
      for (const JsonValue& element : unless->elements) CheckUnless(element, ids);
    }
  }

  void CheckUnless(const JsonValue& element, const std::vector<std::string_view>& ids) {
    const std::string_view id = element.text;
    if (element.kind != JsonValue::Kind::kString || id.empty() ||
        std::find(ids.begin(), ids.end(), id) != ids.end()) {
      return;
    }
    // What could not be read may have that part.
    const bool may_be_there =
        std::any_of(unread_.begin(), unread_.end(), [&](const JsonValue& value) {
          return id.starts_with(std::string(TextAt(value, "id")) + "/");
        });
    if (may_be_there) return;
    const std::string_view near = model::NearMiss(id, ids);
    findings_.emplace_back(
        Code{"contract_unknown_id"}, element.position,
        fmt::format("no construct of this contract has the id \"{}\"", id),
        ids.empty() ? std::string() : ListOf(ids),
        near.empty() ? std::string() : fmt::format("did you mean \"{}\"?", near));
  }

  const DefinitionSet& definitions_;
  Findings& findings_;
  std::vector<std::string_view> names_;
  std::vector<Construct> constructs_;
  std::vector<JsonValue> trees_;   // what the constructs were read from
  std::vector<JsonValue> unread_;  // named constructs with errors
};

Contract ReadDocument(const JsonValue& document, const DefinitionSet& definitions,
                      Findings& findings) {
  Contract contract;
  ObjectReader object(document, findings);
  if (const JsonValue* version = object.Required("twinbill")) {
    ReadInteger(*version, 1, 1, findings);
  }
  if (const JsonValue* head = object.Required("contract")) ReadHead(*head, contract, findings);
  if (const JsonValue* array = object.Required("constructs")) {
    contract.constructs = ConstructsReader(definitions, findings).Read(*array);
  }
  object.Finish();
  return contract;
}

}  // namespace

model::Result<Contract> ReadContract(std::string_view text, const std::string& file,
                                     const DefinitionSet& definitions) {
  TWINBILL_ASSIGN(document, ParseJson(text, file));
  Findings findings;
  Contract contract = ReadDocument(document, definitions, findings);
  if (!findings.empty()) {
    return model::Fail({model::FailureKind::kInput, std::move(findings)});
  }
  return contract;
}

model::Result<Contract> ReadContractFile(const std::string& path,
                                         const DefinitionSet& definitions) {
  TWINBILL_ASSIGN(text, ReadTextFile(path));
  return ReadContract(text, path, definitions);
}

}  // namespace twinbill::contract
