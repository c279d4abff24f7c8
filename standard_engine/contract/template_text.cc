#include "standard_engine/contract/template_text.h"

#include <algorithm>

namespace twinbill::contract {
namespace {

bool IsName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

void AppendPlain(std::string_view text, std::vector<TextPiece>& pieces) {
  if (pieces.empty() || pieces.back().is_reference) pieces.push_back({});
  pieces.back().text += text;
}

}  // namespace

std::optional<TemplateText> ParseTemplateText(std::string_view text) {
  TemplateText parsed;
  if (text.size() > 1 && text.front() == '$' && IsName(text.substr(1))) {
    parsed.is_value = true;
    parsed.pieces.push_back({true, std::string(text.substr(1))});
    return parsed;
  }
  while (!text.empty()) {
    const std::size_t dollar = text.find('$');
    if (dollar != 0) {
      AppendPlain(text.substr(0, dollar), parsed.pieces);
      text.remove_prefix(std::min(dollar, text.size()));
      continue;
    }
    if (text.starts_with("$$")) {
      AppendPlain("$", parsed.pieces);
      text.remove_prefix(2);
      continue;
    }
    const std::size_t end = text.find('}');
    if (!text.starts_with("${") || end == std::string_view::npos ||
        !IsName(text.substr(2, end - 2))) {
      return std::nullopt;
    }
    parsed.pieces.push_back({true, std::string(text.substr(2, end - 2))});
    text.remove_prefix(end + 1);
  }
  return parsed;
}

}  // namespace twinbill::contract
