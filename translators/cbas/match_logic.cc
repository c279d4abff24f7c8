#include "translators/cbas/match_logic.h"

#include <algorithm>

namespace twinbill::translators {

using model::Dimension;
using model::DimensionKind;
using rule_book::Match;
using rule_book::MatchKind;
using rule_book::MatchNode;

namespace {

constexpr std::size_t kClausesMax = 256;

const Dimension kLineItemType{DimensionKind::kLineItemType, {}};

bool HasWildcard(const std::string& pattern) {
  return pattern.find_first_of("*?") != std::string::npos;
}

bool AreTexts(const std::vector<std::string>& patterns) {
  return std::none_of(patterns.begin(), patterns.end(), HasWildcard);
}

// The end of the UTF-8 character at `at`.
std::size_t EndOfCharacter(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  return at;
}

bool Matches(std::string_view text, std::string_view pattern) {
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      t = EndOfCharacter(text, t);
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      resume = EndOfCharacter(text, resume);
      t = resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool MatchesAny(const std::string& text, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return Matches(text, pattern); });
}

void Order(std::vector<std::string>& patterns) {
  if (std::find(patterns.begin(), patterns.end(), "*") != patterns.end()) patterns = {"*"};
  std::sort(patterns.begin(), patterns.end());
  patterns.erase(std::unique(patterns.begin(), patterns.end()), patterns.end());
}

std::string FromLike(const std::string& like) {
  std::string pattern;
  for (const char c : like) {
    if (c == '%' && !pattern.empty() && pattern.back() == '*') continue;
    pattern += c == '%' ? '*' : c == '_' ? '?' : c;
  }
  return pattern;
}

class Converter {
 public:
  explicit Converter(const Match& match) : match_(match) {}

  Clauses Convert(std::uint32_t number, bool wanted) {
    const MatchNode& node = match_.nodes[number];
    switch (node.kind) {
      case MatchKind::kNot: return Convert(node.arguments[0], !wanted);
      case MatchKind::kAnd: return Join(node, wanted, wanted);
      case MatchKind::kOr: return Join(node, !wanted, wanted);
      case MatchKind::kNotEqual: return Leaf(node, !wanted);
      default: return Leaf(node, wanted);
    }
  }

  std::optional<MatchFault> fault;

 private:
  Clauses Leaf(const MatchNode& node, bool wanted) {
    Literal literal{node.dimension, {}, wanted};
    for (const std::string& text : node.texts) {
      if (HasWildcard(text)) {
        Fault("scope_wildcard", node,
              "the text has a `*` or `?` of its own, and patterns of a scope have no escape",
              "an escape for `*` and `?` in scopes");
      }
      literal.patterns.push_back(node.kind == MatchKind::kLike ? FromLike(text) : text);
    }
    if (node.dimension.kind == DimensionKind::kUnit) {
      Fault("scope_unit", node, "a scope has no key for the unit", "`unit` as a key of scopes");
    }
    Order(literal.patterns);
    return {MatchClause{{literal}, {}}};
  }

  Clauses Join(const MatchNode& node, bool both, bool wanted) {
    Clauses a = Convert(node.arguments[0], wanted);
    const Clauses b = Convert(node.arguments[1], wanted);
    if (both) {
      a.insert(a.end(), b.begin(), b.end());
      return a;
    }
    if (a.size() * b.size() > kClausesMax) {
      Fault("scope_size", node, "the match has more cases than a contract can be read with",
            "a rule for each part of the match");
      return a;
    }
    Clauses either;
    for (const MatchClause& mine : a) {
      for (const MatchClause& theirs : b) {
        MatchClause joined = mine;
        joined.any.insert(joined.any.end(), theirs.any.begin(), theirs.any.end());
        either.push_back(joined);
      }
    }
    return either;
  }

  void Fault(const char* code, const MatchNode& node, const char* reason, const char* needed) {
    if (fault) return;
    fault = MatchFault{code, match_.text.substr(node.span.begin, node.span.end - node.span.begin),
                       reason, needed};
  }

