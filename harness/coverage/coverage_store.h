// CoverageStore: what the history and fuzzing reached of contracts, kept in twinbill.db.
//
// Everything stands under a key, a digest of all that decides it: of the history the key that
// replay has for the last period; of fuzzing the program and both sides. What has another key is
// not found, so nothing stale is shown as current. Rows are sealed. Not for several threads at
// once. Source: docs/formats/coverage.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/store/database.h"
#include "corpus/store/workspace.h"
#include "harness/coverage/history_coverage.h"

namespace twinbill::coverage {

// What all fuzz runs of a contract under one key reached.
struct FuzzReach {
  std::int64_t runs = 0;
  std::int64_t cases = 0;
  Cells cells;
};

// The key of what fuzzing reached; digests in hex.
std::string FuzzingKey(std::string_view program, std::string_view legacy,
                       std::string_view standard);

class CoverageStore {
 public:
  // None where the workspace has no database yet and `create` is not set.
  static model::Result<std::optional<CoverageStore>> Open(const store::WorkspacePaths& paths,
                                                          bool create);

  // The functions that read fail with `coverage_damaged` where a row is not as it was written.

  // Of every cell whether the history reached it, where that is kept under `key`.
  model::Result<std::optional<CellsSince>> History(const std::string& contract,
                                                   const std::string& key);
  // Where a pass can go on that would end behind the last of `keys` (of periods, in their order).
  model::Result<std::optional<HistoryReach>> Before(const std::string& contract,
                                                    const std::vector<std::string>& keys);
  // None where there was no run under `key`.
  model::Result<FuzzReach> Fuzzing(const std::string& contract, const std::string& key);

  struct KeptHistory {
    std::string contract;
    std::string key;  // of the period behind which it ends
    HistoryReach reach;
  };
  // One transaction.
  model::Result<void> Keep(const std::vector<KeptHistory>& histories);
  // Adds a run to what is kept under `key`, and gives that.
  model::Result<FuzzReach> AddRun(const std::string& contract, const std::string& key,
                                  std::int64_t cases, const Cells& reached);

 private:
  explicit CoverageStore(store::Database database) : database_(std::move(database)) {}
  model::Failure Damaged(std::string_view table) const;

  store::Database database_;
};

}  // namespace twinbill::coverage
