#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <tuple>
#include <utility>

#include "legacy_adapters/cbas/rule_book/amendments.h"
#include "legacy_adapters/cbas/rule_book/edition_reader.h"
#include "legacy_adapters/cbas/rule_book/json_text.h"

namespace twinbill::rule_book {
namespace {

using model::Code;

std::string ReadCurrency(const JsonValue& value, Findings& findings) {
  const std::string text = ReadText(value, findings);
  const bool fits = text.size() == 3 && std::all_of(text.begin(), text.end(),
                                                    [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!fits && value.IsText()) {
    findings.emplace_back(Code{"cbas_bad_currency"}, value.position,
                          fmt::format("{} is no currency", value.Describe()),
                          "a code of ISO 4217, as \"USD\"");
  }
  return text;
}

Head ReadHead(const JsonValue& value, Findings& findings) {
  Head head;
  head.term = {{0}, {1}};
  ObjectReader object(value, findings);
  std::optional<model::Date> start;
  std::optional<model::Date> end;
  if (const JsonValue* id = object.Required("id")) head.id = ReadNonEmptyText(*id, findings);
  if (const JsonValue* payer = object.Required("payer")) {
    head.payer = ReadNonEmptyText(*payer, findings);
  }
  if (const JsonValue* currency = object.Required("currency")) {
    head.currency = ReadCurrency(*currency, findings);
  }
  if (const JsonValue* date = object.Required("start")) start = ReadDate(*date, findings);
  const JsonValue* end_value = object.Required("end");
  if (end_value != nullptr) end = ReadDate(*end_value, findings);
  object.Finish();
  if (!start || !end) return head;
  if (*start >= *end) {
    findings.emplace_back(Code{"cbas_term_order"}, end_value->position,
                          fmt::format("the contract starts on {} and ends before {}",
                                      start->ToString(), end->ToString()),
                          "a start before the end");
    return head;
  }
  head.term = {*start, *end};
  return head;
}

// What amendments may change, and the version.
Edition ReadChanging(ObjectReader& object) {
  if (const JsonValue* version = object.Required("cbas")) {
    ReadInteger(*version, 1, 1, object.findings());
  }
  return ReadEdition(object);
}

std::vector<Amendment> AmendmentsOf(const std::vector<ReadAmendment>& read) {
  std::vector<Amendment> amendments;
  for (const ReadAmendment& one : read) {
    Amendment& amendment = amendments.emplace_back();
    amendment.from = one.from.value_or(model::Date());
    for (const ReadSet& set : one.sets) {
      AmendmentSet& written = amendment.sets.emplace_back();
      written.pointer = set.member->key;
      AppendFlat(set.member->value, written.value);
    }
  }
  return amendments;
}

RuleBook ReadDocument(const JsonValue& root, Findings& findings) {
  RuleBook book;
  ObjectReader object(root, findings);
  book.editions.push_back(ReadChanging(object));
  if (const JsonValue* head = object.Required("contract")) book.head = ReadHead(*head, findings);
  if (const JsonValue* value = object.Optional("amendments")) {
    const std::vector<ReadAmendment> amendments = ReadAmendments(*value, findings);
    book.amendments = AmendmentsOf(amendments);
    const auto read = [](const JsonValue& tree, Findings& found) {
      ObjectReader amended(tree, found);
      return ReadChanging(amended);
    };
    for (Edition& edition : ReadEditions(root, amendments, read, findings)) {
      book.editions.push_back(std::move(edition));
    }
  }
  object.Finish();
  return book;
}

void AddPlaces(const JsonValue& value, Places& places) {
  places[value.position.pointer] = value.position;
  for (const JsonValue& element : value.elements) AddPlaces(element, places);
  for (const JsonMember& member : value.members) AddPlaces(member.value, places);
}

}  // namespace

model::Result<ReadBook> ReadRuleBook(std::string_view text, const std::string& file) {
  TWINBILL_ASSIGN(document, ParseJson(text, file));
  Findings findings;
  ReadBook read;
  read.book = ReadDocument(document.root, findings);
  if (!findings.empty()) {
    std::stable_sort(findings.begin(), findings.end(),
                     [](const model::Diagnostic& a, const model::Diagnostic& b) {
                       return std::tie(a.position.line, a.position.column) <
                              std::tie(b.position.line, b.position.column);
                     });
    return model::Fail({model::FailureKind::kInput, std::move(findings)});
  }
  read.book.comments = std::move(document.comments);
  std::stable_sort(read.book.comments.begin(), read.book.comments.end(),
                   [](const Comment& a, const Comment& b) {
                     return std::tie(a.pointer, a.place) < std::tie(b.pointer, b.place);
                   });
  AddPlaces(document.root, read.places);
  return read;
}

model::Result<ReadBook> ReadRuleBookFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream || std::filesystem::is_directory(path)) {
    return model::Fail(model::InputFailure(
        model::Diagnostic(Code{"cbas_unreadable"}, {path, 0, 0, {}, {}}, "the file can't be opened",
                          "a rule book that exists and may be read")));
  }
  std::string text;
  std::array<char, 1U << 16U> part{};
  do {
    stream.read(part.data(), part.size());
    text.append(part.data(), static_cast<std::size_t>(stream.gcount()));
  } while (stream);
  if (stream.bad()) {
    return model::Fail(model::SurroundingsFailure(model::Diagnostic(
        Code{"cbas_read_failed"}, {path, 0, 0, {}, {}}, "the file can't be read")));
  }
  return ReadRuleBook(text, path);
}

}  // namespace twinbill::rule_book
