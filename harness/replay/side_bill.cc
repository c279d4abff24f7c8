#include "harness/replay/side_bill.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "corpus/store/durable_file.h"
#include "harness/compare/compare.h"
#include "harness/compare/planted_differences.h"
#include "harness/replay/doubled_run.h"

namespace twinbill::replay {

using evidence::Verdict;

// A file without a name, open as long as anybody has the bill.
struct SideBill::Spilled {
  int descriptor = -1;
  ~Spilled() {
    if (descriptor >= 0) close(descriptor);
  }
};

namespace {

model::Result<int> WriteNameless(const std::string& folder, std::string_view bytes) {
  std::string name = folder + "/twinbill_bill_XXXXXX";
  const int descriptor = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) return model::Fail(store::FileFailure("made", name, errno));
  unlink(name.c_str());
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int error = errno;
      close(descriptor);
      return model::Fail(store::FileFailure("written", name, error));
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return descriptor;
}

constexpr std::size_t kFirstDifferences = 3;

// Keeps every difference, and the first few at hand.
class Taker : public compare::DifferenceSink {
 public:
  Taker(compare::DifferenceSpool& spool, std::vector<compare::Difference>& first)
      : spool_(spool), first_(first) {}
  void Take(const compare::Difference& difference) override {
    if (first_.size() < kFirstDifferences) first_.push_back(difference);
    spool_.Take(difference);
  }

 private:
  compare::DifferenceSpool& spool_;
  std::vector<compare::Difference>& first_;
};

bool IsUnsteady(const SideBill& bill) {
  return bill.is_refused() && bill.failure().diagnostics.front().code == kUnsteadyCode;
}

void TakeMoney(const compare::Comparison& comparison, evidence::PeriodEvidence& evidence) {
  for (const auto& [currency, money] : comparison.money) {
    evidence.money[currency] = {money.over.ToString(), money.under.ToString()};
  }
}

void TakeRefusal(const SideBill& bill, std::vector<model::Diagnostic>& refusal, int& exit_code) {
  if (!bill.is_refused()) return;
  refusal = bill.failure().diagnostics;
  exit_code = std::max(exit_code, static_cast<int>(bill.failure().kind));
}

}  // namespace

model::Result<SideBill> SideBill::Of(const std::vector<model::LineItem>& lines,
                                     const SpillOptions& options) {
  SideBill bill;
  bill.line_count_ = static_cast<std::int64_t>(lines.size());
  bill.bytes_ = model::CanonicalFile(lines);
  bill.digest_ = model::Sha256::Of(bill.bytes_);
  if (bill.bytes_.size() > options.memory_bytes_max) TWINBILL_TRY(bill.Spill(options));
  return bill;
}

model::Result<void> SideBill::Spill(const SpillOptions& options) {
  if (is_spilled()) return {};
  TWINBILL_ASSIGN(descriptor, WriteNameless(options.folder, bytes_));
  spilled_ = std::make_shared<Spilled>();
  spilled_->descriptor = descriptor;
  bytes_ = std::string();
  return {};
}

SideBill SideBill::Refused(model::Failure failure) {
  SideBill bill;
  bill.failure_ = std::move(failure);
  return bill;
}

SideBill SideBill::Nothing() {
  SideBill bill;
  bill.bytes_ = model::CanonicalFile({});
  bill.digest_ = model::Sha256::Of(bill.bytes_);
  return bill;
}

std::string SideBill::path() const {
  return "/proc/self/fd/" + std::to_string(spilled_->descriptor);
}

