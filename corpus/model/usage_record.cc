#include "corpus/model/usage_record.h"

#include <algorithm>

namespace twinbill::model {

std::string_view AttributeText(const Attributes& attributes, std::string_view key) {
  const auto at = std::lower_bound(
      attributes.begin(), attributes.end(), key,
      [](const auto& attribute, std::string_view k) { return attribute.first < k; });
  return at != attributes.end() && at->first == key ? std::string_view(at->second)
                                                    : std::string_view();
}

bool LedgerLess(const UsageRecord& a, const UsageRecord& b) {
  return a.start != b.start ? a.start < b.start : a.id < b.id;
}

}  // namespace twinbill::model
