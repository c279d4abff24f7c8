#include "tests/support/random_usage.h"

#include <algorithm>

namespace twinbill::support {
namespace {

model::Decimal Signed(RandomSource& source, const std::string& text, int negative_share) {
  const model::Decimal value = *model::Decimal::Parse(text);
  return source.Percent(negative_share) ? value.Negated() : value;
}

model::Timestamp RandomStart(RandomSource& source, model::Period period) {
  const model::Date first = period.FirstDay();
  const std::int64_t days = period.Next().FirstDay().days - first.days;
  std::int64_t day = source.Between(0, days - 1);
  if (source.Percent(10)) day = source.Between(-40, 60);  // late, or ahead of its bill
  model::Timestamp start =
      model::Timestamp::AtMidnight({first.days + static_cast<std::int32_t>(day)});
  if (source.Percent(70)) start.micros += source.Between(0, 23) * 3'600'000'000;
  if (source.Percent(10)) start.micros += 3'599'000'000;
  return start;
}

}  // namespace

model::Term RandomTerm(RandomSource& source) {
  const model::Date start =
      model::Date::FromCivil(2024, static_cast<int>(source.Between(1, 12)),
                             static_cast<int>(source.OneIn(2) ? 1 : source.Between(2, 28)));
  const model::Period first = model::Period::Of(start);
  const model::Period last{first.months + static_cast<std::int32_t>(source.OneIn(4)
                                                                        ? source.Between(0, 14)
                                                                        : source.Between(1, 5))};
  model::Date end = last.Next().FirstDay();
  if (source.OneIn(2))
    end = {last.FirstDay().days + static_cast<std::int32_t>(source.Between(1, 27))};
  if (end <= start) end = {start.days + 1};
  return {start, end};
}

std::vector<model::UsageRecord> RandomUsage(RandomSource& source, model::Term term, int count_max) {
  std::vector<model::UsageRecord> records;
  const std::int64_t count = source.Between(0, count_max);
  for (std::int64_t i = 0; i < count; ++i) {
    model::UsageRecord record;
    record.id = "id" + std::to_string(source.Between(10, 99)) + "-" + std::to_string(i);
    record.payer = source.Percent(97) ? kPayer : "999999999999";
    record.currency = record.payer == kPayer ? "USD" : "EUR";
    record.period = {static_cast<std::int32_t>(
        source.Between(term.FirstPeriod().months - 1, term.LastPeriod().months + 1))};
    if (source.Percent(85)) {
      record.period.months =
          std::clamp(record.period.months, term.FirstPeriod().months, term.LastPeriod().months);
    }
    record.start = RandomStart(source, record.period);
    model::Slot& slot = record.slot;
    slot.account = source.OneOf(kAccounts);
    slot.service = source.OneOf(kServices);
    slot.region = source.OneOf(kRegions);
    slot.usage_type = source.OneOf(kUsageTypes);
    slot.operation = source.OneOf(kOperations);
    slot.line_item_type = source.OneOf(kLineItemTypes);
    slot.unit = "GB";
    if (source.OneIn(2)) slot.product.emplace_back("family", source.OneOf({"a", "b"}));
    if (source.OneIn(3)) slot.product.emplace_back("size", source.OneOf({"1", "2"}));
    if (source.OneIn(4)) slot.tags.emplace_back("env", source.OneOf({"live", "test"}));
    if (source.OneIn(2)) slot.tags.emplace_back("team", source.OneOf({"x", "y"}));
    record.quantity = Signed(source, source.Decimal(source.OneIn(2) ? 1 : 4, 8), 15);
    if (source.Percent(70)) record.rate = *model::Decimal::Parse(source.Decimal(1, 8));
    record.unblended_cost = Signed(source, source.OneIn(5) ? "0" : source.Decimal(3, 6), 15);
    if (source.OneIn(2)) record.public_cost = Signed(source, source.Decimal(3, 6), 15);
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace twinbill::support
