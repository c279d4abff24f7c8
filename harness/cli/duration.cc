#include "harness/cli/duration.h"

#include <charconv>
#include <utility>

namespace twinbill::cli {

std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error != std::errc() || count < 0 || count > 366LL * 86'400'000) return std::nullopt;
  constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}};
  for (const auto& [name, milliseconds] : kUnits) {
    if (unit != name) continue;
    if (count > 366LL * 86'400'000 / milliseconds) return std::nullopt;
    return std::chrono::milliseconds(count * milliseconds);
  }
  return std::nullopt;
}

}  // namespace twinbill::cli
