// The columns of records.parquet and of _slots.pq, by name. docs/formats/history.md.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/model/sha256.h"
#include "corpus/model/usage_record.h"

namespace twinbill::history {

inline constexpr std::string_view kRecordsFile = "records.parquet";
inline constexpr std::string_view kSlotsFile = "_slots.pq";
inline constexpr std::string_view kFormatVersion = "1";

// Columns of records.parquet, in the order of the file.
enum RecordColumn : int {
  kSlotColumn,
  kStartColumn,
  kQuantityColumn,
  kListCostColumn,
  kRateColumn,
  kUnblendedCostColumn,
  kPublicCostColumn,
  kIdColumn,
  kPayerColumn,
  kPeriodColumn,
  kCurrencyColumn,
  kFirstDimensionColumn,  // of kDimensions, in its order
  kFileColumn = kFirstDimensionColumn + 9,
  kRowColumn,
  kLineAheadColumn,
  kRecordColumnCount,
};

std::string_view RecordColumnName(int column);

// The dimensions of a slot, as columns of both files.
inline constexpr int kDimensionCount = kFileColumn - kFirstDimensionColumn;
// The text of a dimension of `slot`: maps as the shortest JSON, the empty map as the empty text.
std::string DimensionText(const model::Slot& slot, int dimension);

// Digest::ToHex's inverse.
std::optional<model::Digest> ParseDigest(std::string_view hex);

// Keys of the files' key-value metadata.
inline constexpr std::string_view kFormatKey = "twinbill.format";
inline constexpr std::string_view kPeriodKey = "twinbill.period";
inline constexpr std::string_view kPayerKey = "twinbill.payer";
inline constexpr std::string_view kCurrencyKey = "twinbill.currency";
inline constexpr std::string_view kSlotsKey = "twinbill.slots";
inline constexpr std::string_view kSlotsDigestKey = "twinbill.slots_digest";
inline constexpr std::string_view kUnblendedCostKey = "twinbill.unblended_cost";
inline constexpr std::string_view kListCostKey = "twinbill.list_cost";
inline constexpr std::string_view kRangeKeyStart = "twinbill.range.";

}  // namespace twinbill::history
