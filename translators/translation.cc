#include "translators/translation.h"

#include <algorithm>

namespace twinbill::translators {

bool Translation::is_whole() const {
  return std::all_of(rules.begin(), rules.end(),
                     [](const RuleTrace& rule) { return rule.is_translated(); });
}

}  // namespace twinbill::translators
