// Reading rule books, and where their values stand.
//
// All errors at once, each with code, file, line, column, JSON pointer (and within formulas and
// matches the line, column and a caret), what was found, what is allowed, and a near miss. Every
// edition is checked: an amendment that makes a bad book is an error at the amendment's `set`.
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

// The canonical text of a book: read again it is the same value, comments at their values.
std::string WriteRuleBook(const RuleBook& book);

}  // namespace twinbill::rule_book
