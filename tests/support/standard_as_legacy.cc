#include "tests/support/standard_as_legacy.h"

#include <utility>

#include "standard_engine/billing/standard_run.h"
#include "standard_engine/contract/contract_writer.h"

namespace twinbill::support {
namespace {

class Run : public legacy::LegacyRun {
 public:
  Run(const plan::Plan& plan, const model::SlotTable& slots) : run_(plan, slots) {}

  model::Result<void> Add(const model::UsageBlock& block) override {
    run_.Add(block);
    return {};
  }
  model::Result<void> AddRecords(std::span<const model::UsageRecord>) override {
    TWINBILL_CHECK(false);  // it needs blocks
    return {};
  }
  model::Result<void> BillNext(std::vector<model::LineItem>& lines) override {
    return run_.BillNext(lines);
  }
  std::string State() const override { return run_.State(); }
  model::Result<void> Resume(std::string_view state) override { return run_.Resume(state); }
  void Restart() override { run_.Restart(); }

 private:
  billing::StandardRun run_;
};

}  // namespace

StandardAsLegacy::StandardAsLegacy(contract::Contract contract) : plan_(std::move(contract)) {
  const contract::Contract& planned = plan_.contract();
  head_ = {planned.id, planned.payer, planned.currency, planned.term};
}

model::Digest StandardAsLegacy::digest() const {
  return model::Sha256::Of(contract::WriteContract(plan_.contract()));
}

std::unique_ptr<legacy::LegacyRun> StandardAsLegacy::Start(const model::SlotTable& slots) const {
  return std::make_unique<Run>(plan_, slots);
}

}  // namespace twinbill::support
