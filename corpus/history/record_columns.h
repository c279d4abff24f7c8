// RecordColumns: a run of one partition's records, column by column, as its file holds them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/history/history_writer.h"
#include "corpus/history/number_range.h"
#include "corpus/model/decimal.h"
#include "corpus/model/decimal_sum.h"

namespace twinbill::history {

// Numbers in the layout of their column. Of `units`, `wide` and `texts` only the one that the
// layout asks for has elements: one for each present number, in order.
struct NumberColumn {
  NumberLayout layout;
  std::vector<std::int64_t> units;
  std::vector<model::Int128> wide;
  std::vector<std::string> texts;
  std::vector<std::int16_t> present;  // 1 or 0 a row; empty where every row has a number

  void Clear();
  void Append(const model::Decimal& value);  // the layout holds it
  void AppendOptional(const std::optional<model::Decimal>& value);
  model::DecimalSum Sum() const;
  // The i-th present number. kTooManyDigits where the file lied.
  model::Result<model::Decimal, model::DecimalError> At(std::size_t i) const;
};

// Texts one after the other.
struct TextColumn {
  std::string bytes;
  std::vector<std::int64_t> ends;  // of text i in `bytes`

  void Clear();
  void Append(std::string_view text);
  std::size_t size() const { return ends.size(); }
  std::string_view operator[](std::size_t i) const;
};

struct RecordLayouts {
  NumberLayout quantity;
  NumberLayout list_cost;
  NumberLayout rate;
  NumberLayout unblended_cost;
  NumberLayout public_cost;

  static RecordLayouts Of(const RecordRanges& ranges);
};

struct RecordColumns {
  explicit RecordColumns(const RecordLayouts& layouts);

  std::vector<std::int32_t> slot;
  std::vector<std::int64_t> start;
  NumberColumn quantity;
  NumberColumn list_cost;
  NumberColumn rate;
  NumberColumn unblended_cost;
  NumberColumn public_cost;
  TextColumn id;
  std::vector<std::int32_t> file;  // an index into a table of file names that goes with the columns
  std::vector<std::int64_t> row;
  std::vector<std::int64_t> line_ahead;  // line - row, where there is a line
  std::vector<std::int16_t> has_line;    // 1 or 0

  std::size_t rows() const { return slot.size(); }
  void Clear();
  void Append(const NewRow& record, std::int32_t slot_number);
};

}  // namespace twinbill::history
