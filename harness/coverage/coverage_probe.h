// CoverageProbe: both sides over a few records, only to see what they reach.
#pragma once

#include <memory>
#include <string>

#include "corpus/model/result.h"
#include "corpus/model/slot_table.h"
#include "corpus/model/usage_block.h"
#include "harness/coverage/coverage.h"
#include "harness/coverage/rule_coverage.h"
#include "legacy_adapters/cbas/cbas_model.h"
#include "standard_engine/billing/standard_run.h"

namespace twinbill::coverage {

// What both sides carry into the next period; empty for a side that has refused, or has no cells.
struct ProbeState {
  std::string legacy;
  std::string standard;
  bool operator==(const ProbeState&) const = default;
};

class CoverageProbe {
 public:
  // All must outlive the probe. A legacy side that is no rule book has no cells.
  CoverageProbe(const legacy::LegacyModel& legacy, const plan::Plan& standard,
                const model::SlotTable& slots);

  // Every cell that the two sides have.
  Cells All() const;

  // A case: Begin(), then each period from the first of the term on, then whatever was reached is
  // in `reached`. A side that refuses reaches nothing more in this case.
  void Begin();
  void Bill(model::Period period, std::span<const model::UsageBlock> blocks, Cells& reached);

  // The same for more usage than fits memory: usage of the next period in as many calls as it
  // takes, then what its bill reaches.
  void Add(const model::UsageBlock& block);
  void BillPeriod(model::Period period, Cells& reached);
  // Neither side takes usage any more: it is not the contract's.
  void Refuse();

  ProbeState State() const;
  // In the place of Begin(): goes on behind the periods that `state` comes from, of a probe of the
  // same sides. Fails as the sides' Resume() does.
  model::Result<void> Resume(const ProbeState& state);

 private:
  const cbas::CbasModel* book_ = nullptr;  // null where the legacy side is no rule book
  const plan::Plan& plan_;
  billing::StandardRun standard_;
  std::unique_ptr<cbas::CbasRun> legacy_;
  billing::Trace trace_;
  std::vector<model::LineItem> lines_;
  bool standard_refused_ = false;
  bool legacy_refused_ = false;
};

}  // namespace twinbill::coverage
