#include "harness/fuzz/case_generator.h"

#include <algorithm>
#include <bitset>
#include <limits>
#include <utility>

namespace twinbill::fuzz {

using model::Decimal;
using model::Int128;
using model::Period;
using model::Timestamp;

namespace {

constexpr int kSumScale = 12;  // of running sums; what has more digits is not aimed at
constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerHour = 3600 * kMicrosPerSecond;

// Of broad cases.
constexpr int kDensePeriods = 4;  // a quarter and its neighbour
constexpr int kLongPeriods = 14;  // a year and its neighbours
constexpr std::uint32_t kBroadSlots = 20;

constexpr std::array<std::string_view, kFeatureCount> kNames{
    "quantity_edge", "money_edge", "moment_edge", "late",     "correction",     "cancelled",
    "zero_quantity", "zero_cost",  "rate",        "equal",    "empty_period",   "tricky_double",
    "tiny",          "huge",       "one_record",  "one_slot", "window_crossed", "term_end"};

// In how many of 100 cases a feature is on.
constexpr std::array<std::uint8_t, kFeatureCount> kShareOn{60, 50, 40, 25, 35, 20, 25, 25, 50,
                                                           30, 25, 50, 35, 20, 6,  15, 18, 5};

Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// units / 10^kSumScale as a decimal.
Decimal OfSumUnits(Int128 units) { return Decimal::FromUnits(units, kSumScale).value(); }

// In units of 10^-kSumScale; none where it has more digits, or is far beyond any usage.
std::optional<Int128> SumUnits(const Decimal& value) {
  if (value.scale() > kSumScale) return std::nullopt;
  const Int128 limit = PowerOfTen(18);
  const Int128 whole = value.units() / PowerOfTen(value.scale());
  if (whole > limit || whole < -limit) return std::nullopt;
  return value.units() * PowerOfTen(kSumScale - value.scale());
}

Timestamp StartOf(Period period) { return Timestamp::AtMidnight(period.FirstDay()); }

}  // namespace

std::string_view Name(Feature feature) { return kNames[static_cast<std::size_t>(feature)]; }

// One case in the making.
class CaseGenerator::Drawing {
 public:
  Drawing(const CaseGenerator& generator, std::uint64_t number, Breadth breadth, UsageCase& usage)
      : generator_(generator), random_(generator.seed_, number), breadth_(breadth), usage_(usage) {
    SwitchFeatures();
    sums_.resize(generator.mentions_.selectors.size() + generator.universe_.slots().size());
  }

  void Run() {
    DrawPeriods();
    DrawPlaces();
    usage_.SortIntoLedger();
    DrawNumbers();
    if (On(Feature::kCancelled)) Cancel();
    usage_.SortIntoLedger();
  }

  const std::bitset<kFeatureCount>& shown() const { return shown_; }

 private:
  // Running sums of quantity and list cost: all so far, and of the period being drawn.
  struct Sums {
    Int128 quantity = 0;
    Int128 money = 0;
    Int128 quantity_now = 0;
    Int128 money_now = 0;
    Period now;
  };

  bool On(Feature feature) const { return on_[static_cast<std::size_t>(feature)]; }
  void Show(Feature feature) { shown_.set(static_cast<std::size_t>(feature)); }
  bool TakeFeature(Feature feature, std::uint64_t share) {
    if (!On(feature) || !random_.Percent(share)) return false;
    Show(feature);
    return true;
  }

  bool is_broad() const { return breadth_ != Breadth::kSwarm; }

  void SwitchFeatures() {
    for (std::size_t i = 0; i < kFeatureCount; ++i) on_[i] = random_.Percent(kShareOn[i]);
    if (!is_broad()) return;
    for (const Feature narrow : {Feature::kOneRecord, Feature::kOneSlot}) {
      on_[static_cast<std::size_t>(narrow)] = false;
    }
  }

