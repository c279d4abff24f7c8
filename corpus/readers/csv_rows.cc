#include "corpus/readers/csv_rows.h"

#include <utility>

#include "corpus/readers/cell_value.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Diagnostic;
using model::Failure;

// Where byte `offset` of the text lies among the raw bytes that it comes from.
std::size_t RawOffset(const CsvField& field, std::size_t offset) {
  if (!field.doubled) return offset;
  std::size_t at = 0;
  for (; offset > 0 && at < field.size; --offset) at += field.at[at] == '"' ? 2 : 1;
  return at;
}

Diagnostic Ragged(CsvTokenizer& tokenizer, const std::vector<CsvField>& fields,
                  const CsvLayout& layout) {
  const std::size_t found = tokenizer.field_count();
  const std::size_t wanted = fields.size();
  // A row too short is wrong where it ends; one too long where its surplus begins.
  const char* at = tokenizer.record_end();
  if (found > wanted) at = fields.back().at + fields.back().size;
  const bool empty = tokenizer.record() == tokenizer.record_end();
  return Diagnostic(Code{"csv_ragged_row"}, tokenizer.PositionOf(at, layout.file),
                    empty ? "an empty line"
                          : "the row has " + std::to_string(found) + " fields, the header has " +
                                std::to_string(wanted),
                    "rows with as many fields as the header");
}

// Whoever mends a file wants to see more than its first error; of a file that is wrong all over, a
// few show how.
constexpr std::size_t kDiagnosticsMax = 10;

void Refuse(ParsedBlock& parsed, Diagnostic diagnostic) {
  if (!parsed.failure) parsed.failure = Failure{model::FailureKind::kInput, {}};
  parsed.failure->diagnostics.push_back(std::move(diagnostic));
}

}  // namespace

std::string_view CsvRowParser::Meaning::TextOf(std::string_view raw, std::string& storage) const {
  if (IsNullWord(raw) && null_words_.InTexts()) return {};
  if (raw.find('"') == std::string_view::npos) return raw;
  storage.clear();
  AppendWithoutDoubled(raw, storage);
  return storage;
}

CsvRowParser::CsvRowParser(const CsvLayout& layout)
    : layout_(layout),
      meaning_(*layout.null_words),
      interner_(layout.schema, &meaning_),
      fields_(layout.columns.size()),
      dimension_texts_(layout.schema.dimensions.size()) {}

ParsedBlock CsvRowParser::Parse(CsvBlock block, const char* from) {
  ParsedBlock parsed;
  auto kept = std::make_shared<Kept>();
  kept->block = std::move(block);
  parsed.keep_alive = kept;
  const std::uint32_t slots_before = interner_.slots().size();
  CsvTokenizer tokenizer(kept->block, from, layout_.line_end, layout_.limits);
  for (;;) {
    const CsvTokenizer::Outcome outcome = tokenizer.Next(fields_);
    if (outcome == CsvTokenizer::Outcome::kEnd) break;
    if (outcome == CsvTokenizer::Outcome::kError) {
      const CsvError& error = tokenizer.error();
      Refuse(parsed, Diagnostic(error.code, tokenizer.PositionOf(error.at, layout_.file),
                                error.message, error.allowed, error.hint));
      break;
    }
    if (tokenizer.field_count() != fields_.size()) {
      Refuse(parsed, Ragged(tokenizer, fields_, layout_));
    } else {
      TakeRow(tokenizer, *kept, parsed);
    }
    if (parsed.failure && parsed.failure->diagnostics.size() >= kDiagnosticsMax) break;
  }
  if (parsed.failure) {
    parsed.rows.clear();
    parsed.digests.clear();
  }
  for (std::uint32_t i = slots_before; i < interner_.slots().size(); ++i)
    parsed.new_slots.push_back(&interner_.slots()[i]);
  return parsed;
}

// All of a row is looked at even where something is wrong, so that the error told is the row's
// first.
void CsvRowParser::TakeRow(CsvTokenizer& tokenizer, Kept& kept, ParsedBlock& parsed) {
  const ReportSchema& schema = layout_.schema;
  UsageRow& row = parsed.rows.emplace_back();
  row.row = static_cast<std::int64_t>(parsed.rows.size());
  row.line = tokenizer.LineOf(tokenizer.record());
  problem_.reset();
  TakeValues(row);
  TakeSlot(row);
  if (problem_) {
    CellError& error = problem_->error;
    model::Position position = tokenizer.PositionOf(problem_->at, layout_.file);
    position.pointer = std::move(error.pointer);
    Refuse(parsed, Diagnostic(error.code, std::move(position), std::move(error.message),
                              std::move(error.allowed)));
    return;
  }
  row.payer = InternText(TextOf(schema.payer, kept), parsed);
  row.currency = InternText(TextOf(schema.currency, kept), parsed);
  if (schema.id) {
    row.id = TextOf(*schema.id, kept);
  } else {
    parsed.digests.push_back(DigestOfRow());
  }
}

