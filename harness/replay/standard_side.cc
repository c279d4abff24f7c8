// The standard side: a contract compiled once, run by StandardRun.
#include <utility>

#include "corpus/store/durable_file.h"
#include "harness/replay/opened_sides.h"
#include "standard_engine/billing/standard_run.h"
#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::replay {
namespace {

struct StandardApartSums : ApartSums {
  explicit StandardApartSums(const plan::Plan& plan) : cells(billing::NeedsOf(plan)) {}
  void Add(const model::UsageBlock& block) override { cells.Add(block); }

  billing::UsageCells cells;
};

class StandardSideRun : public SideRun {
 public:
  StandardSideRun(const plan::Plan& plan, const model::SlotTable& slots)
      : plan_(plan), run_(plan, slots) {}

  std::unique_ptr<ApartSums> StartApart() const override {
    return std::make_unique<StandardApartSums>(plan_);
  }
  void AddApart(ApartSums& sums) override {
    billing::UsageCells& cells = static_cast<StandardApartSums&>(sums).cells;
    run_.Add(cells);
    cells.Clear();
  }

  void Prepare() override { run_.LearnSlots(); }

  model::Result<void> Add(const model::UsageBlock& block) override {
    run_.Add(block);
    return {};
  }
  model::Result<void> AddRecords(std::span<const model::UsageRecord>) override {
    TWINBILL_CHECK(!"the standard side takes blocks");
    return {};
  }
  model::Result<void> BillNext(std::vector<model::LineItem>& lines) override {
    return run_.BillNext(lines);
  }
  std::string State() const override { return run_.State(); }
  model::Result<void> Resume(std::string_view state) override { return run_.Resume(state); }

 private:
  const plan::Plan& plan_;
  billing::StandardRun run_;
};

class StandardSide : public Side {
 public:
  StandardSide(contract::Contract contract, model::Digest digest)
      : incomplete_(contract.incomplete),
        head_{contract.id, contract.payer, contract.currency, contract.term},
        digest_(digest),
        plan_(std::move(contract)) {}

  std::string_view kind() const override { return "standard"; }
  const SideHead& head() const override { return head_; }
  model::Digest digest() const override { return digest_; }
  SideNeed need() const override { return SideNeed::kBlocks; }
  bool needs_rates() const override { return plan_.needs_rated(); }
  bool is_deterministic() const override { return true; }
  bool is_incomplete() const override { return incomplete_; }
  std::unique_ptr<SideRun> Start(const model::SlotTable& slots) const override {
    return std::make_unique<StandardSideRun>(plan_, slots);
  }

 private:
  bool incomplete_;
  SideHead head_;
  model::Digest digest_;
  plan::Plan plan_;
};

}  // namespace

OpenedSide ReadStandardSide(const std::string& text, const std::string& name,
                            const contract::DefinitionSet& definitions) {
  TWINBILL_ASSIGN(contract, contract::ReadContract(text, name, definitions));
  // What it bills by, whatever its constructs are named by.
  const model::Digest digest =
      model::Sha256::Of(contract::WriteContract(contract, contract::NamedConstructs::kPrimitives));
  return std::unique_ptr<Side>(std::make_unique<StandardSide>(std::move(contract), digest));
}

OpenedSide OpenStandardSide(const std::string& path, const contract::DefinitionSet& definitions) {
  TWINBILL_ASSIGN(text, store::ReadWhole(path));
  return ReadStandardSide(text, path, definitions);
}

}  // namespace twinbill::replay
