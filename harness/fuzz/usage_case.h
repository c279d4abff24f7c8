// UsageCase: generated usage of one contract: some records over the first periods of its term.
//
// Records are in the order of periods, and in ledger order within each: by start, then by their
// number in the case, which their ids follow. Slots are numbers of the universe's table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/decimal.h"
#include "corpus/model/slot_table.h"
#include "corpus/model/usage_block.h"
#include "corpus/model/usage_record.h"

namespace twinbill::fuzz {

struct CaseRecord {
  std::uint32_t slot = 0;
  model::Period period;
  model::Timestamp start;
  model::Decimal quantity;
  model::Decimal list_cost;
  std::optional<model::Decimal> rate;
  bool operator==(const CaseRecord&) const = default;
};

struct UsageCase {
  model::Period last;  // the last period to bill; from the term's first on
  std::vector<CaseRecord> records;
  bool operator==(const UsageCase&) const = default;

  void SortIntoLedger();
};

// The records of a case as blocks of columns, a period at a time; its memory is kept from case to
// case.
class CaseColumns {
 public:
  // `usage` is sorted. Valid until the next call; the case may change meanwhile.
  void Fill(const UsageCase& usage);
  // The records of `period`; empty where there are none.
  model::UsageBlock Of(model::Period period) const;

 private:
  struct Run {
    model::Period period;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  std::vector<Run> runs_;
  std::vector<std::uint32_t> slot_;
  std::vector<std::int64_t> start_;
  std::vector<model::Decimal> quantity_;
  std::vector<model::Decimal> list_cost_;
  std::vector<model::Decimal> rate_;
  std::vector<std::uint8_t> has_rate_;
};

// Whole records, for who wants files or a foreign program's input. Ids count from `r000001` in the
// order of the case.
std::vector<model::UsageRecord> RecordsOf(const UsageCase& usage, const model::SlotTable& slots,
                                          const std::string& payer, const std::string& currency);

}  // namespace twinbill::fuzz