model::Result<ComparedPeriod> ComparePeriod(evidence::PeriodEvidence evidence, SideBill legacy,
                                            SideBill standard, const SpillOptions& options) {
  ComparedPeriod compared;
  evidence.legacy_lines = legacy.line_count();
  evidence.standard_lines = standard.line_count();
  if (!legacy.is_refused()) evidence.legacy_digest = legacy.digest().ToHex();
  if (!standard.is_refused()) evidence.standard_digest = standard.digest().ToHex();
  if (IsUnsteady(legacy)) {
    evidence.legacy_refusal = legacy.failure().diagnostics;
    evidence.verdict = Verdict::kInconclusive;
  } else if (legacy.is_refused() || standard.is_refused()) {
    TakeRefusal(legacy, evidence.legacy_refusal, evidence.exit_code);
    TakeRefusal(standard, evidence.standard_refusal, evidence.exit_code);
    evidence.verdict =
        legacy.is_refused() && standard.is_refused() ? Verdict::kBothRefused : Verdict::kFailed;
  } else if (legacy.digest() == standard.digest()) {
    evidence.equal_lines = legacy.line_count();
    evidence.verdict = legacy.line_count() > 0 ? Verdict::kIdentical : Verdict::kInconclusive;
  } else {
    compared.differences =
        std::make_unique<compare::DifferenceSpool>(options.folder, options.memory_bytes_max);
    Taker taker(*compared.differences, compared.first);
    compare::CompareOptions how;
    how.threads = 1;
    how.temporary_folder = options.folder;
    // One bill in memory and the other on disk: both on disk, then.
    if (legacy.is_spilled() != standard.is_spilled()) {
      TWINBILL_TRY(legacy.Spill(options));
      TWINBILL_TRY(standard.Spill(options));
    }
    TWINBILL_ASSIGN(comparison,
                    legacy.is_spilled()
                        ? compare::CompareFiles(legacy.path(), standard.path(), how, taker)
                        : compare::CompareTexts(legacy.bytes(), standard.bytes(), how, taker));
    evidence.equal_lines = comparison.equal;
    evidence.differences = comparison.differences;
    TakeMoney(comparison, evidence);
    TWINBILL_CHECK(comparison.difference_count() > 0);
    evidence.verdict = Verdict::kDifferent;
  }
  if (evidence.verdict != Verdict::kIdentical) {
    evidence.exit_code = std::max(evidence.exit_code, 1);
  }
  compared.evidence = std::move(evidence);
  return compared;
}

model::Result<void> CheckSight(const SpillOptions& options, PeriodComparison compare_periods) {
  TWINBILL_TRY(compare::CheckSight(
      [](std::string_view a, std::string_view b, compare::DifferenceSink& sink) {
        auto comparison = compare::CompareTexts(a, b, {.threads = 1}, sink);
        return comparison ? *comparison : compare::Comparison{};
      }));
  std::vector<model::LineItem> lines(3);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i].billing_period = model::Period::FromCivil(2000, 1);
    lines[i].payer_account_id = "1";
    lines[i].usage_account_id = std::to_string(i);
    lines[i].line_item_type = lines[i].contract_id = lines[i].clause = lines[i].currency = "C";
    lines[i].amount = {static_cast<model::Int128>(i), 2};
  }
  std::vector<model::LineItem> other = lines;
  other[1].amount.units += 1;
  const auto verdict = [&](const std::vector<model::LineItem>& a,
                           const std::vector<model::LineItem>& b) -> model::Result<Verdict> {
    TWINBILL_ASSIGN(legacy, SideBill::Of(a, options));
    TWINBILL_ASSIGN(standard, SideBill::Of(b, options));
    TWINBILL_ASSIGN(compared, compare_periods({}, std::move(legacy), std::move(standard), options));
    return compared.evidence.verdict;
  };
  TWINBILL_ASSIGN(of_other, verdict(lines, other));
  TWINBILL_ASSIGN(of_same, verdict(lines, lines));
  TWINBILL_ASSIGN(of_none, verdict({}, {}));
  if (of_other == Verdict::kDifferent && of_same == Verdict::kIdentical &&
      of_none == Verdict::kInconclusive) {
    return {};
  }
  return model::Fail(model::SurroundingsFailure(
      model::Diagnostic(model::Code{"replay_blind"}, {},
                        "the comparison of bills does not see what this run planted for it",
                        "a program that sees", "this program is broken: build it anew")));
}

}  // namespace twinbill::replay
