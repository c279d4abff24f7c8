#include "legacy_adapters/cbas/rule_book/amendments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "legacy_adapters/cbas/rule_book/text_fault.h"

namespace twinbill::rule_book {
namespace {

using Kind = JsonValue::Kind;
using model::Code;
using model::Diagnostic;

// The reference tokens of a JSON pointer (RFC 6901); none where `text` is no pointer.
std::optional<std::vector<std::string>> PathOf(std::string_view text) {
  std::vector<std::string> path;
  if (!text.empty() && text.front() != '/') return std::nullopt;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '/') {
      path.emplace_back();
    } else if (c != '~') {
      path.back() += c;
    } else {
      if (++at == text.size() || (text[at] != '0' && text[at] != '1')) return std::nullopt;
      path.back() += text[at] == '0' ? '~' : '/';
    }
  }
  return path;
}

std::optional<ReadSet> ReadOneSet(const JsonMember& member, Findings& findings) {
  const auto path = PathOf(member.key);
  if (!path) {
    findings.emplace_back(Code{"cbas_amendment_pointer"}, member.key_position,
                          fmt::format("\"{}\" is no JSON pointer", member.key),
                          "\"/\" before each key, as in \"/tables/s3/0/2\"; `~1` for a \"/\" "
                          "within a key, `~0` for a `~`");
    return std::nullopt;
  }
  if (path->empty() || path->front() == "contract" || path->front() == "amendments") {
    findings.emplace_back(Code{"cbas_amendment_aside"}, member.key_position,
                          fmt::format("an amendment can't set \"{}\"", member.key),
                          "settings, tables and rules");
    return std::nullopt;
  }
  return ReadSet{*path, &member};
}

std::optional<model::Date> ReadFrom(const JsonValue& value, Findings& findings) {
  const auto from = ReadDate(value, findings);
  if (!from || model::Period::Of(*from).FirstDay() == *from) return from;
  findings.emplace_back(Code{"cbas_amendment_day"}, value.position,
                        fmt::format("{} is not the first day of a month", from->ToString()),
                        "a first day of a month, where a period begins");
  return std::nullopt;
}

ReadAmendment ReadOne(const JsonValue& value, Findings& findings) {
  ReadAmendment amendment;
  ObjectReader object(value, findings);
  if (const JsonValue* from = object.Required("from")) amendment.from = ReadFrom(*from, findings);
  if (const JsonValue* sets = object.Required("set")) {
    ObjectReader(*sets, findings);  // a finding where it is no object
    for (const JsonMember& member : sets->members) {
      if (auto set = ReadOneSet(member, findings)) amendment.sets.push_back(std::move(*set));
    }
  }
  object.Finish();
  return amendment;
}

std::optional<std::size_t> PlaceOf(std::string_view token, std::size_t count) {
  std::size_t place = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), place);
  const bool plain = token == "0" || (!token.empty() && token.front() != '0');
  if (!plain || error != std::errc() || end != token.data() + token.size()) return std::nullopt;
  if (place >= count) return std::nullopt;
  return place;
}

// Puts the value of `set` into the tree; nothing, and a finding, where its place is not there.
void Apply(const ReadSet& set, JsonValue& root, Findings& findings) {
  JsonValue* at = &root;
  std::string walked;
  for (const std::string& token : set.path) {
    JsonValue* next = nullptr;
    std::string hint;
    std::string what = fmt::format("{} stands there, which has no parts", at->Describe());
    if (at->kind == Kind::kObject) {
      next = at->Find(token);
      std::vector<std::string_view> keys;
      for (const JsonMember& member : at->members) keys.push_back(member.key);
      hint = Guess(token, keys);
      what = fmt::format("the object there has no \"{}\"", token);
    } else if (at->kind == Kind::kArray) {
      if (const auto place = PlaceOf(token, at->elements.size())) next = &at->elements[*place];
      what =
          fmt::format("the array there has {} elements, and no \"{}\"", at->elements.size(), token);
    }
    if (next == nullptr) {
      findings.emplace_back(
          Code{"cbas_amendment_target"}, set.member->key_position,
          fmt::format("\"{}\" is not in the book: at \"{}\", {}", set.member->key, walked, what),
          "the place of a value that is there", hint);
      return;
    }
    walked += "/" + PointerToken(token);
    at = next;
  }
  *at = set.member->value;
}

