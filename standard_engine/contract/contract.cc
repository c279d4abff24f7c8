#include "standard_engine/contract/contract.h"

namespace twinbill::contract {

using model::Dimension;
using model::DimensionKind;

std::vector<Dimension> LineDimensions() {
  return {Dimension{DimensionKind::kAccount, {}}, Dimension{DimensionKind::kService, {}},
          Dimension{DimensionKind::kRegion, {}}, Dimension{DimensionKind::kUsageType, {}}};
}

}  // namespace twinbill::contract
