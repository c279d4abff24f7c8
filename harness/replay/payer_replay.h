// PayerReplay: one reading of a payer's history feeds both sides of all of its contracts.
//
// Runs are dealt to threads; each thread reads the payer's blocks and gives them to its runs, so
// that a block is read once a thread and is in its cache for every run. Where a period is billed by
// both sides, the thread that came second compares. What comes out does not depend on the threads.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "corpus/history/usage_feed.h"
#include "corpus/model/result.h"
#include "harness/replay/side.h"
#include "harness/replay/side_bill.h"

namespace twinbill::replay {

// Where a run goes on: what both sides carried out of `done`.
struct Resumption {
  model::Period done;
  std::string legacy_state;
  std::string standard_state;
};

// One contract to be replayed, both sides open and of the same payer and currency.
struct ReplayTask {
  const Side* legacy = nullptr;
  const Side* standard = nullptr;
  model::Period last;  // to be billed
  std::optional<Resumption> resumption;

  // The first period that either side has.
  model::Period FirstPeriod() const;
};

struct FinishedPeriod {
  std::size_t task = 0;
  ComparedPeriod compared;
  // Of both sides where both can go on from here; else none.
  std::optional<Resumption> resumption;
};

class PeriodSink {
 public:
  virtual ~PeriodSink() = default;
  // One at a time, from any thread; the periods of a task in their order. A failure ends the
  // replay.
  virtual model::Result<void> Take(FinishedPeriod finished) = 0;
};

struct ReplayOptions {
  int threads = 1;
  SpillOptions spill;
  std::function<bool()> stop;                      // asked often, by several threads; may be empty
  std::function<void(std::int64_t rows)> on_rows;  // told of rows read; may be empty
};

// Replays the tasks over the feed of their payer, which has all periods that they bill. A side that
// refuses a period is an outcome, not a failure; a failure is the history's, the sink's or the
// machine's. Where it was told to stop it ends early, with nothing said of the periods that were
// not finished.
model::Result<void> ReplayPayer(const history::UsageFeed& feed,
                                const std::vector<ReplayTask>& tasks, const ReplayOptions& options,
                                PeriodSink& sink);

}  // namespace twinbill::replay
