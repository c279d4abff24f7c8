// Pair: the two sides of a contract, billed over the same usage in memory and compared.
//
// Compiled once, run as often as wished: runs, columns and lines keep their memory from case to
// case. Line items are compared as multisets of all their fields, which is comparing the canonical
// files. A refusal is part of what a side does: both refusing from the same period on is agreement.
// Not shared between threads.
#pragma once

#include <memory>
#include <optional>
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
};

enum class PairVerdict {
  kIdentical,    // the same bytes, and at least one line
  kNothing,      // both billed, no line on either side
  kBothRefused,  // from the same period on, the same lines before
  kDifferent,
};

class Pair {
 public:
  // All must outlive the pair.
  Pair(const legacy::LegacyModel& legacy, const plan::Plan& standard,
       const model::SlotTable& slots);

  PairVerdict Bill(const UsageCase& usage);

  // Of the last case.
  const SideBill& legacy() const { return legacy_; }
  const SideBill& standard() const { return standard_; }

 private:
  void BillLegacy(const UsageCase& usage);
  void BillStandard(const UsageCase& usage);

  const legacy::LegacyModel& legacy_model_;
  const plan::Plan& plan_;
  const model::SlotTable& slots_;
  std::unique_ptr<legacy::LegacyRun> legacy_run_;
  billing::StandardRun standard_run_;
  CaseColumns columns_;
  std::vector<model::UsageRecord> records_;
  SideBill legacy_;
  SideBill standard_;
};

}  // namespace twinbill::fuzz
