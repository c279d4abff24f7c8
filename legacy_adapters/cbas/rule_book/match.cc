#include "legacy_adapters/cbas/rule_book/match.h"

#include <algorithm>
#include <cstddef>

namespace twinbill::rule_book {
namespace {

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

bool Compares(const MatchNode& node, std::string_view text) {
  switch (node.kind) {
    case MatchKind::kEqual: return text == node.texts.front();
    case MatchKind::kNotEqual: return text != node.texts.front();
    case MatchKind::kLike: return IsLike(text, node.texts.front());
    default: return std::find(node.texts.begin(), node.texts.end(), text) != node.texts.end();
  }
}

}  // namespace

bool Match::NamesLineItemType() const {
  return std::any_of(nodes.begin(), nodes.end(), [](const MatchNode& node) {
    return !node.texts.empty() && node.dimension.kind == model::DimensionKind::kLineItemType;
  });
}

bool Match::Takes(const model::Slot& slot) const {
  if (!NamesLineItemType() && slot.line_item_type != "Usage") return false;
  std::vector<bool> holds;
  holds.reserve(nodes.size());
  for (const MatchNode& node : nodes) {
    switch (node.kind) {
      case MatchKind::kNot: holds.push_back(!holds[node.arguments[0]]); break;
      case MatchKind::kAnd:
        holds.push_back(holds[node.arguments[0]] && holds[node.arguments[1]]);
        break;
      case MatchKind::kOr:
        holds.push_back(holds[node.arguments[0]] || holds[node.arguments[1]]);
        break;
      default: holds.push_back(Compares(node, node.dimension.TextOf(slot)));
    }
  }
  return holds.empty() || holds.back();
}

// Goes through both once; where they part, the last `%` takes one byte more. Earlier ones need not:
// what stands between two `%` is best found as early as it can be.
bool IsLike(std::string_view text, std::string_view pattern) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t retry_pattern = kNone;  // behind the last `%`
  std::size_t retry_text = 0;         // where what it takes ends
  while (true) {
    if (p < pattern.size() && pattern[p] == '%') {
      retry_pattern = ++p;
      retry_text = t;
    } else if (p < pattern.size() && t < text.size() && pattern[p] == '_') {
      ++p;
      ++t;
      while (t < text.size() && IsContinuation(text[t])) ++t;
    } else if (p < pattern.size() && t < text.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (p == pattern.size() && t == text.size()) {
      return true;
    } else if (retry_pattern != kNone && retry_text < text.size()) {
      p = retry_pattern;
      t = ++retry_text;
    } else {
      return false;
    }
  }
}

}  // namespace twinbill::rule_book
