// CaseBatch: a legacy model that is asked for the bills of many small usages at once.
//
// A model of others has a price for each question: a process, or a round trip. Fuzzing has many
// small questions that know nothing of each other; here they are asked together. What comes of a
// case is what comes of it alone, whatever else is asked with it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/line_item.h"
#include "corpus/model/result.h"
#include "corpus/model/usage_record.h"

namespace twinbill::legacy {

// Usage of the model's payer and currency, by period, then in ledger order, billed from the term's
// first period to `last`.
struct CaseUsage {
  std::span<const model::UsageRecord> records;
  model::Period last;
};

struct CaseBill {
  std::vector<model::LineItem> lines;  // of the periods before it stopped
  // The period that it has no bill of, and why; none where it billed them all.
  std::optional<model::Period> stopped_at;
  std::optional<model::Failure> why;
  // It did not refuse the period: it crashed, hung, broke its protocol, or disagreed with itself.
  bool failed = false;
};

// Not shared between threads.
class CaseBatch {
 public:
  virtual ~CaseBatch() = default;

  // The bills of the first cases, in their order: of all of them, or up to the first that failed
  // (which is the last one given then). At least one of one case or more.
  virtual std::vector<CaseBill> Bill(std::span<const CaseUsage> cases) = 0;

  // Ends what runs for it; the next cases are billed afresh.
  virtual void Close() = 0;

  // How many cases are worth giving at once; 1 where each has its price anyway.
  virtual std::size_t cases_at_once() const = 0;
};

}  // namespace twinbill::legacy
