#include "corpus/history/history.h"

#include <algorithm>
#include <filesystem>
#include <tuple>
#include <utility>

#include "corpus/history/catalog.h"
#include "corpus/history/record_schema.h"
#include "corpus/history/records_file.h"
#include "corpus/store/workspace.h"

namespace twinbill::history {
namespace {

namespace fs = std::filesystem;
using model::Code;
using model::Diagnostic;
using model::Fail;
using model::Result;

bool ByPayerThenPeriod(const PartitionInfo& a, const PartitionInfo& b) {
  return std::tie(a.payer, a.period) < std::tie(b.payer, b.period);
}

Result<void> ReadWorkspace(const store::WorkspacePaths& paths,
                           std::vector<PartitionInfo>& partitions,
                           std::vector<InputRecord>& inputs) {
  TWINBILL_ASSIGN(catalog, Catalog::Open(paths, false));
  if (!catalog) return {};
  TWINBILL_ASSIGN(owes, catalog->OwesRenames());
  if (owes) {
    TWINBILL_ASSIGN(lock, store::WorkspaceLock::Take(paths));
    TWINBILL_TRY(catalog->CatchUp());
  }
  TWINBILL_ASSIGN(found, catalog->Partitions());
  TWINBILL_ASSIGN(known, catalog->Inputs());
  partitions = std::move(found);
  inputs = std::move(known);
  return {};
}

// From the folders alone: `period=…/payer=…/records.parquet` below `usage`.
Result<std::vector<PartitionInfo>> OfFolder(const std::string& usage) {
  std::vector<std::string> folders;
  std::error_code error;
  for (fs::recursive_directory_iterator at(usage, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().filename() == kRecordsFile) folders.push_back(at->path().parent_path().string());
  }
  if (error) return Fail(store::FileFailure("read", usage, error.value()));
  std::vector<PartitionInfo> partitions;
  for (const std::string& folder : folders) {
    TWINBILL_ASSIGN(file, RecordsFile::Open(folder + "/" + std::string(kRecordsFile)));
    PartitionInfo& info = partitions.emplace_back();
    info.period = file.header().period;
    info.payer = file.header().payer;
    info.currency = file.header().currency;
    info.rows = file.rows();
    info.slots = file.slots();
    info.unblended_cost = file.unblended_cost();
    info.list_cost = file.list_cost();
    info.directory = folder;
    info.slots_digest = file.header().slots_digest;
  }
  std::sort(partitions.begin(), partitions.end(), ByPayerThenPeriod);
  const auto twice =
      std::adjacent_find(partitions.begin(), partitions.end(),
                         [](const auto& a, const auto& b) { return !ByPayerThenPeriod(a, b); });
  if (twice != partitions.end()) {
    return Fail(model::InputFailure(
        Diagnostic(Code{"partition_twice"}, store::InFile(std::next(twice)->directory),
                   "the folder holds payer '" + twice->payer + "' in period " +
                       twice->period.ToString() + ", and so does " + twice->directory,
                   "one folder for each payer and period")));
  }
  return partitions;
}

}  // namespace

Result<History> History::Open(const std::string& path) {
  const store::WorkspacePaths paths(path);
  std::error_code error;
  History history;
  if (fs::exists(paths.settings, error) || fs::exists(paths.database, error)) {
    TWINBILL_TRY(ReadWorkspace(paths, history.partitions_, history.inputs_));
  } else {
    TWINBILL_ASSIGN(partitions, OfFolder(path));
    history.partitions_ = std::move(partitions);
  }
  return history;
}

std::vector<PartitionInfo> History::Of(std::string_view payer) const {
  std::vector<PartitionInfo> found;
  for (const PartitionInfo& partition : partitions_) {
    if (partition.payer == payer) found.push_back(partition);
  }
  return found;
}

std::optional<model::Period> History::LastPeriod() const {
  std::optional<model::Period> last;
  for (const PartitionInfo& partition : partitions_) {
    last = std::max(last.value_or(partition.period), partition.period);
  }
  return last;
}

const PartitionInfo* History::Find(std::string_view payer, model::Period period) const {
  for (const PartitionInfo& partition : partitions_) {
    if (partition.payer == payer && partition.period == period) return &partition;
  }
  return nullptr;
}

}  // namespace twinbill::history
