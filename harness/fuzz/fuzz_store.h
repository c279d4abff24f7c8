// FuzzStore: what fuzzing found, night after night, kept in twinbill.db.
//
// A run of a contract is kept with the digests of its two sides, its seed, its cases and its whole
// evidence as JSON; rows are added and never changed. Totals count only runs of the sides as they
// are now: what was shown of another contract text says nothing of this one. Not for several
// threads at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "corpus/model/result.h"
#include "corpus/store/database.h"
#include "corpus/store/workspace.h"

namespace twinbill::fuzz {

struct KeptFuzzRun {
  std::string contract;
  std::string legacy_digest;  // in hex
  std::string standard_digest;
  std::uint64_t seed = 0;
  std::int64_t cases = 0;
  std::string verdict;   // `identical`, `different`, `inconclusive`
  std::string as_of;     // the day of the run, YYYY-MM-DD
  std::string evidence;  // JSON
};

// Of the runs of a contract whose two sides had these digests.
struct FuzzTotals {
  std::int64_t runs = 0;
  std::int64_t cases = 0;
  std::int64_t different = 0;  // runs that found something
  std::string first;           // as_of of the first and the last run; empty without runs
  std::string last;
};

class FuzzStore {
 public:
  // Makes the workspace's database where it is not there yet.
  static model::Result<FuzzStore> Open(const store::WorkspacePaths& paths);

  model::Result<void> Keep(const KeptFuzzRun& run);
  // Fails with `fuzz_run_damaged` where a row is not as it was written.
  model::Result<FuzzTotals> Totals(const std::string& contract, const std::string& legacy_digest,
                                   const std::string& standard_digest);

 private:
  explicit FuzzStore(store::Database database) : database_(std::move(database)) {}
  store::Database database_;
};

}  // namespace twinbill::fuzz
