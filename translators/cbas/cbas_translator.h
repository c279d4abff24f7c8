// The translator of CBAS rule books.
#pragma once

#include "translators/translator.h"

namespace twinbill::translators {

const Translator& The_cbas();

}  // namespace twinbill::translators
