#include "corpus/history/existing_rows.h"

#include <utility>

#include "corpus/history/parquet_columns.h"
#include "corpus/history/partition_files.h"

namespace twinbill::history {
namespace {

using model::Decimal;
using model::Fail;
using model::Result;

constexpr std::int64_t kBatchRows = 1 << 16;

class CursorSource : public RowSource {
 public:
  CursorSource(RecordsCursor cursor, const RecordsFile& file,
               const std::vector<std::uint32_t>& slot_numbers, TextTable& texts)
      : cursor_(std::move(cursor)),
        path_(file.path()),
        slot_numbers_(slot_numbers),
        texts_(texts),
        columns_(file.layouts()) {}

  Result<bool> Next() override {
    if (at_ == columns_.rows()) {
      TWINBILL_TRY(cursor_.Next(kBatchRows, columns_, files_));
      for (std::size_t i = file_numbers_.size(); i < files_.size(); ++i) {
        file_numbers_.push_back(texts_.Intern(files_[i]));
      }
      at_ = rate_at_ = public_cost_at_ = line_at_ = 0;
      if (columns_.rows() == 0) return false;
    }
    if (!Take()) return Fail(DamagedHistory(path_, "", "a number or a slot is out of range"));
    ++at_;
    return true;
  }
  const NewRow& row() const override { return row_; }

 private:
  static bool Take(const NumberColumn& column, std::size_t at, Decimal& value) {
    const auto read = column.At(at);
    if (read) value = *read;
    return read.has_value();
  }
  bool TakeOptional(const NumberColumn& column, std::size_t& at,
                    std::optional<Decimal>& value) const {
    value.reset();
    return column.present[at_] == 0 || Take(column, at++, value.emplace());
  }

  bool Take() {
    const auto slot = static_cast<std::size_t>(columns_.slot[at_]);
    if (slot >= slot_numbers_.size()) return false;
    row_.id = columns_.id[at_];
    row_.slot = slot_numbers_[slot];
    row_.file = file_numbers_[static_cast<std::size_t>(columns_.file[at_])];
    row_.start = model::Timestamp{columns_.start[at_]};
    row_.row = columns_.row[at_];
    row_.line = columns_.has_line[at_] == 1 ? row_.row + columns_.line_ahead[line_at_++] : 0;
    return Take(columns_.quantity, at_, row_.quantity) &&
           Take(columns_.unblended_cost, at_, row_.unblended_cost) &&
           TakeOptional(columns_.rate, rate_at_, row_.rate) &&
           TakeOptional(columns_.public_cost, public_cost_at_, row_.public_cost);
  }

  RecordsCursor cursor_;
  std::string path_;
  const std::vector<std::uint32_t>& slot_numbers_;
  TextTable& texts_;
  RecordColumns columns_;
  std::vector<std::string> files_;
  std::vector<std::uint32_t> file_numbers_;
  std::size_t at_ = 0;
  std::size_t rate_at_ = 0;
  std::size_t public_cost_at_ = 0;
  std::size_t line_at_ = 0;
  NewRow row_;
};

}  // namespace

Result<ExistingRows> ExistingRows::Open(const PartitionInfo& partition) {
  KnownSlots known;
  TWINBILL_ASSIGN(files, OpenPartitionFiles(partition, known));
  return ExistingRows(std::move(files));
}

std::vector<std::uint32_t> ExistingRows::InternSlots(model::SlotTable& table) const {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(slots_->size());
  for (const model::Slot& slot : *slots_) numbers.push_back(table.Intern(slot));
  return numbers;
}

Result<std::unique_ptr<RowSource>> ExistingRows::Rows(
    const std::vector<std::uint32_t>& slot_numbers, TextTable& texts) const {
  TWINBILL_ASSIGN(cursor, RecordsCursor::Open(records_, 0));
  return std::unique_ptr<RowSource>(
      std::make_unique<CursorSource>(std::move(cursor), records_, slot_numbers, texts));
}

}  // namespace twinbill::history
