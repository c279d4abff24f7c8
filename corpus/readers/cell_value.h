// Numbers and timestamps as the cells of a report have them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "corpus/model/calendar.h"
#include "corpus/model/decimal.h"
#include "corpus/model/result.h"
#include "corpus/readers/attribute_text.h"

namespace twinbill::readers {

// `NULL` and `\N`: empty in columns of numbers and timestamps.
inline bool IsNullWord(std::string_view text) {
  return (text.size() == 4 && text == "NULL") || (text.size() == 2 && text == "\\N");
}

// The number, or none where the cell is empty. `column` is the column's name, for the message.
model::Result<std::optional<model::Decimal>, CellError> NumberIn(std::string_view text,
                                                                 std::string_view column);
// The same where a number is needed.
model::Result<model::Decimal, CellError> NeededNumberIn(std::string_view text,
                                                        std::string_view column);
model::Result<model::Timestamp, CellError> TimestampIn(std::string_view text,
                                                       std::string_view column);

}  // namespace twinbill::readers
