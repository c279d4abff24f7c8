// Catalog: what twinbill.db knows of the history.
//
// An import is committed by one transaction that records the new state of each partition and the
// renames that are owed; the renames follow, and are caught up with at the next opening where the
// process died in between. So the history is as before an import or as after it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "corpus/history/digesting_sink.h"
#include "corpus/history/history.h"
#include "corpus/history/history_writer.h"
#include "corpus/model/result.h"
#include "corpus/store/workspace.h"

namespace twinbill::history {

// A file that was written beside and has yet to get its name. Both are relative to the workspace.
struct OwedRename {
  std::string staged;
  std::string target;
};

class Catalog {
 public:
  // None where the workspace has no database yet and `create` is not set. A workspace that has
  // partitions but no database is refused: its history can't be told from leftovers.
  static model::Result<std::optional<Catalog>> Open(const store::WorkspacePaths& paths,
                                                    bool create);

  // By payer, then period.
  model::Result<std::vector<PartitionInfo>> Partitions();
  model::Result<std::vector<ImportRecord>> Imports();
  model::Result<std::vector<InputRecord>> Inputs();

  model::Result<void> Commit(const ImportRecord& import, const std::vector<InputRecord>& inputs,
                             const std::vector<PartitionInfo>& partitions,
                             const std::vector<OwedRename>& renames);
  model::Result<bool> OwesRenames();
  // Does the renames that are owed, durably. The workspace's lock is held.
  model::Result<void> CatchUp();

 private:
  Catalog(store::WorkspacePaths paths, store::Database database)
      : paths_(std::move(paths)), database_(std::move(database)) {}
  model::Result<void> Record(const ImportRecord& import);
  model::Result<void> Record(const InputRecord& input, std::int64_t import);
  model::Result<void> Record(const PartitionInfo& partition);
  model::Result<void> Record(const OwedRename& rename);
  model::Result<std::vector<OwedRename>> Renames();
  model::Failure BrokenSeal(std::string_view table) const;

  store::WorkspacePaths paths_;
  store::Database database_;
};

}  // namespace twinbill::history
