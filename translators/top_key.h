// The top key that tells a legacy file's kind (`"cbas": 1`).
#pragma once

#include <string_view>

namespace twinbill::translators {

// Whether the text is a JSON object, `//` comments allowed, with `key` at its top.
bool HasTopKey(std::string_view text, std::string_view key);

}  // namespace twinbill::translators
