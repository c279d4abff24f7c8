#include "corpus/history/record_columns.h"

namespace twinbill::history {

using model::Decimal;
using model::DecimalError;
using model::Int128;
using model::Result;

void NumberColumn::Clear() {
  units.clear();
  wide.clear();
  texts.clear();
  present.clear();
}

void NumberColumn::Append(const Decimal& value) {
  switch (layout.kind) {
    case NumberKind::kInt64:
      units.push_back(
          static_cast<std::int64_t>(value.units() * PowerOfTen(layout.scale - value.scale())));
      return;
    case NumberKind::kInt128:
      wide.push_back(value.units() * PowerOfTen(layout.scale - value.scale()));
      return;
    case NumberKind::kText: texts.push_back(value.ToString()); return;
  }
}

void NumberColumn::AppendOptional(const std::optional<Decimal>& value) {
  present.push_back(value ? 1 : 0);
  if (value) Append(*value);
}

model::DecimalSum NumberColumn::Sum() const {
  model::DecimalSum sum;
  if (layout.kind == NumberKind::kInt64) {
    Int128 total = 0;
    for (const std::int64_t value : units) total += value;
    sum.AddUnits(total, layout.scale);
    return sum;
  }
  for (const Int128 value : wide) sum.AddUnits(value, layout.scale);
  for (const std::string& text : texts) sum.Add(*Decimal::Parse(text));
  return sum;
}

Result<Decimal, DecimalError> NumberColumn::At(std::size_t i) const {
  switch (layout.kind) {
    case NumberKind::kInt64: return Decimal::FromUnits(units[i], layout.scale);
    case NumberKind::kInt128: return Decimal::FromUnits(wide[i], layout.scale);
    case NumberKind::kText: break;
  }
  return Decimal::Parse(texts[i]);
}

void TextColumn::Clear() {
  bytes.clear();
  ends.clear();
}

void TextColumn::Append(std::string_view text) {
  bytes.append(text);
  ends.push_back(static_cast<std::int64_t>(bytes.size()));
}

std::string_view TextColumn::operator[](std::size_t i) const {
  const std::int64_t begin = i == 0 ? 0 : ends[i - 1];
  return std::string_view(bytes).substr(static_cast<std::size_t>(begin),
                                        static_cast<std::size_t>(ends[i] - begin));
}

RecordLayouts RecordLayouts::Of(const RecordRanges& ranges) {
  return {.quantity = ranges.quantity.Layout(),
          .list_cost = ranges.list_cost.Layout(),
          .rate = ranges.rate.Layout(),
          .unblended_cost = ranges.unblended_cost.Layout(),
          .public_cost = ranges.public_cost.Layout()};
}

RecordColumns::RecordColumns(const RecordLayouts& layouts) {
  quantity.layout = layouts.quantity;
  list_cost.layout = layouts.list_cost;
  rate.layout = layouts.rate;
  unblended_cost.layout = layouts.unblended_cost;
  public_cost.layout = layouts.public_cost;
}

void RecordColumns::Clear() {
  slot.clear();
  start.clear();
  for (NumberColumn* column : {&quantity, &list_cost, &rate, &unblended_cost, &public_cost}) {
    column->Clear();
  }
  id.Clear();
  file.clear();
  row.clear();
  line_ahead.clear();
  has_line.clear();
}

void RecordColumns::Append(const NewRow& record, std::int32_t slot_number) {
  slot.push_back(slot_number);
  start.push_back(record.start.micros);
  quantity.Append(record.quantity);
  list_cost.Append(record.public_cost ? *record.public_cost : record.unblended_cost);
  rate.AppendOptional(record.rate);
  unblended_cost.Append(record.unblended_cost);
  public_cost.AppendOptional(record.public_cost);
  id.Append(record.id);
  file.push_back(static_cast<std::int32_t>(record.file));
  row.push_back(record.row);
  has_line.push_back(record.line > 0 ? 1 : 0);
  if (record.line > 0) line_ahead.push_back(record.line - record.row);
}

}  // namespace twinbill::history
