#include "standard_engine/plan/scope_test.h"

#include <algorithm>

namespace twinbill::plan {

ScopeTest::ScopeTest(const contract::Scope& scope) : keys_(Compile(scope.keys)) {
  if (scope.excluded) excluded_ = Compile(*scope.excluded);
  usage_only_ = std::none_of(scope.keys.begin(), scope.keys.end(), [](const auto& key) {
    return key.dimension.kind == model::DimensionKind::kLineItemType;
  });
}

std::vector<ScopeTest::Key> ScopeTest::Compile(const std::vector<contract::ScopeKey>& keys) {
  std::vector<Key> compiled;
  for (const contract::ScopeKey& key : keys) {
    compiled.push_back({key.dimension, {key.patterns.begin(), key.patterns.end()}});
  }
  return compiled;
}

bool ScopeTest::MatchesAll(const std::vector<Key>& keys, const model::Slot& slot) {
  return std::all_of(keys.begin(), keys.end(), [&](const Key& key) {
    const std::string_view text = key.dimension.TextOf(slot);
    return std::any_of(key.patterns.begin(), key.patterns.end(),
                       [&](const Pattern& pattern) { return pattern.Matches(text); });
  });
}

bool ScopeTest::Matches(const model::Slot& slot) const {
  if (usage_only_ && slot.line_item_type != "Usage") return false;
  return MatchesAll(keys_, slot) && !(excluded_ && MatchesAll(*excluded_, slot));
}

}  // namespace twinbill::plan
