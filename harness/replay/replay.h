// Replay: the history through both sides of every contract, compared, and everything kept.
//
// Nothing is done twice: what stands under its key is taken from there, and a replay that was
// killed goes on behind the last period that was kept. What comes out depends on the workspace and
// the program alone. Source: docs/formats/evidence.md, docs/VERDICTS.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "harness/compare/difference_spool.h"
#include "harness/evidence/evidence.h"
#include "harness/replay/replay_plan.h"

namespace twinbill::replay {

// The index-th of count shards, from 1. A shard keeps a contract whole.
struct Shard {
  int index = 1;
  int count = 1;
};

struct ReplayOrder {
  std::string workspace;
  std::vector<std::string> contracts;  // none: all of them
  PlanOptions plan;
  int jobs = 0;                // threads; 0: as the settings say
  std::optional<Shard> shard;  // then nothing is taken from or kept in the workspace
  std::function<bool()> stop;  // may be empty
};

// Told how a replay goes; one call at a time, from any thread.
class ReplayObserver {
 public:
  virtual ~ReplayObserver() = default;
  // How many contracts there are, how many results are there already, and how many records are to
  // be read for the others.
  virtual void Planned(std::size_t contracts, std::size_t reused, std::int64_t rows) = 0;
  virtual void Read(std::int64_t rows) = 0;
  virtual void PeriodDone(const std::string& contract, const evidence::PeriodEvidence& period,
                          std::span<const compare::Difference> first) = 0;
  virtual void ContractDone(const evidence::ContractEvidence& contract) = 0;
};

struct ReplayedContract {
  evidence::ContractEvidence evidence;
  std::string json;                      // the same
  std::string key;                       // empty where it was decided without a run
  std::vector<std::string> period_keys;  // of the periods that have differences
  bool reused = false;
};

// What became of the order. Differences are read through it, from wherever they are kept.
class ReplayOutcome {
 public:
  std::string header;                       // JSON, the first line of a run file
  std::vector<ReplayedContract> contracts;  // by id
  std::int64_t run = 0;                     // its number; 0 for a shard, and where interrupted
  int exit_code = 0;                        // 0 only where all are identical, and there is one
  bool interrupted = false;                 // then `contracts` has those that were finished
  std::int64_t periods_replayed = 0;
  std::int64_t rows_read = 0;

  std::size_t reused_count() const;

  // Every difference of a contract, in the order of periods and keys.
  model::Result<void> ReadDifferences(const ReplayedContract& contract,
                                      const DifferenceReader& reader);

  std::unique_ptr<ResultStore> store;
  // Without a store: by contract and period key. Each can be read once.
  struct Spool {
    model::Period period;
    std::unique_ptr<compare::DifferenceSpool> differences;
  };
  std::map<std::pair<std::string, std::string>, Spool> spools;
};

model::Result<ReplayOutcome> Replay(const ReplayOrder& order, ReplayObserver& observer);

}  // namespace twinbill::replay
