// ResultStore: what replays found, kept in twinbill.db under the digests of what decides it.
//
// Results stay: a later run adds to them. A row that was changed by anybody else breaks its seal
// and is refused. Large sets of differences lie in Parquet files below `evidence/`, held to their
// digest. Not for several threads at once. Source: docs/formats/evidence.md.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/store/database.h"
#include "corpus/store/durable_file.h"
#include "corpus/store/workspace.h"
#include "harness/replay/payer_replay.h"

namespace twinbill::replay {

// A finished period, to be kept.
struct KeptPeriod {
  std::string contract;
  std::string key;  // in hex, of all that decides it
  evidence::PeriodEvidence evidence;
  std::unique_ptr<compare::DifferenceSpool> differences;  // may be null
  std::optional<Resumption> resumption;
};

// A contract's result, whole.
struct KeptContract {
  std::string contract;
  std::string key;
  std::string evidence;                  // JSON
  std::vector<std::string> period_keys;  // of its periods that have differences
};

struct KeptRun {
  std::string header;  // JSON: what was asked for, of which program and settings
  int exit_code = 0;
  // By contract: the key of its result, and its verdict.
  struct Contract {
    std::string contract, key, verdict;
  };
  std::vector<Contract> contracts;
};

// What a replay keeps at one time.
struct ToKeep {
  std::vector<KeptPeriod> periods;
  std::vector<KeptContract> contracts;
  std::optional<KeptRun> run;

  bool empty() const { return periods.empty() && contracts.empty() && !run; }
};

evidence::DifferenceEvidence EvidenceOf(model::Period period,
                                        const compare::Difference& difference);

// Told of each difference, as a line of JSON; a failure ends the reading.
using DifferenceReader = std::function<model::Result<void>(const std::string& json)>;

class ResultStore {
 public:
  // None where the workspace has no database yet and `create` is not set.
  static model::Result<std::optional<ResultStore>> Open(const store::WorkspacePaths& paths,
                                                        bool create);

  // What was noted of a file of these bytes, told by its stamp; none where it has changed since.
  std::optional<std::string> Facts(const std::string& path, const store::FileStamp& stamp) const;
  void NoteFacts(const std::string& path, const store::FileStamp& stamp, std::string facts);

  // The result of a contract under a key; none where one of its periods is not there.
  model::Result<std::optional<KeptContract>> Contract(const std::string& contract,
                                                      const std::string& key);
  // The periods of a contract that are kept under one of the keys, by key.
  model::Result<std::map<std::string, evidence::PeriodEvidence>> Periods(
      const std::string& contract, const std::vector<std::string>& keys);
  // Where the contract's runs can go on, and the key of the period behind which that is.
  struct KeptState {
    std::string key;
    Resumption resumption;
  };
  model::Result<std::optional<KeptState>> State(const std::string& contract);
  // Every difference of a period that is kept, in their order.
  model::Result<void> ReadDifferences(const std::string& contract, const std::string& key,
                                      const DifferenceReader& reader);

  // In one transaction, together with the notes on files so far. The run's number; 0 without one.
  model::Result<std::int64_t> Keep(ToKeep all);
  // The newest run's verdicts, by contract; none before the first run.
  model::Result<std::map<std::string, KeptRun::Contract>> LatestVerdicts();

 private:
  struct Note {
    store::FileStamp stamp;
    std::string facts;
    bool is_new = false;
  };

  ResultStore(store::WorkspacePaths paths, store::Database database)
      : paths_(std::move(paths)), database_(std::move(database)) {}
  model::Result<void> ReadNotes();
  model::Result<void> WriteNotes();
  model::Result<bool> HasPeriod(const std::string& contract, const std::string& key);
  model::Result<void> Insert(KeptPeriod& period);
  model::Result<void> Insert(const KeptContract& contract);
  model::Result<std::int64_t> Insert(const KeptRun& run);
  model::Failure BrokenSeal(std::string_view table) const;

  store::WorkspacePaths paths_;
  store::Database database_;
  std::map<std::string, Note> notes_;  // by path
};

}  // namespace twinbill::replay