  const Match& match_;
};

enum class Truth { kTrue, kFalse, kOpen };

// What `known`, which must hold, makes of `literal`; an open one may become narrower.
Truth Narrow(const Literal& known, Literal& literal) {
  if (!(known.dimension == literal.dimension)) return Truth::kOpen;
  if (known.patterns == literal.patterns) {
    return known.wanted == literal.wanted ? Truth::kTrue : Truth::kFalse;
  }
  if (known.wanted && AreTexts(known.patterns)) {
    std::vector<std::string> taken;
    for (const std::string& text : known.patterns) {
      if (MatchesAny(text, literal.patterns)) taken.push_back(text);
    }
    if (taken.empty()) return literal.wanted ? Truth::kFalse : Truth::kTrue;
    if (taken.size() == known.patterns.size()) {
      return literal.wanted ? Truth::kTrue : Truth::kFalse;
    }
    literal.patterns = taken;
  } else if (AreTexts(literal.patterns)) {
    // Texts that no record left over has are neither wanted nor excluded.
    std::erase_if(literal.patterns, [&](const std::string& text) {
      return MatchesAny(text, known.patterns) != known.wanted;
    });
    if (literal.patterns.empty()) return literal.wanted ? Truth::kFalse : Truth::kTrue;
  }
  return Truth::kOpen;
}

bool IsAnything(const Literal& literal) {
  return literal.patterns.size() == 1 && literal.patterns[0] == "*";
}

// Joins what a clause asks one dimension for; false: the clause always holds.
bool JoinLiterals(MatchClause& clause) {
  std::vector<Literal> joined;
  for (const Literal& literal : clause.any) {
    if (IsAnything(literal)) {
      if (literal.wanted) return false;
      continue;
    }
    const auto same = std::find_if(joined.begin(), joined.end(), [&](const Literal& other) {
      return other.dimension == literal.dimension && other.wanted == literal.wanted;
    });
    if (same == joined.end()) {
      joined.push_back(literal);
    } else if (literal.wanted) {
      same->patterns.insert(same->patterns.end(), literal.patterns.begin(), literal.patterns.end());
      Order(same->patterns);
    } else if (AreTexts(same->patterns) || AreTexts(literal.patterns)) {
      // Neither of a nor of b, one of which is a list: not of the list's part in the other.
      const bool mine = AreTexts(same->patterns);
      std::vector<std::string> both = mine ? same->patterns : literal.patterns;
      const std::vector<std::string>& other = mine ? literal.patterns : same->patterns;
      std::erase_if(both, [&](const std::string& text) { return !MatchesAny(text, other); });
      if (both.empty()) return false;
      same->patterns = both;
    } else if (same->patterns != literal.patterns) {
      joined.push_back(literal);
    }
  }
  std::sort(joined.begin(), joined.end());
  for (std::size_t i = 0; i + 1 < joined.size(); ++i) {
    for (std::size_t k = i + 1; k < joined.size(); ++k) {
      if (joined[i].dimension == joined[k].dimension && joined[i].patterns == joined[k].patterns &&
          joined[i].wanted != joined[k].wanted) {
        return false;
      }
    }
  }
  clause.any = joined;
  return true;
}

// Two clauses that each only exclude texts of one dimension are one.
void JoinExclusions(Clauses& clauses) {
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    for (std::size_t k = i + 1; k < clauses.size();) {
      MatchClause& a = clauses[i];
      const MatchClause& b = clauses[k];
      if (a.any.size() == 1 && b.any.size() == 1 && a.during == b.during && !a.any[0].wanted &&
          !b.any[0].wanted && a.any[0].dimension == b.any[0].dimension) {
        auto& patterns = a.any[0].patterns;
        patterns.insert(patterns.end(), b.any[0].patterns.begin(), b.any[0].patterns.end());
        Order(patterns);
        clauses.erase(clauses.begin() + static_cast<std::ptrdiff_t>(k));
      } else {
        ++k;
      }
    }
  }
}

bool IsUnit(const MatchClause& clause) {
  return clause.any.size() == 1 && clause.during == contract::Effective();
}

// One pass of what the clauses of one literal say about the others; whether anything changed.
bool Propagate(Clauses& clauses) {
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    if (!IsUnit(clauses[i])) continue;
    const Literal known = clauses[i].any[0];
    for (std::size_t k = 0; k < clauses.size(); ++k) {
      if (k == i) continue;
      std::vector<Literal>& any = clauses[k].any;
      for (std::size_t n = 0; n < any.size(); ++n) {
        const Literal before = any[n];
        const Truth truth = Narrow(known, any[n]);
        if (truth == Truth::kTrue) {
          clauses.erase(clauses.begin() + static_cast<std::ptrdiff_t>(k));
          return true;
        }
        if (truth == Truth::kFalse) {
          any.erase(any.begin() + static_cast<std::ptrdiff_t>(n));
          return true;
        }
        if (!(any[n] == before)) return true;
      }
    }
  }
  return false;
}

}  // namespace

MatchClauses ClausesOf(const std::optional<Match>& match, bool wanted) {
  MatchClauses result;
  const bool limited = !match || !match->NamesLineItemType();
  const bool asks = match && !match->nodes.empty();
  if (asks) {
    Converter converter(*match);
    result.clauses = converter.Convert(static_cast<std::uint32_t>(match->nodes.size() - 1), wanted);
    result.fault = converter.fault;
  }
  if (!limited) return result;
  const Literal usage{kLineItemType, {"Usage"}, wanted};
  if (wanted) {
    result.clauses.push_back({{usage}, {}});
  } else if (!asks) {
    result.clauses = {{{usage}, {}}};
  } else {
    for (MatchClause& clause : result.clauses) clause.any.push_back(usage);
  }
  return result;
}

Clauses Reduced(const Clauses& clauses) {
  Clauses result = clauses;
  do {
    std::erase_if(result, [](MatchClause& clause) { return !JoinLiterals(clause); });
    JoinExclusions(result);
  } while (Propagate(result));
  for (const MatchClause& clause : result) {
    if (clause.any.empty() && clause.during == contract::Effective()) return {clause};
  }
  return result;
}

bool AreDisjoint(const Clauses& a, const Clauses& b) {
  Clauses both = a;
  both.insert(both.end(), b.begin(), b.end());
  const Clauses simple = Reduced(both);
  return simple.size() == 1 && simple[0].any.empty() && simple[0].during == contract::Effective();
}

std::optional<std::vector<std::string>> OnlyTexts(const Clauses& clauses,
                                                  const Dimension& dimension) {
  for (const MatchClause& clause : clauses) {
    if (IsUnit(clause) && clause.any[0].wanted && clause.any[0].dimension == dimension &&
        AreTexts(clause.any[0].patterns)) {
      return clause.any[0].patterns;
    }
  }
  return std::nullopt;
}

}  // namespace twinbill::translators
