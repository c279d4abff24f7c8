// Reads a rule and checks what can be checked of it beside the tables' names.
#pragma once

#include <string_view>
#include <vector>

#include "legacy_adapters/cbas/rule_book/object_reader.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"

namespace twinbill::rule_book {

Rule ReadRule(const JsonValue& value, const std::vector<std::string_view>& tables,
              Findings& findings);

}  // namespace twinbill::rule_book
