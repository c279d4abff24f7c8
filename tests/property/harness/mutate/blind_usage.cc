#include "tests/property/harness/mutate/blind_usage.h"

#include <algorithm>
#include <array>
#include <string>

#include "corpus/generate/usage_kinds.h"

namespace twinbill::mutate {

namespace {

constexpr int kSlots = 512;  // with every kind of usage some ten times among them
constexpr int kAccounts = 12;
constexpr int kPeriodsMax = 14;
constexpr std::int64_t kRecordsMax = 60;
constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::array<std::string_view, 4> kTeams = {"payments", "search", "data", "platform"};
constexpr std::array<std::string_view, 4> kOtherTypes = {"DiscountedUsage", "Fee", "Credit", "Tax"};
// Up to a million, which is above and below the bounds of most contracts.
constexpr std::int64_t kQuantityMax = 10'000'000'000;  // of 4 digits after the point
constexpr std::int64_t kCostMax = 1'000'000'000'000;   // of 6

std::string OneOfJoined(fuzz::CountedRandom& random, std::string_view joined) {
  const auto count = static_cast<std::uint64_t>(std::count(joined.begin(), joined.end(), '|')) + 1;
  for (std::uint64_t skipped = random.Below(count); skipped > 0; --skipped) {
    joined.remove_prefix(joined.find('|') + 1);
  }
  return std::string(joined.substr(0, joined.find('|')));
}

model::Slot DrawSlot(fuzz::CountedRandom& random) {
  const generate::UsageKind& kind = random.OneOf(generate::UsageKinds());
  const generate::RegionShare& region = random.OneOf(generate::RegionShares());
  model::Slot slot;
  slot.account = std::to_string(100'000'000'001 + random.Below(kAccounts));
  slot.service = kind.service;
  slot.region = region.region;
  slot.usage_type = std::string(region.prefix) + std::string(kind.usage_type);
  slot.operation = OneOfJoined(random, kind.operations);
  slot.unit = kind.unit;
  slot.product.emplace_back("product_family", kind.family);
  slot.line_item_type =
      random.Percent(90) ? "Usage" : std::string(random.OneOf<std::string_view>(kOtherTypes));
  if (random.Percent(40)) {
    slot.tags.emplace_back("user_team", std::string(random.OneOf<std::string_view>(kTeams)));
  }
  return slot;
}

}  // namespace

BlindUsage::BlindUsage(const model::Term& term, std::uint64_t seed) : term_(term), seed_(seed) {
  fuzz::CountedRandom random(seed, ~std::uint64_t{0});
  for (int i = 0; i < kSlots; ++i) slots_.Intern(DrawSlot(random));
}

void BlindUsage::Draw(std::uint64_t number, fuzz::UsageCase& usage) const {
  fuzz::CountedRandom random(seed_, number);
  const model::Period first = term_.FirstPeriod();
  const int periods = std::min(term_.LastPeriod().months - first.months + 1, kPeriodsMax);
  usage.last = {first.months + static_cast<std::int32_t>(random.Between(0, periods - 1))};
  const std::int64_t from = model::Timestamp::AtMidnight(term_.start).micros;
  const std::int64_t to = std::min(model::Timestamp::AtMidnight(usage.last.Next().FirstDay()),
                                   model::Timestamp::AtMidnight(term_.end))
                              .micros;
  usage.records.resize(static_cast<std::size_t>(random.Between(1, kRecordsMax)));
  for (fuzz::CaseRecord& record : usage.records) {
    record = fuzz::CaseRecord();
    record.slot = static_cast<std::uint32_t>(random.Below(slots_.size()));
    record.start = {from +
                    random.Between(0, (to - from) / kMicrosPerSecond - 1) * kMicrosPerSecond};
    record.period = model::Period::Of(record.start);
    record.quantity = model::Decimal::FromUnits(random.Between(0, kQuantityMax), 4).value();
    record.list_cost = model::Decimal::FromUnits(random.Between(0, kCostMax), 6).value();
    if (random.Percent(50)) {
      record.rate = model::Decimal::FromUnits(random.Between(0, 2'000'000), 6).value();
    }
    if (random.Percent(10)) {  // a correction
      record.quantity = record.quantity.Negated();
      record.list_cost = record.list_cost.Negated();
    }
  }
  usage.SortIntoLedger();
}

}  // namespace twinbill::mutate
