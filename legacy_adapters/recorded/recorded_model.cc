#include "legacy_adapters/recorded/recorded_model.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "legacy_adapters/foreign/packed_text.h"
#include "legacy_adapters/recorded/bill_book.h"
#include "legacy_adapters/recorded/recorded_plan.h"

namespace twinbill::recorded {
namespace {

using model::LineItem;
using model::Period;
using LinesByPeriod = std::map<Period, std::vector<LineItem>>;

class RecordedRun final : public legacy::LegacyRun {
 public:
  RecordedRun(const legacy::LegacyHead& head, const LinesByPeriod& lines)
      : head_(head), lines_(lines), next_(head.term.FirstPeriod()) {}

  model::Result<void> Add(const model::UsageBlock&) override { return {}; }
  model::Result<void> AddRecords(std::span<const model::UsageRecord>) override { return {}; }
  model::Result<void> BillNext(std::vector<LineItem>& lines) override {
    if (const auto found = lines_.find(next_); found != lines_.end()) {
      lines.insert(lines.end(), found->second.begin(), found->second.end());
    }
    next_ = next_.Next();
    return {};
  }
  std::string State() const override {
    std::string state = "recorded 1\n";
    foreign::Pack(std::int64_t{next_.months}, state);
    return state;
  }
  model::Result<void> Resume(std::string_view state) override {
    constexpr std::string_view kBegin = "recorded 1\n";
    foreign::Unpacker from(state.substr(std::min(state.size(), kBegin.size())));
    const Period next{static_cast<std::int32_t>(from.Number())};
    if (!state.starts_with(kBegin) || !from.good() || !from.at_end() ||
        next < head_.term.FirstPeriod()) {
      return model::Fail(model::InputFailure(
          {model::Code{"recorded_bad_state"}, {}, "the state of a run is none of recorded bills"}));
    }
    next_ = next;
    return {};
  }
  void Restart() override { next_ = head_.term.FirstPeriod(); }

 private:
  const legacy::LegacyHead& head_;
  const LinesByPeriod& lines_;
  Period next_;
};

class RecordedModel final : public legacy::LegacyModel {
 public:
  RecordedModel(legacy::LegacyHead head, LinesByPeriod lines, std::vector<std::string> notes,
                const model::Digest& digest)
      : head_(std::move(head)),
        lines_(std::move(lines)),
        notes_(std::move(notes)),
        digest_(digest) {}

  std::string_view kind() const override { return "recorded"; }
  const legacy::LegacyHead& head() const override { return head_; }
  model::Digest digest() const override { return digest_; }
  legacy::UsageNeed need() const override { return legacy::UsageNeed::kNone; }
  bool is_deterministic() const override { return true; }
  std::vector<std::string> notes() const override { return notes_; }
  std::unique_ptr<legacy::LegacyRun> Start(const model::SlotTable&) const override {
    return std::make_unique<RecordedRun>(head_, lines_);
  }

 private:
  legacy::LegacyHead head_;
  LinesByPeriod lines_;
  std::vector<std::string> notes_;
  model::Digest digest_;
};

}  // namespace

model::Result<std::unique_ptr<legacy::LegacyModel>> OpenRecordedModel(const std::string& path) {
  TWINBILL_ASSIGN(file, foreign::ReadHeadFile(path));
  TWINBILL_ASSIGN(plan, ReadRecordedPlan(file));
  BillBook book(plan);
  for (const std::string& lines : plan.lines) TWINBILL_TRY(book.AddLines(lines));
  for (const std::string& report : plan.reports) TWINBILL_TRY(book.AddReport(report));
  if (plan.refuse_left_over && !book.left_over().empty()) {
    return model::Fail({model::FailureKind::kInput, book.left_over().Diagnostics()});
  }
  TWINBILL_ASSIGN(lines, book.Lines());
  std::string all;
  foreign::Pack("recorded 1", all);
  foreign::Pack(file.bytes, all);
  for (const model::Digest& digest : book.digests()) foreign::Pack(digest.ToHex(), all);
  return std::unique_ptr<legacy::LegacyModel>(std::make_unique<RecordedModel>(
      plan.head.contract, std::move(lines), book.left_over().Texts(), model::Sha256::Of(all)));
}

}  // namespace twinbill::recorded
