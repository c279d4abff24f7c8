#include "corpus/readers/parquet_rows.h"

#include <algorithm>
#include <array>
#include <utility>

#include "corpus/readers/cell_value.h"
#include "corpus/readers/coded_rows.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Unexpected;

// Of several errors that of the first row counts; of a row's, the one noted first.
void Note(std::optional<RowError>& error, std::optional<RowError> other) {
  if (other && (!error || other->row < error->row)) error = std::move(other);
}

template <class Value>
std::size_t CountBefore(const std::optional<RowError>& error, const std::vector<Value>& values) {
  return error ? std::min(values.size(), static_cast<std::size_t>(error->row)) : values.size();
}

}  // namespace

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
      dimension_texts_(layout.schema.dimensions.size()) {}

std::string_view ParquetRowParser::Meant(std::string_view text) const {
  std::string ignored;
  return meaning_.TextOf(text, ignored);
}

ParsedPiece ParquetRowParser::Parse(const ParquetPiece& piece, const std::string& group) {
  ParsedPiece parsed;
  const auto refuse = [&](const std::string& part, CellError error) {
    parsed.failure = model::InputFailure(
        model::Diagnostic(error.code, {layout_.file, 0, 0, std::move(error.pointer), part},
                          std::move(error.message), std::move(error.allowed)));
    parsed.rows.clear();
    parsed.digests.clear();
  };
  Work work;
  work.rows = piece.rows;
  parsed.rows.resize(static_cast<std::size_t>(piece.rows));
  if (auto taken = TakeColumns(piece, work); !taken) {
    refuse(group, std::move(taken).error());
    return parsed;
  }
  TakeMoments(work, parsed.rows);
  TakeNumbers(work, parsed.rows);
  TakeSlots(work, parsed);
  if (!work.error) {
    TakeTexts(layout_.schema.payer, &UsageRow::payer, work, parsed);
    TakeTexts(layout_.schema.currency, &UsageRow::currency, work, parsed);
    if (layout_.schema.id)
      TakeIds(work, parsed);
    else
      TakeDigests(work, parsed);
  }
  for (std::size_t i = 0; i < parsed.rows.size(); ++i)
    parsed.rows[i].row = static_cast<std::int64_t>(i) + 1;
  if (work.error) {
    refuse(group + ", row " + std::to_string(piece.first_row + work.error->row),
           std::move(work.error->cell));
  }
  return parsed;
}

model::Result<void, CellError> ParquetRowParser::TakeColumns(const ParquetPiece& piece,
                                                             Work& work) const {
  work.values.resize(layout_.columns.size());
  work.coded.resize(layout_.columns.size());
  for (std::size_t i = 0; i < layout_.used_columns.size(); ++i) {
    const std::size_t column = layout_.used_columns[i];
    TWINBILL_ASSIGN(values,
                    ValuesOf(piece.columns[i],
                             ValueColumn{layout_.columns[column], layout_.limits.field_bytes_max}));
    work.values[column] = std::move(values);
  }
  return {};
}

// A text is needed of every row before an error, and is read no further than its own.
const CodedTexts& ParquetRowParser::CodedOf(std::size_t column, Work& work) const {
  std::optional<CodedTexts>& coded = work.coded[column];
  if (!coded) {
    coded = work.values[column]->Coded();
    Note(work.error, coded->error);
  }
  return *coded;
}

void ParquetRowParser::TakeMoments(Work& work, std::vector<UsageRow>& rows) const {
  Cells<model::Timestamp> periods = work.values[layout_.schema.period]->Moments();
  Note(work.error, std::move(periods.error));
  Cells<model::Timestamp> starts = work.values[layout_.schema.start]->Moments();
  Note(work.error, std::move(starts.error));
  model::Timestamp last{-1};
  model::Period period = model::Period::Of(last);
  for (std::size_t i = 0; i < periods.values.size(); ++i) {
    if (periods.values[i] != last) {
      last = periods.values[i];
      period = model::Period::Of(last);
    }
    rows[i].period = period;
  }
  for (std::size_t i = 0; i < starts.values.size(); ++i) rows[i].start = starts.values[i];
}

void ParquetRowParser::TakeNumbers(Work& work, std::vector<UsageRow>& rows) const {
  const ReportSchema& schema = layout_.schema;
  auto costs = work.values[schema.unblended_cost]->Numbers();
  for (std::size_t i = 0; i < costs.values.size(); ++i) {
    if (!costs.values[i]) {
      auto missing = NeededNumberIn({}, layout_.columns[schema.unblended_cost]);
      Note(costs.error, RowError{static_cast<std::int64_t>(i), std::move(missing).error()});
      break;
    }
    rows[i].unblended_cost = *costs.values[i];
  }
  Note(work.error, std::move(costs.error));
  for (const auto& [column, number] : {std::pair{schema.rate, &UsageRow::rate},
                                       std::pair{schema.public_cost, &UsageRow::public_cost}}) {
    if (!column) continue;
    auto numbers = work.values[*column]->Numbers();
    for (std::size_t i = 0; i < numbers.values.size(); ++i) rows[i].*number = numbers.values[i];
    Note(work.error, std::move(numbers.error));
  }
  TakeQuantities(work, rows);
}

