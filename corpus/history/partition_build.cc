#include "corpus/history/partition_build.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <memory>
#include <utility>

#include "corpus/history/existing_rows.h"
#include "corpus/history/record_columns.h"
#include "corpus/history/records_writer.h"
#include "corpus/history/row_merge.h"
#include "corpus/history/slots_file.h"

namespace twinbill::history {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;
using model::Failure;
using model::Result;
using model::Slot;

constexpr std::size_t kTwiceMax = 10;  // records named, of those that are there twice

std::string Place(const std::string& file, const NewRow& row) {
  return row.line > 0 ? fmt::format("{} row {} (line {})", file, row.row, row.line)
                      : fmt::format("{} row {}", file, row.row);
}

// Writes row groups while the next one is filled.
class GroupWriter {
 public:
  GroupWriter(std::unique_ptr<RecordsWriter> writer, const RecordLayouts& layouts,
              const TextTable& texts, int threads)
      : writer_(std::move(writer)), writing_(layouts), texts_(texts), background_(threads > 1) {}
  ~GroupWriter() {
    if (pending_.valid()) pending_.wait();
  }

  // Takes the rows of `columns`, which is left empty.
  Result<void> Write(RecordColumns& columns) {
    TWINBILL_TRY(Await());
    std::swap(columns, writing_);
    columns.Clear();
    NameFiles();
    if (!background_) return WriteGroup();
    pending_ = std::async(std::launch::async, [this] { return WriteGroup(); });
    return {};
  }

  Result<FileFacts> Close() {
    TWINBILL_TRY(Await());
    return writer_->Close(totals_);
  }
  const RecordsTotals& totals() const { return totals_; }

 private:
  Result<void> Await() {
    if (!pending_.valid()) return {};
    return pending_.get();
  }

  // Numbers of files are the writer's own and of no meaning: the group gets the names that occur.
  // Before it goes to the background: the merge adds to the texts meanwhile.
  void NameFiles() {
    names_.clear();
    std::vector<std::int32_t> places;
    for (std::int32_t& file : writing_.file) {
      const auto number = static_cast<std::size_t>(file);
      if (number >= places.size()) places.resize(number + 1, -1);
      if (places[number] < 0) {
        places[number] = static_cast<std::int32_t>(names_.size());
        names_.push_back(texts_[static_cast<std::uint32_t>(number)]);
      }
      file = places[number];
    }
  }

  Result<void> WriteGroup() {
    totals_.unblended_cost.Add(writing_.unblended_cost.Sum());
    totals_.list_cost.Add(writing_.list_cost.Sum());
    return writer_->Write(writing_, names_);
  }

  std::unique_ptr<RecordsWriter> writer_;
  RecordColumns writing_;
  std::vector<std::string> names_;  // of the files that writing_ has
  const TextTable& texts_;
  bool background_;
  RecordsTotals totals_;
  std::future<Result<void>> pending_;
};

class Builder {
 public:
  Builder(const BuildRequest& request, const RowSorter& sorter, const BuildTables& tables,
          const WriterOptions& options)
      : request_(request), sorter_(sorter), tables_(tables), options_(options) {}

