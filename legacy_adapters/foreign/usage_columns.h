// The columns that a foreign model sees of a record, by the short names of the specification's
// usage.md.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "corpus/model/usage_record.h"

namespace twinbill::foreign {

// `cost` is the list cost; `rate` and `public_cost` are empty where a record has none; `product`
// and `tags` are JSON objects of KEY to text, in the order of the bytes of KEY.
inline constexpr std::array<std::string_view, 19> kUsageColumns = {
    "id",       "payer",      "period",    "account",        "start",       "line_item_type",
    "service",  "usage_type", "operation", "region",         "unit",        "currency",
    "quantity", "cost",       "rate",      "unblended_cost", "public_cost", "product",
    "tags"};

// The first and the last of kUsageColumns that are numbers.
inline constexpr std::size_t kFirstNumber = 12;
inline constexpr std::size_t kLastNumber = 16;

// From here on they are JSON objects.
inline constexpr std::size_t kFirstMap = 17;

// Whether the column (a number into kUsageColumns) tells of the record's slot alone.
bool IsOfSlot(std::size_t column);

// Appends the text of the column (a number into kUsageColumns).
void AppendColumn(const model::UsageRecord& record, std::size_t column, std::string& out);

}  // namespace twinbill::foreign
