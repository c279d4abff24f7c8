#include "translators/cbas/selection.h"

#include <algorithm>

namespace twinbill::translators {

using contract::Scope;
using contract::ScopeKey;
using model::Dimension;
using model::DimensionKind;

namespace {

constexpr int kSplitsMax = 6;

const Dimension kLineItemType{DimensionKind::kLineItemType, {}};

ScopeKey KeyOf(const Literal& literal) { return {literal.dimension, literal.patterns}; }

bool HasKey(const std::vector<ScopeKey>& keys, const Dimension& dimension) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](const ScopeKey& key) { return key.dimension == dimension; });
}

std::size_t CountWanted(const MatchClause& clause) {
  return static_cast<std::size_t>(std::count_if(clause.any.begin(), clause.any.end(),
                                                [](const Literal& each) { return each.wanted; }));
}

// In the order of the specification's list of keys, as a reader expects them.
int RankOf(const Dimension& dimension) {
  switch (dimension.kind) {
    case DimensionKind::kService: return 0;
    case DimensionKind::kUsageType: return 1;
    case DimensionKind::kAccount: return 2;
    case DimensionKind::kRegion: return 3;
    case DimensionKind::kOperation: return 4;
    case DimensionKind::kLineItemType: return 5;
    default: return 6;
  }
}

void SortKeys(std::vector<ScopeKey>& keys) {
  std::sort(keys.begin(), keys.end(), [](const ScopeKey& a, const ScopeKey& b) {
    return std::make_pair(RankOf(a.dimension), a.dimension) <
           std::make_pair(RankOf(b.dimension), b.dimension);
  });
}

// Whether the scope's keys limit it to Usage in so many words; then the words are left out.
bool DropUsage(Scope& scope) {
  const auto usage = std::find_if(scope.keys.begin(), scope.keys.end(), [](const ScopeKey& key) {
    return key.dimension == kLineItemType && key.patterns == std::vector<std::string>{"Usage"};
  });
  if (usage == scope.keys.end()) return false;
  scope.keys.erase(usage);
  return true;
}

// `lifted`: records of other types than Usage are in question.
void FinishScope(Scope& scope, bool lifted) {
  if (!DropUsage(scope) && lifted && !HasKey(scope.keys, kLineItemType)) {
    scope.keys.push_back({kLineItemType, {"*"}});
  }
  SortKeys(scope.keys);
  if (scope.excluded) SortKeys(*scope.excluded);
}

MatchFault UnionFault(const MatchClause& clause) {
  std::string names;
  for (const Literal& literal : clause.any) {
    if (literal.wanted) names += (names.empty() ? "" : ", ") + literal.dimension.Name();
  }
  return {"scope_union",
          {},
          "records are taken by one or the other of several dimensions (" + names +
              "), and a scope says one thing for each dimension at a time",
          "a scope with alternatives, or one rule for each of them"};
}

// What a clause keeps out, as a scope: all that it excludes, less the one thing it wants.
std::optional<Exclusion> ExclusionOf(const MatchClause& clause, bool lifted) {
  Exclusion exclusion;
  exclusion.during = clause.during;
  for (const Literal& literal : clause.any) {
    if (literal.wanted) {
      if (exclusion.scope.excluded) return std::nullopt;
      exclusion.scope.excluded = {KeyOf(literal)};
    } else {
      if (HasKey(exclusion.scope.keys, literal.dimension)) return std::nullopt;
      exclusion.scope.keys.push_back(KeyOf(literal));
    }
  }
  FinishScope(exclusion.scope, lifted);
  return exclusion;
}

class Selector {
 public:
  explicit Selector(const std::vector<Dimension>& group) : group_(group) {}

  void Take(const Clauses& open, int splits) {
    const Clauses clauses = Reduced(open);
    for (const MatchClause& clause : clauses) {
      if (clause.any.empty() && clause.during == contract::Effective()) return;  // takes nothing
      if (CountWanted(clause) < 2) continue;
      return Split(clauses, clause, splits);
    }
    TakeOne(clauses);
  }

  std::vector<Selection> parts;
  std::optional<MatchFault> fault;

 private:
  void Split(const Clauses& clauses, const MatchClause& clause, int splits) {
    for (const Literal& literal : clause.any) {
      if (!literal.wanted || splits == 0) continue;
      if (std::find(group_.begin(), group_.end(), literal.dimension) == group_.end()) continue;
      for (const bool wanted : {true, false}) {
        Clauses part = clauses;
        part.push_back({{{literal.dimension, literal.patterns, wanted}}, {}});
        Take(part, splits - 1);
      }
      return;
    }
    if (!fault) fault = UnionFault(clause);
  }

  void TakeOne(const Clauses& clauses) {
    Selection selection;
    std::vector<const MatchClause*> rest;
    for (const MatchClause& clause : clauses) {
      const bool always = clause.during == contract::Effective();
      if (always && clause.any.size() == 1 && clause.any[0].wanted &&
          !HasKey(selection.scope.keys, clause.any[0].dimension)) {
        selection.scope.keys.push_back(KeyOf(clause.any[0]));
      } else {
        rest.push_back(&clause);
      }
    }
    Scope& scope = selection.scope;
    const bool lifted = !std::any_of(scope.keys.begin(), scope.keys.end(), [](const ScopeKey& key) {
      return key.dimension == kLineItemType && key.patterns == std::vector<std::string>{"Usage"};
    });
    for (const MatchClause* clause : rest) {
      auto exclusion = ExclusionOf(*clause, lifted);
      if (!exclusion) {
        if (!fault) {
          fault = MatchFault{"scope_same_dimension",
                             {},
                             "several patterns of one dimension must be met at once",
                             "a scope that asks one dimension more than once"};
        }
        return;
      }
      if (!scope.excluded && clause->during == contract::Effective() && CountWanted(*clause) == 0) {
        // The type that exclusions are lifted by says nothing inside `not`.
        scope.excluded.emplace();
        for (const Literal& literal : clause->any) scope.excluded->push_back(KeyOf(literal));
      } else {
        selection.exclusions.push_back(std::move(*exclusion));
      }
    }
    FinishScope(scope, lifted);
    parts.push_back(std::move(selection));
  }

  const std::vector<Dimension>& group_;
};

}  // namespace

std::variant<std::vector<Selection>, MatchFault> Select(const Clauses& clauses,
                                                        const std::vector<Dimension>& group) {
  Selector selector(group);
  selector.Take(clauses, kSplitsMax);
  if (selector.fault) return *selector.fault;
  if (selector.parts.empty()) selector.parts.push_back({NoRecords(), {}});
  return selector.parts;
}

std::variant<Scope, MatchFault> SelectScope(const Clauses& clauses) {
  auto selected = Select(clauses, {});
  if (const auto* fault = std::get_if<MatchFault>(&selected)) return *fault;
  const auto& parts = std::get<std::vector<Selection>>(selected);
  if (parts.size() == 1 && parts[0].exclusions.empty()) return parts[0].scope;
  return MatchFault{"scope_two_exclusions",
                    {},
                    "more than one thing is excluded, and here a scope stands alone",
                    "a scope with more than one `not`"};
}

Scope AllRecords() { return {{{kLineItemType, {"*"}}}, std::nullopt}; }

Scope NoRecords() {
  const ScopeKey key{{DimensionKind::kService, {}}, {"none"}};
  return {{key}, std::vector<ScopeKey>{key}};
}

}  // namespace twinbill::translators
