// ParquetValues: the cells of one column of a piece of a Parquet file, as texts, numbers or
// timestamps.
//
// A cell means what the same cell of a CSV would: a binary double stands for the shortest decimal
// that reads back as it, a map for its JSON text, a timestamp is in UTC, null is the empty text.
// Work is done once for each distinct value where the file keeps these apart anyway.
// Source: specification, usage.md "Numbers".
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/decimal.h"
#include "corpus/model/result.h"
#include "corpus/readers/attribute_text.h"

namespace arrow {
class Array;
}

namespace twinbill::readers {

// What is wrong with a cell, and its row in the piece, from 0.
struct RowError {
  std::int64_t row = 0;
  CellError cell;
};

// The cells of all rows, or of those before the first that is wrong.
template <class Value>
struct Cells {
  std::vector<Value> values;
  std::optional<RowError> error;
};

// Texts by number, in the order of their first rows; they lie in the piece or in `storage`.
struct CodedTexts {
  std::vector<std::uint32_t> codes;  // by row
  std::vector<std::string_view> texts;
  std::deque<std::string> storage;
  std::optional<RowError> error;
};

// A column's name, for messages, and the longest text that it may have.
struct ValueColumn {
  std::string name;
  std::int64_t text_bytes_max = 0;
};

class ParquetValues {
 public:
  ParquetValues(std::int64_t rows, ValueColumn column) : rows_(rows), column_(std::move(column)) {}
  virtual ~ParquetValues() = default;

  std::int64_t rows() const { return rows_; }
  const ValueColumn& column() const { return column_; }

  // The cell's text; it lies in the piece or in `storage`. Fails with `value_not_finite` (NaN,
  // infinity), `value_not_utf8`, `value_not_a_timestamp` (beyond the years 1 to 9999).
  virtual model::Result<std::string_view, CellError> TextAt(std::int64_t row,
                                                            std::string& storage) const = 0;
  // All texts; beside what TextAt fails with, `limit_exceeded` for one that is too long.
  virtual CodedTexts Coded() const;
  // None where a cell is empty; fails with `value_not_a_number` too.
  virtual Cells<std::optional<model::Decimal>> Numbers() const;
  // Fails with `value_missing` too.
  virtual Cells<model::Timestamp> Moments() const;

 private:
  std::int64_t rows_;
  ValueColumn column_;
};

// Fails with `parquet_column_type` where the column's type has no such texts.
model::Result<std::unique_ptr<ParquetValues>, CellError> ValuesOf(
    std::shared_ptr<arrow::Array> array, const ValueColumn& column);

}  // namespace twinbill::readers
