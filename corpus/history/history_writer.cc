#include "corpus/history/history_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "corpus/history/catalog.h"
#include "corpus/history/partition_build.h"
#include "corpus/history/record_schema.h"
#include "corpus/history/row_sorter.h"
#include "corpus/model/slot_table.h"
#include "corpus/store/workspace.h"

namespace twinbill::history {
namespace {

namespace fs = std::filesystem;
using model::Code;
using model::Diagnostic;
using model::Fail;
using model::Result;

constexpr std::string_view kStaging = "usage/_staging";  // relative to the workspace

// A partition that rows were added to.
struct Added {
  model::Period period;
  std::uint32_t payer = 0;
  std::uint32_t currency = 0;
  std::string currency_from;  // where the currency was first seen
  std::int64_t rows = 0;
  RowUse use;
};

class StagingWriter : public HistoryWriter {
 public:
  StagingWriter(const store::WorkspacePaths& paths, store::WorkspaceLock lock,
                const WriterOptions& options)
      : paths_(paths),
        staging_(paths.root + "/" + std::string(kStaging)),
        lock_(std::move(lock)),
        options_(options) {}

  ~StagingWriter() override {
    sorter_ = nullptr;
    if (!renames_owed_) ClearStaging();
  }

  // Makes nothing yet: an import that is refused leaves a new workspace as it is.
  Result<void> Prepare() {
    TWINBILL_ASSIGN(catalog, Catalog::Open(paths_, false));
    catalog_ = std::move(catalog);
    if (catalog_) {
      TWINBILL_TRY(catalog_->CatchUp());
      TWINBILL_ASSIGN(partitions, catalog_->Partitions());
      existing_ = std::move(partitions);
      TWINBILL_ASSIGN(inputs, catalog_->Inputs());
      inputs_ = std::move(inputs);
    }
    ClearStaging();
    sorter_ = RowSorter::Make(staging_, options_.sort_bytes_max, options_.threads);
    return {};
  }

  const std::vector<InputRecord>& inputs() const override { return inputs_; }
  std::uint32_t InternSlot(const model::Slot& slot) override { return slots_.Intern(slot); }
  std::uint32_t InternText(std::string_view text) override { return texts_.Intern(text); }

  Result<void> Add(std::span<const NewRow> rows) override {
    for (const NewRow& row : rows) {
      const std::uint32_t number = PartitionOf(row);
      Added& added = added_[number];
      if (added.currency != row.currency) return Fail(TwoCurrencies(added, row));
      ++added.rows;
      added.use.Add(row);
      TWINBILL_TRY(sorter_->Add(number, row));
    }
    import_.rows_read += std::ssize(rows);
    return {};
  }

  void AddInput(const InputRecord& input, bool already) override {
    if (already) {
      import_.rows_read += input.rows;
      import_.rows_already += input.rows;
    } else {
      new_inputs_.push_back(input);
    }
  }

  Result<WriteOutcome> Commit(WriteProgress* progress) override {
    TWINBILL_TRY(sorter_->Finish());
    WriteOutcome outcome;
    outcome.import = import_;
    if (added_.empty() && new_inputs_.empty()) return outcome;
    TWINBILL_TRY(store::MakeDirectories(staging_));
    std::int64_t rows_total = 0;
    for (const Added& added : added_) rows_total += added.rows;
    std::int64_t rows_done = 0;
    std::vector<OwedRename> renames;
    for (const std::uint32_t number : InOrder()) {
      const BuildRequest request = RequestFor(number);
      if (request.existing) rows_total += request.existing->rows;
      const auto written = [&](std::int64_t rows) {
        if (progress != nullptr) progress->Written(rows_done + rows, rows_total);
      };
      TWINBILL_ASSIGN(built,
                      BuildPartition(request, *sorter_, {slots_, texts_}, options_, written));
      Take(request, built, renames, outcome);
      rows_done += built.partition.rows;
      added_[number].use = RowUse();
    }
    TWINBILL_TRY(Publish(renames, outcome));
    return outcome;
  }

 private:
  // What is in staging belongs to no one once the owed renames are done.
  void ClearStaging() const {
    std::error_code error;
    fs::remove_all(staging_, error);
    fs::remove(paths_.usage, error);  // where it is empty
  }

  std::uint32_t PartitionOf(const NewRow& row) {
    const auto key = std::pair(row.payer, row.period.months);
    if (!added_.empty() && key == last_key_) return last_;
    const auto [at, is_new] = numbers_.emplace(key, static_cast<std::uint32_t>(added_.size()));
    if (is_new) {
      Added added{.period = row.period,
                  .payer = row.payer,
                  .currency = row.currency,
                  .currency_from = {},
                  .rows = 0,
                  .use = {}};
      added.currency_from = fmt::format("{} row {}", texts_[row.file], row.row);
      if (const PartitionInfo* existing = Existing(texts_[row.payer], row.period)) {
        added.currency = texts_.Intern(existing->currency);
        added.currency_from = "the history";
      }
      added_.push_back(std::move(added));
    }
    last_key_ = key;
    last_ = at->second;
    return last_;
  }

