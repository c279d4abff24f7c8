// What a match says, as clauses of which each must hold, and what follows from them.
//
// A literal asks one dimension for one of its patterns (`*` any run, `?` any one character), or for
// none of them; a clause holds where one of its literals does. The record types that a match is
// limited to by default are a literal like the others here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "corpus/model/dimension.h"
#include "legacy_adapters/cbas/rule_book/match.h"
#include "standard_engine/contract/contract.h"

namespace twinbill::translators {

struct Literal {
  model::Dimension dimension;
  std::vector<std::string> patterns;  // in the order of their bytes, each once
  bool wanted = true;
  auto operator<=>(const Literal&) const = default;
};

struct MatchClause {
  std::vector<Literal> any;
  // The clause matters to records of this range only.
  contract::Effective during;
  bool operator==(const MatchClause&) const = default;
};

// Clauses that must all hold.
using Clauses = std::vector<MatchClause>;

// Why a match can't be said in scopes: a refusal's code, what stands there, and what is wrong.
struct MatchFault {
  std::string code;
  std::string text;
  std::string reason;
  std::string needed;
};

struct MatchClauses {
  Clauses clauses;
  std::optional<MatchFault> fault;
};

// The clauses of `match` (none: all Usage records); of its opposite where `wanted` is false.
MatchClauses ClausesOf(const std::optional<rule_book::Match>& match, bool wanted);

// The same with what follows left out: true clauses, false literals, and what one clause's only
// literal says about the others. A clause without literals: no record is taken.
Clauses Reduced(const Clauses& clauses);

// Whether no record can meet all of both. False where that isn't certain.
bool AreDisjoint(const Clauses& a, const Clauses& b);

// The texts that the clauses limit `dimension` to; none where they are not listed one by one.
std::optional<std::vector<std::string>> OnlyTexts(const Clauses& clauses,
                                                  const model::Dimension& dimension);

}  // namespace twinbill::translators
