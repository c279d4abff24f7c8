// Reading rule books, and where their values stand.
//
// All errors at once, each with code, file, line, column, JSON pointer (within formulas and matches
// the very byte, its line and column there, and a caret), what was found, what is allowed, and a
// near miss. Every edition is checked: an amendment that makes a bad book is an error at its `set`.
// Source: specification, cbas_rules.md.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "corpus/model/result.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"

namespace twinbill::rule_book {

// By JSON pointer ("/rules/0/credit"): where the value begins.
using Places = std::map<std::string, model::Position>;

struct ReadBook {
  RuleBook book;
  Places places;
};

// `file` names the text in messages. JSON with `//` comments.
model::Result<ReadBook> ReadRuleBook(std::string_view text, const std::string& file);
model::Result<ReadBook> ReadRuleBookFile(const std::string& path);

}  // namespace twinbill::rule_book