  Result<BuildOutcome> Build(const std::function<void(std::int64_t)>& written) {
    RowUse use = request_.added;
    if (request_.existing) {
      TWINBILL_ASSIGN(existing, ExistingRows::Open(*request_.existing));
      existing_slots_ = existing.InternSlots(tables_.slots);
      use.slots.resize(tables_.slots.size());
      for (const std::uint32_t slot : existing_slots_) use.slots[slot] = true;
      AddRanges(existing.ranges(), use.ranges);
      existing_ = std::move(existing);
    }
    if (options_.keep_last) {
      // Which rows stay is known only at the end, and slots and ranges must be theirs alone.
      TWINBILL_ASSIGN(staying, UseOfStaying());
      use = std::move(staying);
    }
    TWINBILL_ASSIGN(slots, WriteSlotsOf(use));
    RecordsHeader header;
    header.period = request_.period;
    header.payer = request_.payer;
    header.currency = request_.currency;
    header.slots = static_cast<std::int32_t>(slots.size());
    header.slots_digest = outcome_.partition.slots_digest;
    header.ranges = use.ranges;
    const RecordLayouts layouts = RecordLayouts::Of(use.ranges);
    TWINBILL_ASSIGN(writer,
                    RecordsWriter::Make(request_.staged_records, header, slots, options_.threads));
    GroupWriter groups(std::move(writer), layouts, tables_.texts, options_.threads);
    TWINBILL_TRY(WriteRows(groups, layouts, written));
    TWINBILL_ASSIGN(facts, groups.Close());
    PartitionInfo& made = outcome_.partition;
    made.period = request_.period;
    made.payer = request_.payer;
    made.currency = request_.currency;
    made.slots = static_cast<std::int32_t>(slots.size());
    made.unblended_cost = groups.totals().unblended_cost.ToString();
    made.list_cost = groups.totals().list_cost.ToString();
    made.records_digest = facts.digest;
    made.records_stamp = facts.stamp;
    return std::move(outcome_);
  }

 private:
  static void AddRanges(const RecordRanges& from, RecordRanges& to) {
    to.quantity.Add(from.quantity);
    to.list_cost.Add(from.list_cost);
    to.rate.Add(from.rate);
    to.unblended_cost.Add(from.unblended_cost);
    to.public_cost.Add(from.public_cost);
  }

  Result<RowMerge> Merge() {
    std::vector<std::unique_ptr<RowSource>> sources;
    if (existing_) {
      TWINBILL_ASSIGN(rows, existing_->Rows(existing_slots_, tables_.texts));
      sources.push_back(std::move(rows));
    }
    for (auto& source : sorter_.SourcesOf(request_.partition)) sources.push_back(std::move(source));
    return RowMerge(std::move(sources));
  }

  // What the rows use that have no later one with the same key.
  Result<RowUse> UseOfStaying() {
    TWINBILL_ASSIGN(merge, Merge());
    StayingRows rows(std::move(merge), existing_.has_value());
    RowUse use;
    while (true) {
      TWINBILL_ASSIGN(more, rows.Next());
      if (!more) return use;
      use.Add(rows.row());
    }
  }

  // Writes the slots file; the slots in its order. Fills slot_ranks_.
  Result<std::vector<Slot>> WriteSlotsOf(const RowUse& use) {
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t slot = 0; slot < use.slots.size(); ++slot) {
      if (use.slots[slot]) numbers.push_back(slot);
    }
    std::sort(numbers.begin(), numbers.end(), [&](std::uint32_t a, std::uint32_t b) {
      return tables_.slots[a] < tables_.slots[b];
    });
    slot_ranks_.assign(tables_.slots.size(), -1);
    std::vector<Slot> slots;
    slots.reserve(numbers.size());
    for (const std::uint32_t number : numbers) {
      slot_ranks_[number] = static_cast<std::int32_t>(slots.size());
      slots.push_back(tables_.slots[number]);
    }
    TWINBILL_ASSIGN(facts, WriteSlots(request_.staged_slots, slots));
    outcome_.partition.slots_digest = facts.digest;
    outcome_.partition.slots_stamp = facts.stamp;
    return slots;
  }

  Result<void> WriteRows(GroupWriter& groups, const RecordLayouts& layouts,
                         const std::function<void(std::int64_t)>& written) {
    TWINBILL_ASSIGN(merge, Merge());
    if (!options_.keep_last) return WriteAll(merge, groups, layouts, written);
    StayingRows staying(std::move(merge), existing_.has_value());
    TWINBILL_TRY(WriteAll(staying, groups, layouts, written));
    outcome_.rows_replaced = staying.rows_replaced();
    outcome_.history_rows_replaced = staying.existing_rows_replaced();
    return {};
  }

