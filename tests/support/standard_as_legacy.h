// StandardAsLegacy: a standard contract in the place of a legacy model.
//
// For tests of the harness that want two sides of which one is wrong in a known way, whatever the
// real legacy adapters do.
#pragma once

#include <memory>
#include <string>

#include "legacy_adapters/legacy_model.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::support {

class StandardAsLegacy : public legacy::LegacyModel {
 public:
  explicit StandardAsLegacy(contract::Contract contract);

  std::string_view kind() const override { return "standard"; }
  const legacy::LegacyHead& head() const override { return head_; }
  model::Digest digest() const override;
  legacy::UsageNeed need() const override { return legacy::UsageNeed::kBlocks; }
  bool is_deterministic() const override { return true; }
  std::unique_ptr<legacy::LegacyRun> Start(const model::SlotTable& slots) const override;

 private:
  plan::Plan plan_;
  legacy::LegacyHead head_;
};

}  // namespace twinbill::support
