#include "harness/shrink/plain_values.h"

#include <algorithm>
#include <tuple>

namespace twinbill::shrink {
namespace {

using model::Decimal;
using model::Int128;
using model::UsageRecord;

Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

int SignificantDigits(Decimal value) {
  Int128 rest = value.is_negative() ? -value.units() : value.units();
  while (rest != 0 && rest % 10 == 0) rest /= 10;
  int digits = 0;
  for (; rest != 0; rest /= 10) ++digits;
  return digits;
}

void AddNumber(Int128 units, int scale, Decimal value, std::vector<Decimal>& numbers) {
  const auto number = Decimal::FromUnits(units, scale);
  if (!number || !IsPlainer(*number, value)) return;
  if (std::find(numbers.begin(), numbers.end(), *number) == numbers.end()) {
    numbers.push_back(*number);
  }
}

using NumberField = Decimal UsageRecord::*;
using OptionalField = std::optional<Decimal> UsageRecord::*;

void ChangeNumber(const UsageRecord& record, NumberField field, std::vector<Change>& changes) {
  for (const Decimal number : PlainerNumbers(record.*field)) {
    changes.push_back([field, number](UsageRecord& at) {
      if (IsPlainer(number, at.*field)) at.*field = number;
    });
  }
}

void ChangeOptional(const UsageRecord& record, OptionalField field, std::vector<Change>& changes) {
  if (!(record.*field).has_value()) return;
  changes.push_back([field](UsageRecord& at) { (at.*field).reset(); });
  for (const Decimal number : PlainerNumbers(*(record.*field))) {
    changes.push_back([field, number](UsageRecord& at) {
      if (at.*field && IsPlainer(number, *(at.*field))) at.*field = number;
    });
  }
}

using TextField = std::string model::Slot::*;

void ChangeText(const UsageRecord& record, TextField field, std::vector<Change>& changes) {
  if (!(record.slot.*field).empty()) {
    changes.push_back([field](UsageRecord& at) { (at.slot.*field).clear(); });
  }
}

using AttributesField = model::Attributes model::Slot::*;

void ChangeAttributes(const UsageRecord& record, AttributesField field,
                      std::vector<Change>& changes) {
  const model::Attributes& attributes = record.slot.*field;
  if (attributes.empty()) return;
  changes.push_back([field](UsageRecord& at) { (at.slot.*field).clear(); });
  if (attributes.size() == 1) return;
  for (const auto& [key, text] : attributes) {
    changes.push_back([field, gone = key](UsageRecord& at) {
      std::erase_if(at.slot.*field, [&](const auto& attribute) { return attribute.first == gone; });
    });
  }
}

}  // namespace

bool IsPlainer(Decimal a, Decimal b) {
  const auto measure = [](Decimal value) {
    return std::tuple(SignificantDigits(value), value.scale(), value.is_negative(),
                      value.is_negative() ? value.Negated() : value);
  };
  return measure(a) < measure(b);
}

std::vector<Decimal> PlainerNumbers(Decimal value) {
  std::vector<Decimal> numbers;
  if (value.is_zero()) return numbers;
  const Int128 magnitude = value.is_negative() ? -value.units() : value.units();
  const Int128 sign = value.is_negative() ? -1 : 1;
  AddNumber(0, 0, value, numbers);
  AddNumber(1, 0, value, numbers);
  if (value.is_negative()) AddNumber(-1, 0, value, numbers);
  int digits = 0;
  for (Int128 rest = magnitude; rest > 0; rest /= 10) ++digits;
  // The first one, two, … significant digits, cut; then the next above.
  for (int kept = 1; kept < digits; ++kept) {
    const Int128 unit = PowerOfTen(digits - kept);
    const Int128 cut = magnitude / unit * unit;
    AddNumber(sign * cut, value.scale(), value, numbers);
    AddNumber(sign * (cut + unit), value.scale(), value, numbers);
  }
  // The places behind the point alone, for what happens there and not before it.
  if (value.scale() > 0) {
    AddNumber(sign * (magnitude % PowerOfTen(value.scale())), value.scale(), value, numbers);
  }
  if (value.is_negative()) AddNumber(magnitude, value.scale(), value, numbers);
  return numbers;
}

std::vector<Change> PlainerValues(const UsageRecord& record) {
  std::vector<Change> changes;
  ChangeAttributes(record, &model::Slot::product, changes);
  ChangeAttributes(record, &model::Slot::tags, changes);
  ChangeText(record, &model::Slot::unit, changes);
  ChangeText(record, &model::Slot::operation, changes);
  ChangeText(record, &model::Slot::region, changes);
  ChangeText(record, &model::Slot::usage_type, changes);
  if (record.slot.line_item_type != "Usage") {
    changes.push_back([](UsageRecord& at) { at.slot.line_item_type = "Usage"; });
  }
  ChangeOptional(record, &UsageRecord::public_cost, changes);
  ChangeOptional(record, &UsageRecord::rate, changes);
  ChangeNumber(record, &UsageRecord::unblended_cost, changes);
  ChangeNumber(record, &UsageRecord::quantity, changes);
  const model::Timestamp first = model::Timestamp::AtMidnight(record.period.FirstDay());
  const model::Timestamp day = model::Timestamp::AtMidnight(record.start.ToDate());
  for (const model::Timestamp moment : {first, day}) {
    if (record.start != moment) {
      changes.push_back([moment](UsageRecord& at) {
        if (at.start != model::Timestamp::AtMidnight(at.period.FirstDay())) at.start = moment;
      });
    }
  }
  return changes;
}

}  // namespace twinbill::shrink
