// A time span as an option: `90s`, `2m`, `1h`, `500ms`.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace twinbill::cli {

// None where `text` is none, or more than a year.
std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text);

}  // namespace twinbill::cli
