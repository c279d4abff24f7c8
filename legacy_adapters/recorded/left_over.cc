#include "legacy_adapters/recorded/left_over.h"

#include <fmt/format.h>

namespace twinbill::recorded {

void LeftOver::Add(const std::string& period, const std::string& what, const model::Decimal& amount,
                   const model::Position& place) {
  Kind& kind = kinds_[{period, what}];
  if (kind.rows++ == 0) kind.first = place;
  kind.sum.Add(amount);
}

std::string LeftOver::TextOf(const std::pair<std::string, std::string>& name, const Kind& kind) {
  return fmt::format("{}: {} row{} of {}, {} in all", name.first, kind.rows,
                     kind.rows == 1 ? "" : "s", name.second, kind.sum.ToString());
}

std::vector<std::string> LeftOver::Texts() const {
  std::vector<std::string> texts;
  for (const auto& [name, kind] : kinds_) {
    std::string place = kind.first.file;
    if (kind.first.line > 0) place += fmt::format(":{}", kind.first.line);
    if (!kind.first.part.empty()) place += ", " + kind.first.part;
    texts.push_back("no mapping takes " + TextOf(name, kind) + "; the first is at " + place);
  }
  return texts;
}

std::vector<model::Diagnostic> LeftOver::Diagnostics() const {
  std::vector<model::Diagnostic> diagnostics;
  for (const auto& [name, kind] : kinds_) {
    diagnostics.emplace_back(model::Code{"recorded_left_over"}, kind.first,
                             "no mapping takes " + TextOf(name, kind),
                             "all of it, since \"left_over\" is \"refuse\"");
  }
  return diagnostics;
}

}  // namespace twinbill::recorded