  const PartitionInfo* Existing(std::string_view payer, model::Period period) const {
    for (const PartitionInfo& partition : existing_) {
      if (partition.payer == payer && partition.period == period) return &partition;
    }
    return nullptr;
  }

  model::Failure TwoCurrencies(const Added& added, const NewRow& row) const {
    model::Position position = store::InFile(texts_[row.file]);
    position.line = row.line;
    if (row.line == 0) position.part = fmt::format("row {}", row.row);
    return model::InputFailure(Diagnostic(
        Code{"two_currencies"}, std::move(position),
        fmt::format(
            "the record of payer '{}' in period {} is in '{}', others (from {}) are in '{}'",
            texts_[row.payer], row.period.ToString(), texts_[row.currency], added.currency_from,
            texts_[added.currency]),
        "one currency for each payer and period"));
  }

  // Partitions by payer, then period.
  std::vector<std::uint32_t> InOrder() const {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < added_.size(); ++i) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::pair(std::string_view(texts_[added_[a].payer]), added_[a].period) <
             std::pair(std::string_view(texts_[added_[b].payer]), added_[b].period);
    });
    return order;
  }

  BuildRequest RequestFor(std::uint32_t number) const {
    const Added& added = added_[number];
    BuildRequest request;
    request.period = added.period;
    request.payer = texts_[added.payer];
    request.currency = texts_[added.currency];
    request.partition = number;
    request.added = added.use;
    if (const PartitionInfo* existing = Existing(request.payer, request.period)) {
      request.existing = *existing;
    }
    request.staged_records = fmt::format("{}/{}.records", staging_, number);
    request.staged_slots = fmt::format("{}/{}.slots", staging_, number);
    return request;
  }

  void Take(const BuildRequest& request, BuildOutcome& built, std::vector<OwedRename>& renames,
            WriteOutcome& outcome) {
    const std::string folder = "usage/" + PartitionFolder(request.period, request.payer);
    built.partition.directory = paths_.root + "/" + folder;
    const auto owe = [&](const std::string& staged, std::string_view file) {
      renames.push_back({std::string(kStaging) + "/" + fs::path(staged).filename().string(),
                         folder + "/" + std::string(file)});
    };
    owe(request.staged_slots, kSlotsFile);
    owe(request.staged_records, kRecordsFile);
    outcome.import.rows_replaced += built.rows_replaced;
    outcome.import.history_rows_replaced += built.history_rows_replaced;
    const std::int64_t before = request.existing ? request.existing->rows : 0;
    // The books: what was there, and what came, less what gave way, is what is there.
    TWINBILL_CHECK(before + added_[request.partition].rows - built.rows_replaced -
                       built.history_rows_replaced ==
                   built.partition.rows);
    outcome.partitions.push_back(built.partition);
  }

  Result<void> Publish(const std::vector<OwedRename>& renames, WriteOutcome& outcome) {
    TWINBILL_TRY(store::Sync(staging_));
    for (const PartitionInfo& partition : outcome.partitions) {
      TWINBILL_TRY(store::MakeDirectories(partition.directory));
    }
    if (!catalog_) {
      TWINBILL_ASSIGN(made, Catalog::Open(paths_, true));
      catalog_ = std::move(made);
    }
    TWINBILL_ASSIGN(imports, catalog_->Imports());
    outcome.import.number = imports.empty() ? 1 : imports.back().number + 1;
    outcome.import.keep_last = options_.keep_last;
    outcome.import.rows_taken =
        outcome.import.rows_read - outcome.import.rows_already - outcome.import.rows_replaced;
    // From here on the staged files are the history's, whatever fails.
    renames_owed_ = true;
    TWINBILL_TRY(catalog_->Commit(outcome.import, new_inputs_, outcome.partitions, renames));
    TWINBILL_TRY(catalog_->CatchUp());
    renames_owed_ = false;
    return {};
  }

  store::WorkspacePaths paths_;
  std::string staging_;
  store::WorkspaceLock lock_;
  WriterOptions options_;
  std::optional<Catalog> catalog_;
  std::vector<PartitionInfo> existing_;
  std::vector<InputRecord> inputs_;
  std::vector<InputRecord> new_inputs_;
  ImportRecord import_;
  model::SlotTable slots_;
  TextTable texts_;
  std::vector<Added> added_;
  std::map<std::pair<std::uint32_t, std::int32_t>, std::uint32_t> numbers_;
  std::pair<std::uint32_t, std::int32_t> last_key_;
  std::uint32_t last_ = 0;
  bool renames_owed_ = false;
  std::unique_ptr<RowSorter> sorter_;
};

}  // namespace

Result<std::unique_ptr<HistoryWriter>> HistoryWriter::Begin(const std::string& workspace,
                                                            const WriterOptions& options) {
  const store::WorkspacePaths paths(workspace);
  TWINBILL_ASSIGN(lock, store::WorkspaceLock::Take(paths));
  auto writer = std::make_unique<StagingWriter>(paths, std::move(lock), options);
  TWINBILL_TRY(writer->Prepare());
  return std::unique_ptr<HistoryWriter>(std::move(writer));
}

}  // namespace twinbill::history
