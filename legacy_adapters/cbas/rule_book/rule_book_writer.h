// Writing rule books: the canonical text of a book.
//
// Read again it is the same value, comments at their values. Keys that say a default are left out,
// but for those that a comment stands at or an amendment sets. Of `editions` the first is written,
// the others follow from the amendments: who edits a book edits these two and reads what was
// written. Source: specification, cbas_rules.md.
#pragma once

#include <string>

#include "legacy_adapters/cbas/rule_book/rule_book.h"

namespace twinbill::rule_book {

// Amendments' values must be JSON, comments' texts of one line. A comment whose value is gone goes
// to the value around it; a second one at the end of one line joins the first.
std::string WriteRuleBook(const RuleBook& book);

}  // namespace twinbill::rule_book