  void DrawPeriods() {
    const Period first = generator_.term_.FirstPeriod();
    const int periods = generator_.term_.LastPeriod().months - first.months + 1;
    const int reachable = std::min(periods, generator_.limits_.periods_max);
    int count = static_cast<int>(random_.Between(1, 3));
    if (On(Feature::kWindowCrossed)) count = random_.Percent(70) ? 4 : 13;
    if (On(Feature::kTermEnd)) count = periods;
    if (is_broad()) count = breadth_ == Breadth::kLong ? kLongPeriods : kDensePeriods;
    count = std::min(count, reachable);
    if (count > 3) Show(Feature::kWindowCrossed);
    if (count == periods) Show(Feature::kTermEnd);
    first_ = first;
    usage_.last = {first.months + count - 1};
    if (On(Feature::kEmptyPeriod) && count > 2) {
      empty_ = {first.months + static_cast<std::int32_t>(random_.Between(1, count - 2))};
      Show(Feature::kEmptyPeriod);
    }
  }

  // Where and when: period, slot and start of each record.
  void DrawPlaces() {
    const std::uint32_t slots = generator_.universe_.slots().size();
    const int periods = usage_.last.months - first_.months + 1;
    std::int64_t count =
        random_.Between(1, std::min(generator_.limits_.records_max, 8 * std::min(periods, 4) + 4));
    if (On(Feature::kOneRecord)) count = 1;
    if (is_broad()) count = generator_.limits_.records_max;
    if (count == 1) Show(Feature::kOneRecord);
    std::uint32_t slots_used = static_cast<std::uint32_t>(random_.Between(1, 12));
    if (is_broad()) slots_used = kBroadSlots;
    if (On(Feature::kOneSlot)) slots_used = 1;
    slots_used = std::min(slots_used, slots);
    if (slots_used == 1) Show(Feature::kOneSlot);
    std::vector<std::uint32_t> subset;
    for (std::uint32_t i = 0; i < slots_used; ++i) {
      subset.push_back(is_broad() ? SlotInTurn(i) : DrawSlot());
    }
    usage_.records.resize(static_cast<std::size_t>(count));
    for (CaseRecord& record : usage_.records) {
      if (is_broad()) SwitchFeatures();
      record = CaseRecord();
      record.slot = subset[random_.Below(subset.size())];
      DrawTime(record);
    }
  }

  // Mostly one that some scope takes, each scope as often as another: a narrow one would hardly
  // ever be met otherwise.
  std::uint32_t DrawSlot() {
    if (!generator_.taken_.empty() && random_.Percent(75)) {
      const auto& taken = generator_.taken_[random_.Below(generator_.taken_.size())];
      return taken[random_.Below(taken.size())];
    }
    return static_cast<std::uint32_t>(random_.Below(generator_.universe_.slots().size()));
  }

  // Each selector's slots in turn, and now and then any.
  std::uint32_t SlotInTurn(std::uint32_t turn) {
    if (generator_.taken_.empty() || random_.Percent(10)) return DrawSlot();
    const auto& taken = generator_.taken_[turn % generator_.taken_.size()];
    return taken[random_.Below(taken.size())];
  }

  void DrawTime(CaseRecord& record) {
    record.period = {static_cast<std::int32_t>(random_.Between(first_.months, usage_.last.months))};
    if (empty_ && record.period == *empty_) record.period = first_;
    const std::int64_t begin = StartOf(record.period).micros;
    const std::int64_t hours = (StartOf(record.period.Next()).micros - begin) / kMicrosPerHour;
    record.start = {begin + random_.Between(0, hours - 1) * kMicrosPerHour};
    if (!generator_.term_.Contains(record.start) && random_.Percent(90)) {
      const Timestamp from = Timestamp::AtMidnight(generator_.term_.start);
      const Timestamp to = Timestamp::AtMidnight(generator_.term_.end);
      record.start = {std::clamp(record.start.micros, from.micros, to.micros - kMicrosPerHour)};
    }
    const auto& moments = generator_.mentions_.moments;
    if (!moments.empty() && TakeFeature(Feature::kMomentEdge, 30)) {
      const Timestamp moment = moments[random_.Below(moments.size())];
      record.start = {moment.micros + random_.Between(-1, 1) * kMicrosPerSecond};
      const Period own = Period::Of(record.start);
      record.period = std::clamp(own, first_, usage_.last);
    }
    if (record.period > first_ && TakeFeature(Feature::kLate, 25)) {
      const Period earlier{
          static_cast<std::int32_t>(random_.Between(first_.months, record.period.months - 1))};
      record.start = {StartOf(earlier.Next()).micros - random_.Between(1, 400) * kMicrosPerHour};
    }
  }