bool IsAmong(const Diagnostic& finding, const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(), [&](const Diagnostic& other) {
    return other.code == finding.code && other.position == finding.position &&
           other.message == finding.message;
  });
}

void AddNew(Diagnostic finding, Findings& findings) {
  if (!IsAmong(finding, findings)) findings.push_back(std::move(finding));
}

// The sets in force at `date`, in the order in which they apply.
std::vector<const ReadSet*> SetsAt(model::Date date, const std::vector<ReadAmendment>& amendments) {
  std::vector<const ReadSet*> sets;
  for (const ReadAmendment& amendment : amendments) {
    if (!amendment.from || *amendment.from > date) continue;
    for (const ReadSet& set : amendment.sets) sets.push_back(&set);
  }
  return sets;
}

// Moves what is wrong outside the sets' own values to the set after which it is wrong for good.
class Blame {
 public:
  Blame(const JsonValue& root, const std::vector<const ReadSet*>& sets, const ReadTree& read)
      : sets_(sets) {
    JsonValue tree = root;
    for (const ReadSet* set : sets) {
      Findings ignored;
      Apply(*set, tree, ignored);
      read(tree, after_.emplace_back());
    }
  }

  Diagnostic Moved(Diagnostic finding) const {
    std::size_t first = after_.size() - 1;
    while (first > 0 && IsAmong(finding, after_[first - 1])) --first;
    const model::Position& broken = finding.position;
    finding.message =
        fmt::format("with this value the book is wrong at line {}, column {} ({}): {}", broken.line,
                    broken.column, broken.pointer, finding.message);
    finding.position = sets_[first]->member->value.position;
    return finding;
  }

 private:
  const std::vector<const ReadSet*>& sets_;
  std::vector<Findings> after_;  // what is wrong after each set
};

void AddBroken(const JsonValue& root, const std::vector<const ReadSet*>& sets, const ReadTree& read,
               const Findings& broken, Findings& findings) {
  std::optional<Blame> blame;
  for (const Diagnostic& finding : broken) {
    if (IsAmong(finding, findings)) continue;
    if (finding.position.pointer.starts_with("/amendments/")) {
      findings.push_back(finding);
      continue;
    }
    if (!blame) blame.emplace(root, sets, read);
    AddNew(blame->Moved(finding), findings);
  }
}

}  // namespace

std::vector<ReadAmendment> ReadAmendments(const JsonValue& value, Findings& findings) {
  std::vector<ReadAmendment> amendments;
  for (const JsonValue& element : ReadArray(value, findings)) {
    amendments.push_back(ReadOne(element, findings));
  }
  return amendments;
}

std::vector<Edition> ReadEditions(const JsonValue& root,
                                  const std::vector<ReadAmendment>& amendments,
                                  const ReadTree& read, Findings& findings) {
  std::set<model::Date> dates;
  for (const ReadAmendment& amendment : amendments) {
    if (amendment.from) dates.insert(*amendment.from);
  }
  std::vector<Edition> editions;
  for (const model::Date date : dates) {
    const std::vector<const ReadSet*> sets = SetsAt(date, amendments);
    JsonValue tree = root;
    Findings missing;
    for (const ReadSet* set : sets) Apply(*set, tree, missing);
    for (Diagnostic& finding : missing) AddNew(std::move(finding), findings);
    Findings broken;
    Edition& edition = editions.emplace_back(read(tree, broken));
    edition.from = model::Period::Of(date);
    AddBroken(root, sets, read, broken, findings);
  }
  return editions;
}

}  // namespace twinbill::rule_book
