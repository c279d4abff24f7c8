// The usage that mutants are held against: saved counterexamples, and a history.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "corpus/history/usage_feed.h"
#include "corpus/model/record_feed.h"
#include "harness/cli/opened_pair.h"
#include "harness/mutate/mutation_run.h"

namespace twinbill::cli {

// Keeps what the sources of a MutationInput read from.
class MutationSources {
 public:
  // The contract's counterexamples, and the history of its payer in `workspace`.
  model::Result<void> OfWorkspace(const std::string& workspace, const OpenedPair& pair);
  // Reports as history.
  model::Result<void> OfFiles(const std::vector<std::string>& paths, const OpenedPair& pair);

  // Views that live as long as this.
  void Put(mutate::MutationInput& input) const;

 private:
  // Records in memory.
  struct Held {
    model::SlotTable slots;
    model::RecordFeed feed;
    model::Period last;
  };

  static model::Result<std::unique_ptr<Held>> Hold(const std::vector<model::UsageRecord>& records,
                                                   const std::string& payer, model::Period last);
  static mutate::UsageSource SourceOf(const Held& held);

  std::vector<std::unique_ptr<Held>> counterexamples_;
  std::unique_ptr<Held> reports_;
  std::unique_ptr<history::UsageFeed> history_;
};

}  // namespace twinbill::cli
