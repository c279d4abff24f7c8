// Side: one of the two models of a contract, whatever it is made of, as replay runs it.
//
// The legacy and the standard side have interfaces of their own and share no code; this one stands
// over both so that they are fed and compared alike. Immutable once open.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/check.h"
#include "corpus/model/line_item.h"
#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "corpus/model/slot_table.h"
#include "corpus/model/usage_block.h"
#include "corpus/model/usage_record.h"

namespace twinbill::replay {

// What a side says whose usage it bills, and when.
struct SideHead {
  std::string contract_id;
  std::string payer;
  std::string currency;
  model::Term term;
};

enum class SideNeed { kNone, kBlocks, kRecords };  // the usage that a side wants to be given

// Usage of a run's next period that another thread adds up.
class ApartSums {
 public:
  virtual ~ApartSums() = default;
  virtual void Add(const model::UsageBlock& block) = 0;
};

// One pass over the periods of the side's term, in order. Not shared between threads.
class SideRun {
 public:
  virtual ~SideRun() = default;
  // Sums of nothing, for blocks in any order; null where the order counts.
  virtual std::unique_ptr<ApartSums> StartApart() const { return nullptr; }
  // Adds what is in `sums`, which StartApart() made, and empties them.
  virtual void AddApart(ApartSums& /*sums*/) { TWINBILL_CHECK(!"sums that were never started"); }
  // What would be done with each slot when it is first seen, for all of them at once: for a thread
  // that would wait. Changes no result.
  virtual void Prepare() {}
  // Usage of the next period, in ledger order; of the two, the one that the side needs.
  virtual model::Result<void> Add(const model::UsageBlock& block) = 0;
  virtual model::Result<void> AddRecords(std::span<const model::UsageRecord> records) = 0;
  // Bills the next period and appends its lines. After a failure nothing is appended and the run
  // can be used no more.
  virtual model::Result<void> BillNext(std::vector<model::LineItem>& lines) = 0;
  // What is carried into the next period, for a fresh run over an equal slot table.
  virtual std::string State() const = 0;
  virtual model::Result<void> Resume(std::string_view state) = 0;
};

class Side {
 public:
  virtual ~Side() = default;
  virtual std::string_view kind() const = 0;  // `cbas`, …, `standard`
  virtual const SideHead& head() const = 0;
  // Of all that decides its lines.
  virtual model::Digest digest() const = 0;
  virtual SideNeed need() const = 0;
  // Whether blocks must have their rates.
  virtual bool needs_rates() const { return true; }
  virtual bool is_deterministic() const = 0;  // by construction
  // Whether it says of itself that a part of the contract is left out.
  virtual bool is_incomplete() const { return false; }
  // Whether digest() is that of the one file it was opened from, and so can be told without
  // opening.
  virtual bool is_one_file() const { return true; }
  // `slots` must outlive the run.
  virtual std::unique_ptr<SideRun> Start(const model::SlotTable& slots) const = 0;
};

using OpenedSide = model::Result<std::unique_ptr<Side>>;

}  // namespace twinbill::replay
