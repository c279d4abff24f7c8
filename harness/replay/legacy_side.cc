// The legacy side: a legacy model of whatever kind, as replay runs it.
#include <utility>

#include "harness/replay/opened_sides.h"
#include "legacy_adapters/cbas/cbas_model.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "legacy_adapters/legacy_model.h"

namespace twinbill::replay {
namespace {

class LegacySideRun : public SideRun {
 public:
  explicit LegacySideRun(std::unique_ptr<legacy::LegacyRun> run) : run_(std::move(run)) {}

  void Prepare() override { run_->Prepare(); }
  model::Result<void> Add(const model::UsageBlock& block) override { return run_->Add(block); }
  model::Result<void> AddRecords(std::span<const model::UsageRecord> records) override {
    return run_->AddRecords(records);
  }
  model::Result<void> BillNext(std::vector<model::LineItem>& lines) override {
    return run_->BillNext(lines);
  }
  std::string State() const override { return run_->State(); }
  model::Result<void> Resume(std::string_view state) override { return run_->Resume(state); }

 private:
  std::unique_ptr<legacy::LegacyRun> run_;
};

class LegacySide : public Side {
 public:
  explicit LegacySide(std::unique_ptr<legacy::LegacyModel> model)
      : model_(std::move(model)),
        head_{model_->head().contract_id, model_->head().payer, model_->head().currency,
              model_->head().term} {}

  std::string_view kind() const override { return model_->kind(); }
  const SideHead& head() const override { return head_; }
  model::Digest digest() const override { return model_->digest(); }
  SideNeed need() const override {
    switch (model_->need()) {
      case legacy::UsageNeed::kNone: return SideNeed::kNone;
      case legacy::UsageNeed::kBlocks: return SideNeed::kBlocks;
      case legacy::UsageNeed::kRecords: return SideNeed::kRecords;
    }
    return SideNeed::kNone;
  }
  bool needs_rates() const override { return model_->needs_rates(); }
  bool is_one_file() const override { return model_->kind() == "cbas"; }
  bool is_deterministic() const override { return model_->is_deterministic(); }
  std::unique_ptr<SideRun> Start(const model::SlotTable& slots) const override {
    return std::make_unique<LegacySideRun>(model_->Start(slots));
  }

 private:
  std::unique_ptr<legacy::LegacyModel> model_;
  SideHead head_;
};

}  // namespace

OpenedSide OpenLegacySide(const std::string& path) {
  TWINBILL_ASSIGN(model, legacy::OpenLegacyModel(path));
  return std::unique_ptr<Side>(std::make_unique<LegacySide>(std::move(model)));
}

OpenedSide ReadCbasSide(const std::string& text, const std::string& name) {
  TWINBILL_ASSIGN(read, rule_book::ReadRuleBook(text, name));
  return std::unique_ptr<Side>(
      std::make_unique<LegacySide>(std::make_unique<cbas::CbasModel>(std::move(read.book))));
}

}  // namespace twinbill::replay
