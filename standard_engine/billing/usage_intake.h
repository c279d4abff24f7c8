// UsageIntake: records of any payer in, the usage of one contract added up.
//
// It takes what is the contract's and refuses what can't be: a record of the contract's payer and
// term in another currency. Source: specification, usage.md "What counts".
#pragma once

#include <optional>

#include "corpus/model/slot_table.h"
#include "corpus/model/usage_record.h"
#include "standard_engine/billing/usage_cells.h"

namespace twinbill::billing {

class UsageIntake {
 public:
  // `plan` must outlive the intake.
  explicit UsageIntake(const plan::Plan& plan);

  model::Result<void> Add(const model::UsageRecord& record);

  const UsageCells& cells() const { return cells_; }
  const model::SlotTable& slots() const { return slots_; }
  // The last period of any record, whosever it is: as far as periods have begun.
  std::optional<model::Period> last_period() const { return last_period_; }

 private:
  const plan::Plan& plan_;
  UsageCells cells_;
  model::SlotTable slots_;
  std::optional<model::Period> last_period_;
};

}  // namespace twinbill::billing
