#include "legacy_adapters/process/process_model.h"

#include <fmt/format.h>

#include <thread>
#include <utility>

#include "legacy_adapters/foreign/ledger_run.h"
#include "legacy_adapters/process/poison_search.h"
#include "legacy_adapters/process/process_cases.h"
#include "legacy_adapters/process/self_comparison.h"

namespace twinbill::process {
namespace {

using foreign::PeriodUsage;
using model::Code;
using model::LineItem;

// Before a program that stopped is asked again.
constexpr std::chrono::milliseconds kBackOff{100};

class ProcessModel final : public legacy::LegacyModel {
 public:
  ProcessModel(ProcessPlan plan, const model::Digest& digest)
      : plan_(std::move(plan)), digest_(digest) {}

  std::string_view kind() const override { return "process"; }
  const legacy::LegacyHead& head() const override { return plan_.head.contract; }
  model::Digest digest() const override { return digest_; }
  legacy::UsageNeed need() const override { return legacy::UsageNeed::kRecords; }
  bool is_deterministic() const override { return false; }
  std::unique_ptr<legacy::LegacyRun> Start(const model::SlotTable& slots) const override;
  std::unique_ptr<legacy::CaseBatch> StartCases() const override { return CasesOf(plan_); }
  const ProcessPlan& plan() const { return plan_; }

 private:
  ProcessPlan plan_;
  model::Digest digest_;
};

class ProcessRun final : public foreign::LedgerRun {
 public:
  explicit ProcessRun(const ProcessPlan& plan)
      : LedgerRun(plan.head.contract, plan.earlier), plan_(plan), asking_(AskingOf(plan)) {}

 protected:
  model::Result<std::vector<LineItem>> Bill(const PeriodUsage& usage) override {
    const Question question{usage.period, usage.records};
    auto answer = asking_->Ask(question);
    if (!answer) return model::Fail(Refusal(std::move(answer).error(), question));
    for (int run = 1; run < plan_.runs; ++run) {
      const auto again = AskingOf(plan_)->Ask(question);
      if (!again)
        return model::Fail(
            FailureOf({Unsteady("was whole at first", again.error().message)}, question));
      const SelfComparison comparison = CompareWithItself(answer->lines, again->lines);
      if (!comparison.agrees()) return model::Fail(FailureOf({Disagrees(comparison)}, question));
    }
    return std::move(answer->lines);
  }

 private:
  static Fault Unsteady(const std::string& first, const std::string& second) {
    return {FaultKind::kNondeterministic,
            "the program disagrees with itself: its answer " + first + "; asked again: " + second,
            "the same answer to the same question",
            "",
            0,
            0};
  }
  static Fault Disagrees(const SelfComparison& comparison) {
    return {
        FaultKind::kNondeterministic,
        fmt::format("the program disagrees with itself: {} lines of its first answer are not in "
                    "its second, {} the other way round, as {}",
                    comparison.only_first, comparison.only_second, comparison.example),
        "the same answer to the same question",
        "",
        0,
        0};
  }

  model::Failure FailureOf(const std::vector<Fault>& faults, const Question& question) const {
    model::Failure failure;
    failure.kind = model::FailureKind::kSurroundings;
    for (const Fault& fault : faults) {
      failure.diagnostics.push_back(DiagnosticOf(fault, plan_.path, question.period.ToString()));
    }
    return failure;
  }

  // Asked again, a program that answers now is one that disagrees with itself; one that stops again
  // has its poison row looked for.
  model::Failure Refusal(Fault fault, const Question& question) {
    if (!IsStop(fault.kind)) {
      model::Failure failure = FailureOf({fault}, question);
      if (fault.row > 0 && static_cast<std::size_t>(fault.row) <= question.records.size()) {
        const auto row = static_cast<std::size_t>(fault.row) - 1;
        failure.diagnostics.push_back(PoisonOf(question, row, row, "the program names this row"));
      }
      return failure;
    }
    std::this_thread::sleep_for(kBackOff);
    const auto again = asking_->Ask(question);
    if (again) return FailureOf({Unsteady("was none: " + fault.message, "a whole one")}, question);
    model::Failure failure = FailureOf({fault}, question);
    const Poison poison =
        FindPoison(*asking_, question, std::chrono::milliseconds(plan_.limits.search_ms));
    if (poison.in_rows) {
      failure.diagnostics.push_back(
          PoisonOf(question, poison.first, poison.last,
                   "the program stops on the rows up to this one, and answers without it"));
    }
    return failure;
  }

  static model::Diagnostic PoisonOf(const Question& question, std::size_t first, std::size_t last,
                                    const std::string& why) {
    const model::UsageRecord& record = question.records[last];
    const std::string row = record.source.line == 0 && record.source.row > 0
                                ? fmt::format("row {}", record.source.row)
                                : std::string();
    const std::string range =
        first == last
            ? ""
            : fmt::format(", or one of the {} before it (\"search_ms\" is over)", last - first);
    return {Code{"process_poison_row"},
            {record.source.file, record.source.line, 0, "", row},
            fmt::format("row {} of {}, the record {} of {} that starts at {}{}: {}", last + 1,
                        question.records.size(), foreign::JsonText(record.id),
                        record.period.ToString(), record.start.ToString(), range, why)};
  }

  const ProcessPlan& plan_;
  std::unique_ptr<Asking> asking_;
};

std::unique_ptr<legacy::LegacyRun> ProcessModel::Start(const model::SlotTable&) const {
  return std::make_unique<ProcessRun>(plan_);
}

}  // namespace

model::Result<std::unique_ptr<legacy::LegacyModel>> OpenProcessModel(const std::string& path) {
  TWINBILL_ASSIGN(file, foreign::ReadHeadFile(path));
  TWINBILL_ASSIGN(plan, ReadProcessPlan(file));
  const model::Digest digest = DigestOf(plan, file.bytes);
  return MakeProcessModel(std::move(plan), digest);
}

std::unique_ptr<legacy::LegacyModel> MakeProcessModel(ProcessPlan plan,
                                                      const model::Digest& digest) {
  return std::make_unique<ProcessModel>(std::move(plan), digest);
}

std::unique_ptr<Asking> AskingOf(const ProcessPlan& plan) {
  return plan.level == 0 ? AskByFiles(plan) : AskByLines(plan);
}

}  // namespace twinbill::process
