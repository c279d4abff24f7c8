// Why a formula is none of the shapes: the most telling reason, found from what it gives.
#pragma once

#include "translators/cbas/construct_builder.h"

namespace twinbill::translators {

RuleFault WhyNoShape(const FormulaMeaning& meaning, const RuleSurroundings& surroundings);

}  // namespace twinbill::translators
