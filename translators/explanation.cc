#include "translators/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "translators/translation_json.h"

namespace twinbill::translators {

namespace {

constexpr int kColumnsMin = 80;

std::size_t WidthOf(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// Lines of at most `width` characters, cut at spaces where there are any.
void Wrap(std::string_view text, std::size_t width, std::vector<std::string>& lines) {
  const std::size_t indent = std::min(text.find_first_not_of(' '), text.size());
  std::string line(text.substr(0, std::min(indent, width / 2)));
  const std::string margin = line + "  ";
  bool is_empty = true;
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    if (!is_empty && WidthOf(line) + 1 + WidthOf(word) > width) {
      lines.push_back(line);
      line = margin;
      is_empty = true;
    }
    line += (is_empty ? "" : " ") + word;
    is_empty = false;
  }
  lines.push_back(line);
}

void WrapAll(const std::string& text, std::size_t width, std::vector<std::string>& lines) {
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) Wrap(line, width, lines);
}

std::string Beside(const std::string& left, const std::string& right, std::size_t width) {
  std::vector<std::string> left_lines;
  std::vector<std::string> right_lines;
  WrapAll(left, width, left_lines);
  WrapAll(right, width, right_lines);
  std::string text;
  for (std::size_t i = 0; i < std::max(left_lines.size(), right_lines.size()); ++i) {
    const std::string mine = i < left_lines.size() ? left_lines[i] : "";
    const std::string theirs = i < right_lines.size() ? right_lines[i] : "";
    const std::size_t used = WidthOf(mine);
    text += mine;
    if (!theirs.empty()) {
      text += std::string(used < width ? width - used : 0, ' ') + " | " + theirs;
    }
    text += '\n';
  }
  return text;
}

std::string LegacySide(const RuleTrace& rule) {
  std::string text =
      fmt::format("{} ({}), line {}\n{}\n", rule.id, rule.clause, rule.place.line, rule.source);
  for (const Derivation& derivation : rule.derivations) {
    if (derivation.pointer != "/scope" || derivation.from.text.empty()) continue;
    text += "match " + derivation.from.text + "\n";
    break;
  }
  if (!rule.shape.empty()) text += "= " + rule.shape + "\n";
  return text;
}

std::string StandardSide(const RuleTrace& rule, const nlohmann::ordered_json& contract) {
  std::string text;
  for (const auto& construct : contract["constructs"]) {
    const std::string id = construct.value("id", std::string());
    if (std::find(rule.constructs.begin(), rule.constructs.end(), id) == rule.constructs.end()) {
      continue;
    }
    text += construct.dump(1) + "\n";
  }
  for (const Refusal& refusal : rule.refusals) {
    text += fmt::format("refused: {} ({})\n", refusal.code, refusal.place.pointer);
    text += "  " + refusal.reason + "\n";
    text += "  needed: " + refusal.needed + "\n";
  }
  return text;
}

}  // namespace

std::string Explain(const Translation& translation, const ContractEdits& edits,
                    const std::string& contract_text, int columns) {
  const auto contract = nlohmann::ordered_json::parse(contract_text);
  const auto width = static_cast<std::size_t>((std::max(columns, kColumnsMin) - 3) / 2);
  std::string text = Beside("legacy (" + translation.translator + ")", "standard", width);
  const std::string rule_line = std::string(width, '-') + "-+-" + std::string(width, '-') + "\n";
  for (const RuleTrace& rule : translation.rules) {
    text += rule_line + Beside(LegacySide(rule), StandardSide(rule, contract), width);
    std::vector<std::string> lines;
    for (const Obligation& obligation : rule.obligations) {
      Wrap("  obligation " + obligation.code + ": " + obligation.condition, width * 2 + 3, lines);
    }
    for (const std::string& line : lines) text += line + "\n";
  }
  text += rule_line;
  for (const SettingTrace& setting : translation.settings) {
    text += Beside(setting.key + " = " + setting.value, setting.became, width);
  }
  for (const Edit& edit : edits.edits) {
    text += fmt::format("edited: {}{} is {} (generated: {})\n", edit.place.construct,
                        edit.place.pointer, edit.value.empty() ? "taken out" : edit.value,
                        edit.generated.empty() ? "nothing" : edit.generated);
  }
  return text;
}

std::string Summarize(const Translation& translation, const ContractEdits& edits,
                      const std::string& file) {
  std::string text;
  for (const RuleTrace& rule : translation.rules) {
    for (const Refusal& refusal : rule.refusals) {
      text += fmt::format("{}:{}:{}: refused: {}: rule {}: {} [{}]\n", file, refusal.place.line,
                          refusal.place.column, refusal.code, rule.id, refusal.reason,
                          refusal.place.pointer);
    }
    for (const Obligation& obligation : rule.obligations) {
      text += fmt::format("{}:{}:{}: obligation: {}: rule {}: {}\n", file, obligation.place.line,
                          obligation.place.column, obligation.code, rule.id, obligation.condition);
    }
  }
  for (const Edit& edit : edits.edits) {
    text += fmt::format("kept as edited: {}{}\n", edit.place.construct, edit.place.pointer);
  }
  for (const Edit& edit : edits.lost) {
    text += fmt::format("edit lost, its construct is no more: {}{}\n", edit.place.construct,
                        edit.place.pointer);
  }
  const Coverage coverage = CoverageOf(translation);
  std::size_t obligations = 0;
  for (const RuleTrace& rule : translation.rules) obligations += rule.obligations.size();
  text += fmt::format(
      "{} of {} rules, {} of {} clauses, {} of {} settings translated; {} obligations\n",
      coverage.rules.translated, coverage.rules.all, coverage.clauses.translated,
      coverage.clauses.all, coverage.settings.translated, coverage.settings.all, obligations);
  return text;
}

}  // namespace twinbill::translators
