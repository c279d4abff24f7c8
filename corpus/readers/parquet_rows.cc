#include "corpus/readers/parquet_rows.h"

#include <algorithm>
#include <utility>

#include "corpus/readers/cell_value.h"

namespace twinbill::readers {

using model::Code;
using model::Unexpected;

std::vector<std::size_t> UsedColumns(const ReportSchema& schema, const FocusFields& focus_fields) {
  std::vector<std::size_t> used = {schema.payer,    schema.period,   schema.start,
                                   schema.currency, schema.quantity, schema.unblended_cost};
  for (const auto& column : {schema.id, schema.rate, schema.public_cost}) {
    if (column) used.push_back(*column);
  }
  for (const DimensionColumn& dimension : schema.dimensions) used.push_back(dimension.column);
  if (schema.is_focus()) {
    for (const auto& columns : focus_fields)
      used.insert(used.end(), columns.begin(), columns.end());
  }
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  return used;
}

std::string_view ParquetRowParser::Meaning::TextOf(std::string_view raw, std::string&) const {
  return IsNullWord(raw) && layout_.null_words_in_texts() ? std::string_view() : raw;
}

ParquetRowParser::ParquetRowParser(const ParquetLayout& layout)
    : layout_(layout),
      meaning_(layout),
      interner_(layout.schema, &meaning_),
      used_columns_(UsedColumns(layout.schema, layout.focus_fields)),
      storage_(layout.columns.size()),
      cells_(layout.columns.size()),
      dimension_texts_(layout.schema.dimensions.size()) {}

ParquetRowParser::~ParquetRowParser() = default;

model::Result<void> ParquetRowParser::Take(
    const std::vector<std::unique_ptr<ParquetValues>>& values, std::int64_t count,
    const std::string& part, std::int64_t first_row, std::int64_t row_in_group, UsageBatch& batch) {
  values_ = &values;
  const auto kept = std::make_shared<std::deque<std::string>>();
  for (std::int64_t row = 0; row < count; ++row) {
    UsageRow& out = batch.rows.emplace_back();
    out.row = first_row + row;
    auto taken = TakeRow(row, out, *kept);
    if (taken) continue;
    CellError& error = taken.error();
    return model::Fail(model::InputFailure(model::Diagnostic(
        error.code,
        {layout_.file, 0, 0, error.pointer, part + ", row " + std::to_string(row_in_group + row)},
        std::move(error.message), std::move(error.allowed))));
  }
  batch.keep_alive.push_back(kept);
  return {};
}

model::Result<std::string_view, CellError> ParquetRowParser::Text(std::size_t column) {
  std::string ignored;
  return meaning_.TextOf(cells_[column], ignored);
}

std::uint32_t ParquetRowParser::InternText(std::string_view text) {
  if (const auto at = text_numbers_.find(text); at != text_numbers_.end()) return at->second;
  const auto number = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace_back(text);
  text_numbers_.emplace(text, number);
  return number;
}

model::Result<void, CellError> ParquetRowParser::TakeRow(std::int64_t row, UsageRow& out,
                                                         std::deque<std::string>& kept) {
  const ReportSchema& schema = layout_.schema;
  for (const std::size_t column : used_columns_) {
    TWINBILL_ASSIGN(text, (*values_)[column]->TextAt(row, storage_[column]));
    if (static_cast<std::int64_t>(text.size()) > layout_.limits.field_bytes_max) {
      return Unexpected(CellError{
          Code{"limit_exceeded"},
          layout_.columns[column] + " has " + std::to_string(text.size()) + " bytes",
          "field_bytes_max, " + std::to_string(layout_.limits.field_bytes_max) + " bytes", 0, ""});
    }
    cells_[column] = text;
  }
  TWINBILL_ASSIGN(period, TimestampIn(cells_[schema.period], layout_.columns[schema.period]));
  out.period = model::Period::Of(period);
  TWINBILL_ASSIGN(start, TimestampIn(cells_[schema.start], layout_.columns[schema.start]));
  out.start = start;
  TWINBILL_ASSIGN(
      cost, NeededNumberIn(cells_[schema.unblended_cost], layout_.columns[schema.unblended_cost]));
  out.unblended_cost = cost;
  for (const auto& [column, to] :
       {std::pair{schema.rate, &out.rate}, std::pair{schema.public_cost, &out.public_cost}}) {
    if (!column) continue;
    TWINBILL_ASSIGN(number, NumberIn(cells_[*column], layout_.columns[*column]));
    *to = number;
  }
  TWINBILL_TRY(TakeQuantity(out));
  for (std::size_t i = 0; i < dimension_texts_.size(); ++i) {
    dimension_texts_[i] = cells_[schema.dimensions[i].column];
  }
  auto slot = interner_.Intern(dimension_texts_);
  if (!slot) {
    DimensionError error = std::move(slot).error();
    error.cell.message =
        layout_.columns[schema.dimensions[error.dimension].column] + ": " + error.cell.message;
    return Unexpected(std::move(error.cell));
  }
  out.slot = *slot;
  TWINBILL_ASSIGN(payer, Text(schema.payer));
  out.payer = InternText(payer);
  TWINBILL_ASSIGN(currency, Text(schema.currency));
  out.currency = InternText(currency);
  std::string& id = kept.emplace_back();
  if (schema.id) {
    TWINBILL_ASSIGN(text, Text(*schema.id));
    id = text;
  } else {
    focus_ids_.AppendNext(DigestOfRow(), id);
  }
  out.id = id;
  return {};
}

// A FOCUS row without usage, a tax say, has no quantity.
model::Result<void, CellError> ParquetRowParser::TakeQuantity(UsageRow& out) {
  const ReportSchema& schema = layout_.schema;
  const auto type = std::find_if(
      schema.dimensions.begin(), schema.dimensions.end(),
      [](const auto& dimension) { return dimension.kind == model::DimensionKind::kLineItemType; });
  const bool usage = type == schema.dimensions.end() || cells_[type->column] == "Usage";
  TWINBILL_ASSIGN(number, NumberIn(cells_[schema.quantity], layout_.columns[schema.quantity]));
  if (!number && (!schema.is_focus() || usage)) {
    TWINBILL_ASSIGN(needed,
                    NeededNumberIn(cells_[schema.quantity], layout_.columns[schema.quantity]));
    out.quantity = needed;
  }
  if (number) out.quantity = *number;
  return {};
}

FocusDigest ParquetRowParser::DigestOfRow() const {
  std::array<std::string_view, kFocusFieldCount> texts;
  for (std::size_t i = 0; i < kFocusFieldCount; ++i) {
    for (const std::size_t column : layout_.focus_fields[i]) {
      texts[i] = cells_[column];
      std::string ignored;
      if (!meaning_.TextOf(texts[i], ignored).empty()) break;
    }
  }
  return readers::DigestOf(texts);
}

}  // namespace twinbill::readers
