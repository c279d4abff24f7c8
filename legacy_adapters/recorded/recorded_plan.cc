#include "legacy_adapters/recorded/recorded_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace twinbill::recorded {

using foreign::JsonTree;
using foreign::KeyReader;
using model::Code;

namespace {

constexpr std::array<std::string_view, kFieldCount> kNames = {
    "line_item_type", "description", "account", "service", "region", "usage_type", "operation"};

// `%` any run of characters, `_` any one character of UTF-8; all of the text.
bool IsLike(std::string_view text, std::string_view pattern) {
  const auto character = [](std::string_view from) {
    std::size_t size = 1;
    while (size < from.size() && (static_cast<unsigned char>(from[size]) & 0xC0U) == 0x80U) ++size;
    return size;
  };
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;  // behind the last %
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      star = ++p;
      star_text = t;
    } else if (p < pattern.size() && pattern[p] == '_') {
      ++p;
      t += character(text.substr(t));
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      star_text += character(text.substr(star_text));
      t = star_text;
      p = star;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

std::optional<Field> FieldNamed(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Field>(found - kNames.begin());
}

void ReadConditions(const JsonTree& tree, Mapping& mapping, foreign::Findings& findings) {
  if (tree.kind != JsonTree::Kind::kObject) {
    foreign::WrongForm(tree, "an object of fields and texts", findings);
  }
  for (const foreign::JsonMember& member : tree.members) {
    Condition condition;
    std::string_view name = member.key;
    if (name.ends_with(" like")) {
      condition.like = true;
      name.remove_suffix(5);
    }
    const auto field = FieldNamed(name);
    if (!field) {
      findings.emplace_back(
          Code{"recorded_unknown_field"}, member.key_position,
          fmt::format("rows have no field \"{}\"", member.key),
          foreign::ListOf({kNames.begin(), kNames.end()}) + ", or one with \" like\"");
      continue;
    }
    condition.field = *field;
    const bool many = member.value.kind == JsonTree::Kind::kArray;
    const std::vector<JsonTree> one = {member.value};
    for (const JsonTree& text : many ? member.value.elements : one) {
      if (text.kind != JsonTree::Kind::kString) {
        foreign::WrongForm(text, "a text, or an array of texts", findings);
      }
      condition.texts.push_back(text.text);
    }
    mapping.rows.push_back(std::move(condition));
  }
}

Mapping ReadMapping(const JsonTree& tree, foreign::Findings& findings) {
  Mapping mapping;
  KeyReader keys(tree, findings);
  if (const JsonTree* rows = keys.Optional("rows")) ReadConditions(*rows, mapping, findings);
  mapping.column = keys.TextOr("column", "");
  mapping.clause = keys.Text("clause");
  if (const JsonTree* line = keys.Required("line")) {
    KeyReader of(*line, findings);
    mapping.line_type = of.Text("type");
    mapping.text = of.TextOr("text", "");
    of.Finish();
  }
  mapping.bill = keys.ChoiceOr("bill", {"ANNIVERSARY", "OCB"}, 0) == 0
                     ? model::BillType::kAnniversary
                     : model::BillType::kOutOfCycle;
  for (const JsonTree& name : keys.Elements("by")) {
    const auto field = FieldNamed(name.text);
    if (!field || *field < Field::kAccount || *field > Field::kUsageType) {
      foreign::WrongForm(name, "\"account\", \"service\", \"region\" or \"usage_type\"", findings);
      continue;
    }
    mapping.by.push_back(*field);
  }
  mapping.digits =
      static_cast<int>(keys.IntegerOr("digits", 0, model::Amount::kDigitsMax, mapping.digits));
  mapping.zero_lines = keys.BoolOr("zero_lines", false);
  keys.Finish();
  if (mapping.rows.empty() && mapping.column.empty()) {
    findings.emplace_back(Code{"recorded_takes_all"}, tree.position,
                          "a mapping without \"rows\" and \"column\" would take every row",
                          "\"rows\", \"column\" or both");
  }
  return mapping;
}

}  // namespace

std::string_view Name(Field field) { return kNames[static_cast<std::size_t>(field)]; }

bool Condition::Holds(std::string_view text) const {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& wanted) {
    return like ? IsLike(text, wanted) : text == wanted;
  });
}

model::Result<RecordedPlan> ReadRecordedPlan(const foreign::HeadFile& file) {
  foreign::Findings findings;
  KeyReader keys(file.tree, findings);
  RecordedPlan plan;
  plan.head = foreign::ReadHead(keys, "recorded");
  plan.path = file.path;
  plan.folder = file.folder;
  for (const std::string& path : keys.TextsOr("lines", {})) {
    plan.lines.push_back(foreign::PathFrom(file.folder, path));
  }
  for (const std::string& path : keys.TextsOr("reports", {})) {
    plan.reports.push_back(foreign::PathFrom(file.folder, path));
  }
  for (const JsonTree& mapping : keys.Elements("mappings")) {
    plan.mappings.push_back(ReadMapping(mapping, findings));
  }
  plan.refuse_left_over = keys.ChoiceOr("left_over", {"list", "refuse"}, 0) == 1;
  keys.Finish();
  if (plan.lines.empty() && plan.reports.empty()) {
    findings.emplace_back(Code{"recorded_no_bills"}, file.tree.position,
                          "there are no recorded bills to read", "\"lines\", \"reports\" or both");
  }
  if (!plan.reports.empty() && plan.mappings.empty()) {
    findings.emplace_back(Code{"recorded_no_mapping"}, file.tree.position,
                          "reports without \"mappings\" say nothing of the contract");
  }
  if (!findings.empty()) return model::Fail({model::FailureKind::kInput, std::move(findings)});
  return plan;
}

}  // namespace twinbill::recorded
