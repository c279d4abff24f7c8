// LegacyModel: whatever bills a contract today, compiled once and immutable.
//
// A rule book, an SQL script, a foreign program or recorded bills: the kind is the top key of the
// model's file. What it bills, byte for byte and quirks included, is the truth that the standard
// side is held against; what it can't bill it refuses. Source: specification, cbas_rules.md,
// command_line.md.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/line_item.h"
#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "corpus/model/slot_table.h"
#include "corpus/model/usage_block.h"
#include "corpus/model/usage_record.h"
#include "legacy_adapters/case_batch.h"

namespace twinbill::legacy {

// The contract as the legacy side knows it.
struct LegacyHead {
  std::string contract_id;
  std::string payer;
  std::string currency;
  model::Term term;
};

// How a model wants its usage.
enum class UsageNeed {
  kNone,     // recorded bills: no usage at all
  kBlocks,   // columns over slots (fast)
  kRecords,  // whole records
};

// One pass over the periods of the term, in order: usage of a period in, then its bill out.
//
// A run holds what the model carries from period to period. Not shared between threads.
class LegacyRun {
 public:
  virtual ~LegacyRun() = default;

  // Asks all slots that there are by now what it would ask each when it first has usage: for who
  // has time for that before usage comes. Changes no result.
  virtual void Prepare() {}

  // Usage of the next period to be billed, in ledger order, in one or more calls; only records of
  // the payer and currency. Records whose start lies outside of the term may be among them and
  // count nowhere. Of the two, the one that need() asks for.
  virtual model::Result<void> Add(const model::UsageBlock& block) = 0;
  virtual model::Result<void> AddRecords(std::span<const model::UsageRecord> records) = 0;

  // Bills the next period (the first call: the term's first) and appends its lines. After a failure
  // nothing is appended and the run can be used no more; lines of earlier periods stand.
  virtual model::Result<void> BillNext(std::vector<model::LineItem>& lines) = 0;

  // What is carried into the next period, as canonical bytes; Resume() of a fresh run of the same
  // model over the same slot table goes on as if it had billed the periods before.
  virtual std::string State() const = 0;
  virtual model::Result<void> Resume(std::string_view state) = 0;

  // Back to before the first period, keeping memory.
  virtual void Restart() = 0;
};

class LegacyModel {
 public:
  virtual ~LegacyModel() = default;

  virtual std::string_view kind() const = 0;  // `cbas`, `sql`, `process`, `recorded`
  virtual const LegacyHead& head() const = 0;
  // Of all that decides its results.
  virtual model::Digest digest() const = 0;
  virtual UsageNeed need() const = 0;
  // Whether blocks must have their rates. Columns of blocks but these are always needed.
  virtual bool needs_rates() const { return true; }
  // Whether the same usage gives the same lines by construction, so that it need not be run twice.
  virtual bool is_deterministic() const = 0;
  // What of its input stands in no bill, a line each: to be shown to people.
  virtual std::vector<std::string> notes() const { return {}; }
  // `slots` must outlive the run and may grow between calls.
  virtual std::unique_ptr<LegacyRun> Start(const model::SlotTable& slots) const = 0;
  // Where many small usages are better billed together than each by a run: null where not. The
  // model must outlive it.
  virtual std::unique_ptr<CaseBatch> StartCases() const { return nullptr; }
};

// Opens the legacy model at `path`, whatever its kind (registered.def).
model::Result<std::unique_ptr<LegacyModel>> OpenLegacyModel(const std::string& path);

}  // namespace twinbill::legacy
