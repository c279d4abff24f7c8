// The usage that an explained bill is made from: reports, or a workspace's history.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "standard_engine/billing/standard_run.h"
#include "standard_engine/explain/explain.h"

namespace twinbill::cli {

class ExplainUsage {
 public:
  virtual ~ExplainUsage() = default;

  static model::Result<std::unique_ptr<ExplainUsage>> OfFiles(const std::vector<std::string>& paths,
                                                              const plan::Plan& plan);
  static model::Result<std::unique_ptr<ExplainUsage>> OfHistory(const std::string& workspace,
                                                                const plan::Plan& plan);

  virtual const model::SlotTable& slots() const = 0;
  // The last period that has begun in the usage; none where there is no usage.
  virtual std::optional<model::Period> last_period() const = 0;
  // Gives `run` the usage of its next period.
  virtual model::Result<void> Feed(billing::StandardRun& run) = 0;
  // Puts the ids of the records of their cells into the explanations, in one pass.
  virtual model::Result<void> FindRecords(const plan::Plan& plan,
                                          std::span<explain::Explanation> explanations) = 0;
};

}  // namespace twinbill::cli
