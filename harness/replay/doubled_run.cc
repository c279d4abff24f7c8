#include "harness/replay/doubled_run.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace twinbill::replay {
namespace {

using model::Result;

class DoubledRun : public SideRun {
 public:
  DoubledRun(const Side& side, const model::SlotTable& slots)
      : side_(side), first_(side.Start(slots)), second_(side.Start(slots)) {}

  Result<void> Add(const model::UsageBlock& block) override {
    TWINBILL_TRY(first_->Add(block));
    return second_->Add(block);
  }
  Result<void> AddRecords(std::span<const model::UsageRecord> records) override {
    TWINBILL_TRY(first_->AddRecords(records));
    return second_->AddRecords(records);
  }

  Result<void> BillNext(std::vector<model::LineItem>& lines) override {
    std::vector<model::LineItem> of_first, of_second;
    TWINBILL_TRY(first_->BillNext(of_first));
    TWINBILL_TRY(second_->BillNext(of_second));
    if (model::CanonicalFile(of_first) != model::CanonicalFile(of_second)) {
      return model::Fail(model::InputFailure(model::Diagnostic(
          model::Code{"legacy_unsteady"}, {},
          fmt::format(
              "the legacy model of contract {} was run twice over the same usage and billed "
              "other lines the second time",
              side_.head().contract_id),
          "a model whose lines depend on its usage alone")));
    }
    lines.insert(lines.end(), std::make_move_iterator(of_first.begin()),
                 std::make_move_iterator(of_first.end()));
    return {};
  }

  std::string State() const override {
    const std::string first = first_->State();
    return fmt::format("{}\n", first.size()) + first + second_->State();
  }
  Result<void> Resume(std::string_view state) override {
    const std::size_t line = std::min(state.find('\n'), state.size());
    std::size_t size = 0;
    for (const char digit : state.substr(0, line)) {
      size = 10 * size + static_cast<std::size_t>(digit - '0');
    }
    state.remove_prefix(std::min(line + 1, state.size()));
    TWINBILL_TRY(first_->Resume(state.substr(0, std::min(size, state.size()))));
    state.remove_prefix(std::min(size, state.size()));
    return second_->Resume(state);
  }

 private:
  const Side& side_;
  std::unique_ptr<SideRun> first_;
  std::unique_ptr<SideRun> second_;
};

}  // namespace

std::unique_ptr<SideRun> StartSteady(const Side& side, const model::SlotTable& slots) {
  if (side.is_deterministic()) return side.Start(slots);
  return std::make_unique<DoubledRun>(side, slots);
}

}  // namespace twinbill::replay
