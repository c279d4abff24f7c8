// RecordFeed: records in memory as blocks, period by period: what billing from files is fed with.
//
// It sorts records of one payer and currency into ledger order, keeps what billing reads of them as
// columns, and sees to it that no record is there twice. Memory is kept from one use to the next.
// history::UsageFeed is its twin for a history.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/model/slot_table.h"
#include "corpus/model/usage_block.h"
#include "corpus/model/usage_record.h"

namespace twinbill::model {

// A record to be fed; its view lives for the call.
struct FeedRow {
  std::string_view id;
  std::uint32_t slot = 0;  // of a table that the giver and the taker of blocks agree on
  Period period;
  Timestamp start;
  Decimal quantity;
  Decimal list_cost;
  std::optional<Decimal> rate;
  std::uint32_t file = 0;  // of InternFile()
  std::int64_t row = 0;    // of the file's data rows, from 1
  std::int64_t line = 0;   // of the file, from 1; 0 where it has none
};

class RecordFeed {
 public:
  // Rows of a block at the most.
  static constexpr std::size_t kBlockRows = std::size_t{1} << 14;

  // In any order; before Finish().
  std::uint32_t InternFile(std::string_view file);
  void Add(const FeedRow& row);
  // The record's slot gets its number in `slots`.
  void Add(const UsageRecord& record, SlotTable& slots);

  // Sorts. A failure where two records have the same id, period and start (`record_twice`): it
  // names both places.
  Result<void> Finish();

  // After Finish(): the periods that have records, in order, and a period's blocks in ledger order,
  // none where it has no records. They live until Clear(). Blocks of a period have the same forms
  // of numbers.
  const std::vector<Period>& periods() const { return periods_; }
  std::span<const UsageBlock> Of(Period period) const;

  // Without records again, keeping memory.
  void Clear();

 private:
  enum Column { kQuantity, kListCost, kRate, kColumns };
  // A record as it was added. Number c is units[c] / 10^scale[c], or wide_[units[c]] where scale[c]
  // is kWide.
  static constexpr std::int8_t kWide = -1;
  struct Kept {
    std::int64_t start = 0;
    std::uint64_t id_begin = 0;  // in ids_
    std::uint32_t id_size = 0;
    std::uint32_t slot = 0;
    Period period;
    std::uint32_t file = 0;
    std::int64_t row = 0;
    std::int64_t line = 0;
    std::array<std::int64_t, kColumns> units{};
    std::array<std::int8_t, kColumns> scale{};
    bool has_rate = false;
  };

  void Pack(const Decimal& value, Column column, Kept& kept);
  Decimal At(const Kept& kept, Column column) const;
  std::string_view IdOf(const Kept& kept) const;
  std::strong_ordering Compare(const Kept& a, const Kept& b) const;
  std::string Place(const Kept& kept) const;
  bool ComesBefore(const Kept& a, const Kept& b) const;  // by file and row
  Diagnostic Twice(const Kept& first, const Kept& second) const;
  // The column of the rows [first, last) of order_, in the narrow form where that holds them all.
  NumberColumn Sort(Column column, std::size_t first, std::size_t last);
  void AddBlocks(Period period, std::size_t first, std::size_t last);

  std::string ids_;
  std::vector<std::string> files_;
  std::vector<Decimal> wide_;
  std::vector<Kept> kept_;
  std::vector<std::uint32_t> order_;  // of kept_

  std::vector<std::uint32_t> slot_;
  std::vector<std::int64_t> start_;
  std::vector<std::uint8_t> has_rate_;
  std::array<std::vector<std::int64_t>, kColumns> units_;
  std::array<std::vector<Decimal>, kColumns> decimals_;  // empty as long as all periods are narrow
  std::vector<Period> periods_;
  std::vector<std::size_t> blocks_end_;  // by period
  std::vector<UsageBlock> blocks_;
};

}  // namespace twinbill::model
