// The JSON tree of a rule book: what its canonical text says, without layout and comments.
#pragma once

#include "legacy_adapters/cbas/rule_book/json_value.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"

namespace twinbill::rule_book {

JsonValue TreeOf(const RuleBook& book);

}  // namespace twinbill::rule_book
