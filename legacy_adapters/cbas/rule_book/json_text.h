// Writing JSON values on one line.
#pragma once

#include <string>

#include "legacy_adapters/cbas/rule_book/json_value.h"

namespace twinbill::rule_book {

// Appends `value` as in `{"a": 1, "b": ["x", null]}`: keys in their order, numbers as they stand.
void AppendFlat(const JsonValue& value, std::string& out);

}  // namespace twinbill::rule_book