// A FOCUS row without usage, a tax say, has no quantity.
void ParquetRowParser::TakeQuantities(Work& work, std::vector<UsageRow>& rows) const {
  const ReportSchema& schema = layout_.schema;
  const auto type = std::find_if(
      schema.dimensions.begin(), schema.dimensions.end(),
      [](const auto& dimension) { return dimension.kind == model::DimensionKind::kLineItemType; });
  const CodedTexts* types = nullptr;
  if (schema.is_focus() && type != schema.dimensions.end()) types = &CodedOf(type->column, work);
  auto quantities = work.values[schema.quantity]->Numbers();
  for (std::size_t i = 0; i < quantities.values.size(); ++i) {
    const bool may_be_absent =
        types != nullptr && i < types->codes.size() && types->texts[types->codes[i]] != "Usage";
    if (!quantities.values[i] && !may_be_absent) {
      auto missing = NeededNumberIn({}, layout_.columns[schema.quantity]);
      Note(quantities.error, RowError{static_cast<std::int64_t>(i), std::move(missing).error()});
      break;
    }
    if (quantities.values[i]) rows[i].quantity = *quantities.values[i];
  }
  Note(work.error, std::move(quantities.error));
}

// Rows that agree in all their dimensions' texts are one slot; it is understood once.
void ParquetRowParser::TakeSlots(Work& work, ParsedPiece& parsed) {
  std::vector<std::span<const std::uint32_t>> columns;
  for (const DimensionColumn& dimension : layout_.schema.dimensions) {
    const CodedTexts& coded = CodedOf(dimension.column, work);
    if (coded.texts.size() > 1) columns.emplace_back(coded.codes);
  }
  const std::size_t rows = CountBefore(work.error, parsed.rows);
  const CodedRows coded = CombineCodes(columns, static_cast<std::int64_t>(rows));
  for (const std::int64_t first_row : coded.first_rows) {
    const model::Slot* const slot = SlotOf(first_row, work, parsed);
    if (slot == nullptr) return;
    parsed.slots.push_back(slot);
  }
  for (std::size_t i = 0; i < rows; ++i) parsed.rows[i].slot = coded.combinations[i];
}

// None, and an error noted, where the row's dimensions are no slot.
const model::Slot* ParquetRowParser::SlotOf(std::int64_t row, Work& work, ParsedPiece& parsed) {
  const std::vector<DimensionColumn>& dimensions = layout_.schema.dimensions;
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    const CodedTexts& coded = *work.coded[dimensions[i].column];
    dimension_texts_[i] = coded.texts[coded.codes[static_cast<std::size_t>(row)]];
    parsed.slot_bytes += static_cast<std::int64_t>(dimension_texts_[i].size());
  }
  // One long text in a dictionary can be a part of every row's slot.
  const std::int64_t limit = layout_.limits.column_chunk_bytes_max;
  if (parsed.slot_bytes > limit) {
    Note(work.error,
         RowError{row,
                  CellError{Code{"limit_exceeded"},
                            "the different dimensions up to here take " +
                                std::to_string(parsed.slot_bytes) + " bytes",
                            "column_chunk_bytes_max, " + std::to_string(limit) + " bytes", 0, ""}});
    return nullptr;
  }
  auto slot = interner_.Intern(dimension_texts_);
  if (slot) return &interner_.slots()[*slot];
  DimensionError error = std::move(slot).error();
  error.cell.message =
      layout_.columns[dimensions[error.dimension].column] + ": " + error.cell.message;
  Note(work.error, RowError{row, std::move(error.cell)});
  return nullptr;
}

void ParquetRowParser::TakeTexts(std::size_t column, std::uint32_t UsageRow::*number, Work& work,
                                 ParsedPiece& parsed) const {
  const CodedTexts& coded = CodedOf(column, work);
  const auto first = static_cast<std::uint32_t>(parsed.texts.size());
  for (const std::string_view text : coded.texts) parsed.texts.emplace_back(Meant(text));
  for (std::size_t i = 0; i < coded.codes.size(); ++i)
    parsed.rows[i].*number = first + coded.codes[i];
}

void ParquetRowParser::TakeIds(Work& work, ParsedPiece& parsed) const {
  const CodedTexts& coded = CodedOf(*layout_.schema.id, work);
  std::size_t bytes = 0;
  for (const std::string_view text : coded.texts) bytes += text.size();
  auto kept = std::make_shared<std::string>();
  kept->reserve(bytes);  // never outgrown: views stay
  std::vector<std::string_view> ids;
  ids.reserve(coded.texts.size());
  for (const std::string_view text : coded.texts) {
    const std::size_t at = kept->size();
    *kept += Meant(text);
    ids.emplace_back(kept->data() + at, kept->size() - at);
  }
  for (std::size_t i = 0; i < coded.codes.size(); ++i) parsed.rows[i].id = ids[coded.codes[i]];
  parsed.keep_alive = std::move(kept);
}

void ParquetRowParser::TakeDigests(Work& work, ParsedPiece& parsed) const {
  std::vector<std::string> storage(layout_.columns.size());
  std::array<std::string_view, kFocusFieldCount> texts;
  for (std::int64_t row = 0; row < work.rows; ++row) {
    for (std::size_t i = 0; i < kFocusFieldCount; ++i) {
      texts[i] = {};
      for (const std::size_t column : layout_.focus_fields[i]) {
        const std::optional<CodedTexts>& coded = work.coded[column];
        if (coded && !coded->error) {
          texts[i] = coded->texts[coded->codes[static_cast<std::size_t>(row)]];
        } else {
          auto text = work.values[column]->TextAt(row, storage[column]);
          if (!text) Note(work.error, RowError{row, std::move(text).error()});
          if (work.error) return;
          texts[i] = *text;
        }
        if (!Meant(texts[i]).empty()) break;
      }
    }
    parsed.digests.push_back(DigestOf(texts));
  }
}

}  // namespace twinbill::readers