  void DrawSizes() {
    quantity_scale_ = static_cast<int>(random_.Between(0, 6));
    cost_scale_ = static_cast<int>(random_.Between(0, 6));
    if (On(Feature::kTiny)) quantity_scale_ = static_cast<int>(random_.Between(6, 10));
    if (On(Feature::kTiny)) cost_scale_ = static_cast<int>(random_.Between(6, 10));
    digits_ = static_cast<int>(random_.Between(1, On(Feature::kHuge) ? 12 : 6));
    if (quantity_scale_ >= 6 && cost_scale_ >= 6) Show(Feature::kTiny);
    if (digits_ >= 9) Show(Feature::kHuge);
  }

  // Of a broad case: a period in which most records are corrections, or free, as a case of few
  // records may be by chance.
  void DrawLeaning() {
    SwitchFeatures();
    correction_share_ = random_.Percent(20) ? 85 : 20;
    zero_cost_share_ = random_.Percent(10) ? 85 : 15;
  }

  void DrawNumbers() {
    DrawSizes();
    const CaseRecord* before = nullptr;
    for (CaseRecord& record : usage_.records) {
      if (is_broad() && before != nullptr && before->period != record.period) {
        DrawLeaning();
        DrawSizes();
      }
      if (before != nullptr && TakeFeature(Feature::kEqual, 30)) {
        record.quantity = before->quantity;
        record.list_cost = before->list_cost;
      } else {
        DrawQuantityAndCost(record);
      }
      if (TakeFeature(Feature::kRate, 50)) {
        record.rate = Decimal::FromUnits(random_.Between(0, 2'000'000), 6).value();
      }
      Remember(record);
      before = &record;
    }
  }

