#include "legacy_adapters/child/keeper_order.h"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace twinbill::child {
namespace {

constexpr std::array<std::pair<std::string_view, std::int64_t KeeperOrder::*>, 7> kNumbers = {{
    {"--memory", &KeeperOrder::memory_bytes},
    {"--cpu", &KeeperOrder::cpu_seconds},
    {"--processes", &KeeperOrder::processes},
    {"--files", &KeeperOrder::files},
    {"--file-bytes", &KeeperOrder::file_bytes},
    {"--grace", &KeeperOrder::grace_ms},
    {"--contain", &KeeperOrder::contain},
}};

bool ReadNumber(std::string_view text, std::int64_t& to) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
  return error == std::errc() && end == text.data() + text.size() && to >= 0;
}

}  // namespace

std::vector<std::string> ToArguments(const KeeperOrder& order) {
  std::vector<std::string> arguments;
  const auto add = [&](std::string_view name, std::string value) {
    arguments.emplace_back(name);
    arguments.push_back(std::move(value));
  };
  for (const auto& [name, number] : kNumbers) add(name, std::to_string(order.*number));
  add("--folder", order.folder);
  for (const std::string& path : order.readable) add("--readable", path);
  for (const std::string& entry : order.environment) add("--environment", entry);
  arguments.emplace_back("--");
  arguments.insert(arguments.end(), order.command.begin(), order.command.end());
  return arguments;
}

std::optional<KeeperOrder> FromArguments(std::span<const std::string> arguments) {
  KeeperOrder order;
  std::size_t at = 0;
  for (; at + 1 < arguments.size() && arguments[at] != "--"; at += 2) {
    const std::string& name = arguments[at];
    const std::string& value = arguments[at + 1];
    bool known = false;
    for (const auto& [number_name, number] : kNumbers) {
      if (name != number_name) continue;
      if (!ReadNumber(value, order.*number)) return std::nullopt;
      known = true;
    }
    if (name == "--folder") {
      order.folder = value;
    } else if (name == "--readable") {
      order.readable.push_back(value);
    } else if (name == "--environment") {
      order.environment.push_back(value);
    } else if (!known) {
      return std::nullopt;
    }
  }
  if (at + 1 >= arguments.size() || arguments[at] != "--" || order.folder.empty()) {
    return std::nullopt;
  }
  order.command.assign(arguments.begin() + static_cast<std::ptrdiff_t>(at) + 1, arguments.end());
  return order;
}

}  // namespace twinbill::child
