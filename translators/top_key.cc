#include "translators/top_key.h"

#include <nlohmann/json.hpp>

namespace twinbill::translators {

bool HasTopKey(std::string_view text, std::string_view key) {
  const auto json = nlohmann::json::parse(text, nullptr, false, true);
  return json.is_object() && json.contains(key);
}

}  // namespace twinbill::translators
