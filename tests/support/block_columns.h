// BlockColumns: records as the columns that billing reads.
#pragma once

#include <span>
#include <vector>

#include "corpus/model/slot_table.h"
#include "corpus/model/usage_block.h"
#include "corpus/model/usage_record.h"

namespace twinbill::support {

// Owns columns of one period; numbers are narrow where all of a column's can be.
class BlockColumns {
 public:
  // `records` are all of one period, which is not asked of an empty span.
  BlockColumns(model::Period period, std::span<const model::UsageRecord* const> records,
               model::SlotTable& slots);

  // Of the columns, as long as this lives.
  model::UsageBlock View() const;

 private:
  struct Numbers {
    bool narrow = true;
    int scale = 0;
    std::vector<std::int64_t> units;
    std::vector<model::Decimal> wide;

    void Fill(std::vector<model::Decimal> values);
    model::NumberColumn View() const { return {narrow, scale, units, wide}; }
  };

  model::Period period_;
  std::vector<std::uint32_t> slot_;
  std::vector<std::int64_t> start_;
  Numbers quantity_;
  Numbers list_cost_;
  Numbers rate_;
  std::vector<std::uint8_t> has_rate_;
};

}  // namespace twinbill::support