  void DrawQuantityAndCost(CaseRecord& record) {
    record.quantity = DrawNumber(quantity_scale_);
    record.list_cost = DrawNumber(cost_scale_);
    if (TakeFeature(Feature::kTrickyDouble, 25)) {
      // Halves of a cent that no double is: most lie a little beside it.
      record.list_cost = Decimal::FromUnits(random_.Between(0, 999'999) * 10 + 5, 3).value();
    }
    if (TakeFeature(Feature::kCorrection, correction_share_)) {
      record.quantity = record.quantity.Negated();
      if (random_.Percent(80)) record.list_cost = record.list_cost.Negated();
    }
    if (TakeFeature(Feature::kZeroQuantity, 15)) record.quantity = Decimal();
    if (TakeFeature(Feature::kZeroCost, zero_cost_share_)) record.list_cost = Decimal();
    const Mentions& mentions = generator_.mentions_;
    if (On(Feature::kQuantityEdge) && random_.Percent(35)) {
      if (const auto aimed = Aim(mentions.quantities, record, &Sums::quantity, &Sums::quantity_now,
                                 quantity_scale_)) {
        record.quantity = *aimed;
        Show(Feature::kQuantityEdge);
      }
    }
    if (On(Feature::kMoneyEdge) && random_.Percent(25)) {
      if (const auto aimed =
              Aim(mentions.money, record, &Sums::money, &Sums::money_now, cost_scale_)) {
        record.list_cost = *aimed;
        Show(Feature::kMoneyEdge);
      }
    }
  }

  Decimal DrawNumber(int scale) {
    std::int64_t high = 1;
    for (int i = 0; i < std::min(digits_ + scale, 17); ++i) high *= 10;
    if (random_.Percent(25)) high = std::min<std::int64_t>(high, 100);
    return Decimal::FromUnits(random_.Between(0, high), scale).value();
  }

  // The number that brings a running sum onto an edge, or a smallest step beside it.
  std::optional<Decimal> Aim(const std::vector<Decimal>& edges, const CaseRecord& record,
                             Int128 Sums::*all, Int128 Sums::*now, int scale) {
    if (edges.empty()) return std::nullopt;
    const auto edge = SumUnits(edges[random_.Below(edges.size())]);
    if (!edge) return std::nullopt;
    const Sums& sums = SumsToAim(record);
    Int128 so_far = 0;
    const std::uint64_t which = random_.Below(3);  // alone, this period's, all so far
    if (which == 1 && sums.now == record.period) so_far = sums.*now;
    if (which == 2) so_far = sums.*all;
    const Int128 step = PowerOfTen(kSumScale - std::min(scale, kSumScale));
    return OfSumUnits(*edge - so_far + step * random_.Between(-1, 1));
  }

  // Those of a selector that takes the record's slot, or of the slot alone.
  const Sums& SumsToAim(const CaseRecord& record) {
    const std::vector<std::uint32_t>& takers = generator_.takers_[record.slot];
    if (!takers.empty() && random_.Percent(70)) return sums_[takers[random_.Below(takers.size())]];
    return sums_[generator_.mentions_.selectors.size() + record.slot];
  }

  void Remember(const CaseRecord& record) {
    const auto quantity = SumUnits(record.quantity);
    const auto money = SumUnits(record.list_cost);
    const auto add = [&](Sums& sums) {
      if (sums.now != record.period) sums.quantity_now = sums.money_now = 0;
      sums.now = record.period;
      sums.quantity += quantity.value_or(0);
      sums.quantity_now += quantity.value_or(0);
      sums.money += money.value_or(0);
      sums.money_now += money.value_or(0);
    };
    for (const std::uint32_t taker : generator_.takers_[record.slot]) add(sums_[taker]);
    add(sums_[generator_.mentions_.selectors.size() + record.slot]);
  }

  // The opposite of some records, in the same cell or in another one.
  void Cancel() {
    const std::size_t count = usage_.records.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (std::cmp_greater_equal(usage_.records.size(), generator_.limits_.records_max)) return;
      if (!random_.Percent(40)) continue;
      CaseRecord opposite = usage_.records[i];
      opposite.quantity = opposite.quantity.Negated();
      opposite.list_cost = opposite.list_cost.Negated();
      if (random_.Percent(50)) opposite.slot = usage_.records[random_.Below(count)].slot;
      usage_.records.push_back(opposite);
      Show(Feature::kCancelled);
    }
  }

  const CaseGenerator& generator_;
  CountedRandom random_;
  Breadth breadth_;
  UsageCase& usage_;
  std::bitset<kFeatureCount> on_;
  std::bitset<kFeatureCount> shown_;
  Period first_;
  std::optional<Period> empty_;
  int quantity_scale_ = 0;
  int cost_scale_ = 0;
  int digits_ = 0;
  std::uint64_t correction_share_ = 20;  // of 100 records, where corrections are on
  std::uint64_t zero_cost_share_ = 15;
  std::vector<Sums> sums_;  // of each selector, then of each slot
};

CaseGenerator::CaseGenerator(const Mentions& mentions, const SlotUniverse& universe,
                             model::Term term, std::uint64_t seed, GeneratorLimits limits)
    : mentions_(mentions), universe_(universe), term_(term), seed_(seed), limits_(limits) {
  TWINBILL_CHECK(universe.slots().size() > 0);
  std::vector<std::vector<std::uint32_t>> taken(mentions.selectors.size());
  for (std::uint32_t slot = 0; slot < universe.slots().size(); ++slot) {
    std::vector<std::uint32_t>& takers = takers_.emplace_back();
    for (std::uint32_t i = 0; i < mentions.selectors.size(); ++i) {
      if (!mentions.selectors[i].takes(universe.slots()[slot])) continue;
      takers.push_back(i);
      taken[i].push_back(slot);
    }
  }
  for (auto& slots : taken) {
    if (!slots.empty()) taken_.push_back(std::move(slots));
  }
}

void CaseGenerator::Draw(std::uint64_t number, Breadth breadth, UsageCase& usage,
                         FeatureCounts& shown) const {
  Drawing drawing(*this, number, breadth, usage);
  drawing.Run();
  for (std::size_t i = 0; i < kFeatureCount; ++i) shown[i] += drawing.shown()[i] ? 1 : 0;
}

}  // namespace twinbill::fuzz
