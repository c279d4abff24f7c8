// CaseRun: both sides of a contract over a few records in memory.
//
// What counterexamples, causes and certificates are made with. One object runs many cases, one
// after the other, and keeps its memory.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "corpus/model/record_feed.h"
#include "corpus/model/result.h"
#include "harness/evidence/verdict.h"
#include "harness/replay/side.h"

namespace twinbill::replay {

// A side's bill of a case: the rows (with their LF, sorted) of the periods asked for, or why it
// stopped.
struct CaseBill {
  std::vector<std::string> rows;
  std::optional<model::Failure> refusal;
  // The refused period, where there is one.
  std::optional<model::Period> refused_at;
};

// The periods whose lines are looked at; earlier ones are billed all the same.
struct CaseRange {
  model::Period from;
  model::Period to;
};

// Which lines are looked at; empty texts: whichever.
struct DifferenceFilter {
  std::string clause;
  std::string line_item_type;

  bool Takes(const model::LineItem& line) const {
    return (clause.empty() || line.clause == clause) &&
           (line_item_type.empty() || line.line_item_type == line_item_type);
  }
};

class CaseRun {
 public:
  // Bills `records` (of one payer and currency, in any order) by `side`. Fails where a record is
  // there twice.
  model::Result<CaseBill> Bill(const Side& side, std::span<const model::UsageRecord> records,
                               CaseRange range, const DifferenceFilter& filter = {});

 private:
  model::SlotTable slots_;
  model::RecordFeed feed_;
  std::vector<model::LineItem> lines_;
};

// From the first period of either side to the last one that has begun in `records`, or, where that
// is later, `at_least`; no further than the longer term.
CaseRange WholeRange(const Side& legacy, const Side& standard,
                     std::span<const model::UsageRecord> records,
                     std::optional<model::Period> at_least = std::nullopt);

// The verdict over two bills of one case.
evidence::Verdict Judge(const CaseBill& legacy, const CaseBill& standard);

}  // namespace twinbill::replay