  template <class Rows>
  Result<void> WriteAll(Rows& rows, GroupWriter& groups, const RecordLayouts& layouts,
                        const std::function<void(std::int64_t)>& written) {
    RecordColumns columns(layouts);
    auto group_rows = static_cast<std::size_t>(options_.row_group_rows);
    int groups_begun = 1;
    std::int64_t count = 0;
    std::vector<Diagnostic> twice;
    while (twice.size() < kTwiceMax) {
      TWINBILL_ASSIGN(more, rows.Next());
      if (!more) break;
      const NewRow& row = rows.row();
      if (columns.rows() > 0 && columns.start.back() == row.start.micros &&
          columns.id[columns.id.size() - 1] == row.id) {
        twice.push_back(Twice(columns, row));
        continue;
      }
      if (columns.rows() == group_rows) {
        TWINBILL_TRY(groups.Write(columns));
        written(count);
        if (groups_begun++ == kShortGroups) group_rows *= kLongGroupFactor;
      }
      columns.Append(row, slot_ranks_[row.slot]);
      ++count;
    }
    if (!twice.empty()) return Fail(Failure{model::FailureKind::kInput, std::move(twice)});
    if (columns.rows() > 0) TWINBILL_TRY(groups.Write(columns));
    written(count);
    outcome_.partition.rows = count;
    return {};
  }

  // Names both, in the order of file and row: the same ones whatever the order of files.
  Diagnostic Twice(const RecordColumns& columns, const NewRow& row) const {
    NewRow before;
    before.file = static_cast<std::uint32_t>(columns.file.back());
    before.row = columns.row.back();
    before.line = columns.has_line.back() == 1 ? before.row + columns.line_ahead.back() : 0;
    const NewRow* first = &before;
    const NewRow* second = &row;
    const auto place = [&](const NewRow& at) {
      return std::pair<const std::string&, std::int64_t>(tables_.texts[at.file], at.row);
    };
    if (place(*second) < place(*first)) std::swap(first, second);
    model::Position position = store::InFile(tables_.texts[second->file]);
    position.line = second->line;
    if (second->line == 0) position.part = fmt::format("row {}", second->row);
    return Diagnostic(
        Code{"record_twice"}, std::move(position),
        fmt::format("the same record twice: id '{}', start {}, period {}, payer '{}'; the first is "
                    "{}, the second {}",
                    row.id, row.start.ToString(), request_.period.ToString(), request_.payer,
                    Place(tables_.texts[first->file], *first),
                    Place(tables_.texts[second->file], *second)),
        "a record once", "--keep-last keeps the one that comes last");
  }

  const BuildRequest& request_;
  const RowSorter& sorter_;
  const BuildTables& tables_;
  const WriterOptions& options_;
  std::optional<ExistingRows> existing_;
  std::vector<std::uint32_t> existing_slots_;
  std::vector<std::int32_t> slot_ranks_;  // by number in the table
  BuildOutcome outcome_;
};

}  // namespace

std::uint32_t TextTable::Intern(std::string_view text) {
  if (const auto at = numbers_.find(text); at != numbers_.end()) return at->second;
  const auto number = static_cast<std::uint32_t>(texts_.size());
  numbers_.emplace(texts_.emplace_back(text), number);
  return number;
}

void RowUse::Add(const NewRow& row) {
  if (row.slot >= slots.size()) slots.resize(std::size_t{row.slot} + 1);
  slots[row.slot] = true;
  ranges.quantity.Add(row.quantity);
  ranges.unblended_cost.Add(row.unblended_cost);
  if (row.rate) ranges.rate.Add(*row.rate);
  if (row.public_cost) ranges.public_cost.Add(*row.public_cost);
  ranges.list_cost.Add(row.public_cost ? *row.public_cost : row.unblended_cost);
}

Result<BuildOutcome> BuildPartition(const BuildRequest& request, const RowSorter& sorter,
                                    const BuildTables& tables, const WriterOptions& options,
                                    const std::function<void(std::int64_t)>& written) {
  return Builder(request, sorter, tables, options).Build(written);
}

}  // namespace twinbill::history
