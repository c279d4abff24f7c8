// Match: which records a rule takes, parsed once into a tree that keeps its places.
//
// Nodes are in the order of evaluation, the root is the last; no node takes all records. Source:
// specification, cbas_rules.md "Match".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/dimension.h"
#include "corpus/model/result.h"
#include "legacy_adapters/cbas/rule_book/formula.h"

namespace twinbill::rule_book {

enum class MatchKind { kEqual, kNotEqual, kIn, kLike, kNot, kAnd, kOr };

struct MatchNode {
  MatchKind kind = MatchKind::kEqual;
  model::Dimension dimension;            // of a comparison
  std::vector<std::string> texts;        // one; of kIn one or more; unquoted
  std::vector<std::uint32_t> arguments;  // of kNot one, of kAnd and kOr two
  TextSpan span;
  bool operator==(const MatchNode&) const = default;
};

struct Match {
  std::string text;
  std::vector<MatchNode> nodes;

  // Whether it names line_item_type; if not, only records of type Usage are taken.
  bool NamesLineItemType() const;
  // Whether it takes a record at `slot`, the `Usage` default included.
  bool Takes(const model::Slot& slot) const;
  bool operator==(const Match&) const = default;
};

// Parses all of `text`, which is not empty. What is wrong is said as for a formula.
model::Result<Match> ParseMatch(std::string_view text, const model::Position& where);

// Whether `text` as a whole is of `pattern` (`%` any run, `_` any one character of UTF-8).
bool IsLike(std::string_view text, std::string_view pattern);

}  // namespace twinbill::rule_book
