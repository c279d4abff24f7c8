// Refusals and obligations as SARIF 2.1.0, for annotations in code review.
#pragma once

#include <string>

#include "translators/translation.h"

namespace twinbill::translators {

// `file` is the legacy configuration as it is named in the repository.
std::string WriteSarif(const Translation& translation, const std::string& file);

}  // namespace twinbill::translators
