// ScopeTest: a scope, compiled so that it can be asked of slots.
#pragma once

#include <optional>
#include <vector>

#include "standard_engine/contract/contract.h"
#include "standard_engine/plan/pattern.h"

namespace twinbill::plan {

class ScopeTest {
 public:
  explicit ScopeTest(const contract::Scope& scope);

  bool Matches(const model::Slot& slot) const;
  bool operator==(const ScopeTest&) const = default;

 private:
  struct Key {
    model::Dimension dimension;
    std::vector<Pattern> patterns;
    bool operator==(const Key&) const = default;
  };

  static std::vector<Key> Compile(const std::vector<contract::ScopeKey>& keys);
  static bool MatchesAll(const std::vector<Key>& keys, const model::Slot& slot);

  std::vector<Key> keys_;
  std::optional<std::vector<Key>> excluded_;
  bool usage_only_ = true;
};

}  // namespace twinbill::plan