void CsvRowParser::TakeValues(UsageRow& row) {
  const ReportSchema& schema = layout_.schema;
  const auto needed = [&](std::size_t column, model::Decimal& value) {
    auto number = NeededNumberIn(ValueText(column), layout_.columns[column]);
    if (number) value = *number;
    if (!number) Note(column, std::move(number).error());
  };
  const auto optional = [&](std::size_t column, std::optional<model::Decimal>& value) {
    auto number = NumberIn(ValueText(column), layout_.columns[column]);
    if (number) value = *number;
    if (!number) Note(column, std::move(number).error());
  };
  if (fields_[schema.period].raw() != last_period_text_) {
    auto period = TimestampIn(ValueText(schema.period), layout_.columns[schema.period]);
    if (period) {
      last_period_ = model::Period::Of(*period);
      last_period_text_ = fields_[schema.period].raw();
    } else {
      Note(schema.period, std::move(period).error());
    }
  }
  row.period = last_period_;
  auto start = TimestampIn(ValueText(schema.start), layout_.columns[schema.start]);
  if (start) row.start = *start;
  if (!start) Note(schema.start, std::move(start).error());
  needed(schema.unblended_cost, row.unblended_cost);
  if (schema.rate) optional(*schema.rate, row.rate);
  if (schema.public_cost) optional(*schema.public_cost, row.public_cost);
  // A FOCUS row without usage, a tax say, has no quantity.
  std::optional<model::Decimal> quantity;
  if (!schema.is_focus()) return needed(schema.quantity, row.quantity);
  optional(schema.quantity, quantity);
  if (quantity) row.quantity = *quantity;
  if (!quantity && IsUsage()) needed(schema.quantity, row.quantity);
}

void CsvRowParser::TakeSlot(UsageRow& row) {
  const std::vector<DimensionColumn>& dimensions = layout_.schema.dimensions;
  for (std::size_t i = 0; i < dimensions.size(); ++i)
    dimension_texts_[i] = fields_[dimensions[i].column].raw();
  auto slot = interner_.Intern(dimension_texts_);
  if (slot) {
    row.slot = *slot;
    return;
  }
  DimensionError error = std::move(slot).error();
  const std::size_t column = dimensions[error.dimension].column;
  error.cell.message = layout_.columns[column] + ": " + error.cell.message;
  error.cell.offset = RawOffset(fields_[column], error.cell.offset);
  Note(column, std::move(error.cell));
}

void CsvRowParser::Note(std::size_t column, CellError error) {
  const char* const at = fields_[column].at + error.offset;
  if (!problem_ || at < problem_->at) problem_ = Problem{at, std::move(error)};
}

std::string_view CsvRowParser::ValueText(std::size_t column) {
  const CsvField& field = fields_[column];
  if (!field.doubled) return field.raw();
  value_storage_.clear();
  AppendWithoutDoubled(field.raw(), value_storage_);
  return value_storage_;
}

std::string_view CsvRowParser::TextOf(std::size_t column, Kept& kept) const {
  const CsvField& field = fields_[column];
  std::string storage;
  const std::string_view text = meaning_.TextOf(field.raw(), storage);
  return field.doubled ? std::string_view(kept.texts.emplace_back(text)) : text;
}

std::uint32_t CsvRowParser::InternText(std::string_view text, ParsedBlock& parsed) {
  for (const auto& [known, known_number] : last_texts_) {
    if (known == text) return known_number;
  }
  const auto number = static_cast<std::uint32_t>(text_numbers_.size());
  const auto [at, is_new] = text_numbers_.try_emplace(std::string(text), number);
  if (is_new) parsed.new_texts.emplace_back(text);
  constexpr std::size_t kLastTexts = 4;
  if (last_texts_.size() == kLastTexts) last_texts_.erase(last_texts_.begin());
  last_texts_.emplace_back(text, at->second);
  return at->second;
}

bool CsvRowParser::IsUsage() {
  for (const DimensionColumn& dimension : layout_.schema.dimensions) {
    if (dimension.kind == model::DimensionKind::kLineItemType)
      return ValueText(dimension.column) == "Usage";
  }
  return true;
}

// A field that several columns can give is the one that counts; where all are empty, the last as it
// stands there.
FocusDigest CsvRowParser::DigestOfRow() {
  std::array<std::string_view, kFocusFieldCount> texts;
  std::array<std::string, kFocusFieldCount> storage;
  for (std::size_t i = 0; i < kFocusFieldCount; ++i) {
    const std::vector<std::size_t>& columns = layout_.focus_fields[i];
    for (const std::size_t column : columns) {
      const CsvField& field = fields_[column];
      texts[i] = field.raw();
      if (field.doubled) {
        storage[i].clear();
        AppendWithoutDoubled(field.raw(), storage[i]);
        texts[i] = storage[i];
      }
      std::string ignored;
      if (!meaning_.TextOf(field.raw(), ignored).empty()) break;
    }
  }
  return readers::DigestOf(texts);
}

}  // namespace twinbill::readers
