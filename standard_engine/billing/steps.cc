#include "standard_engine/billing/steps.h"

namespace twinbill::billing {

std::string_view Name(StepId step) {
  switch (step) {
    case StepId::kPeriod: return "period";
    case StepId::kConstruct: return "construct";
    case StepId::kScope: return "scope";
    case StepId::kMeter: return "meter";
    case StepId::kFee: return "fee";
    case StepId::kHold: return "hold";
    case StepId::kEntitle: return "entitle";
    case StepId::kDraw: return "draw";
    case StepId::kFlat: return "flat";
    case StepId::kVolume: return "volume";
    case StepId::kGraduated: return "graduated";
    case StepId::kFloor: return "floor";
    case StepId::kSpread: return "spread";
    case StepId::kFactor: return "factor";
    case StepId::kCap: return "cap";
    case StepId::kRound: return "round";
    case StepId::kNet: return "net";
    case StepId::kCommit: return "commit";
  }
  return {};
}

}  // namespace twinbill::billing
