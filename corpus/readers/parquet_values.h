// ParquetValues: the cells of one column of a Parquet file, as the texts that a CSV would have.
//
// A binary double stands for the shortest decimal that reads back as it; a map is its JSON text; a
// timestamp is in UTC; null is the empty text. Source: specification, usage.md "Numbers".
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "corpus/model/result.h"
#include "corpus/readers/attribute_text.h"

namespace arrow {
class Array;
}

namespace twinbill::readers {

class ParquetValues {
 public:
  virtual ~ParquetValues() = default;
  // The cell's text; it lies in the column or in `storage`. Fails with `value_not_finite` (NaN,
  // infinity), `value_not_utf8`, `value_not_a_timestamp` (beyond the years 1 to 9999).
  virtual model::Result<std::string_view, CellError> TextAt(std::int64_t row,
                                                            std::string& storage) const = 0;
};

// Fails with `parquet_column_type` where the column's type has no such texts.
model::Result<std::unique_ptr<ParquetValues>, CellError> ValuesOf(
    std::shared_ptr<arrow::Array> array, const std::string& column);

}  // namespace twinbill::readers
