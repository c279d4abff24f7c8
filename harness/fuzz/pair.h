// Pair: the two sides of a contract, billed over the same usage in memory and compared.
//
// Compiled once, run as often as wished: runs, columns and lines keep their memory from case to
// case. Line items are compared as multisets of all their fields, which is comparing the canonical
// files. A refusal is part of what a side does: both refusing from the same period on is agreement.
// A legacy side that crashes, hangs or breaks its protocol has failed, whatever the other one does.
// Not shared between threads.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/slot_table.h"
#include "harness/fuzz/usage_case.h"
#include "legacy_adapters/legacy_model.h"
#include "standard_engine/billing/standard_run.h"

namespace twinbill::fuzz {

// What one side made of a case.
struct SideBill {
  std::vector<model::LineItem> lines;  // of all periods that it billed
  // The period from which on it refused, and why; none where it billed them all.
  std::optional<model::Period> refused_from;
  std::optional<model::Failure> refusal;
  bool failed = false;  // it did not refuse: `refusal` says what went wrong
};

enum class PairVerdict {
  kIdentical,    // the same bytes, and at least one line
  kNothing,      // both billed, no line on either side
  kBothRefused,  // from the same period on, the same lines before
  kDifferent,
  kFailed,  // the legacy side has no bill, and did not refuse
};

class Pair {
 public:
  // All must outlive the pair.
  Pair(const legacy::LegacyModel& legacy, const plan::Plan& standard,
       const model::SlotTable& slots);

  PairVerdict Bill(const UsageCase& usage);

  // Whether the legacy side is a program or script of others.
  bool asks_others() const { return batch_ != nullptr; }
  // How many cases the legacy side is best asked for at once; 1 where that gains nothing.
  std::size_t cases_at_once() const { return batch_ ? batch_->cases_at_once() : 1; }
  // What the legacy side makes of the first cases, in order: of all of them, or up to the first at
  // which it failed. Only where cases_at_once() is not 1.
  std::vector<SideBill> BillLegacy(std::span<const UsageCase> cases);
  // As Bill(), with what BillLegacy() made of the case.
  PairVerdict BillStandardAgainst(SideBill legacy, const UsageCase& usage);
  // Of the case that was just found to be different: kDifferent where the legacy side bills the
  // same of it once more, by itself and afresh; else kFailed.
  PairVerdict Confirm(const UsageCase& usage);
  // Ends what runs for the legacy side.
  void Close();

  // Of the last case.
  const SideBill& legacy() const { return legacy_; }
  const SideBill& standard() const { return standard_; }

 private:
  void BillLegacyByRun(const UsageCase& usage);
  void BillStandard(const UsageCase& usage);
  PairVerdict Verdict();

  const legacy::LegacyModel& legacy_model_;
  const plan::Plan& plan_;
  const model::SlotTable& slots_;
  std::unique_ptr<legacy::LegacyRun> legacy_run_;  // of a model that is billed by runs
  std::unique_ptr<legacy::CaseBatch> batch_;       // else
  billing::StandardRun standard_run_;
  CaseColumns columns_;
  SideBill legacy_;
  SideBill standard_;
};

}  // namespace twinbill::fuzz
