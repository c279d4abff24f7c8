#include "harness/fuzz/history_cases.h"

#include <algorithm>
#include <bitset>
#include <utility>

namespace twinbill::fuzz {

using model::Decimal;
using model::Period;
using model::Timestamp;

namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerHour = 3600 * kMicrosPerSecond;

// Apart from the draws of the generator's cases.
constexpr std::uint64_t kCaseStream = 0x7b1d'5a3e'90c4'f286U;

constexpr int kRecordsMax = 16;  // before some are repeated
constexpr std::size_t kGroupsMax = 4;
constexpr std::uint64_t kShareAsItWas = 20;  // of 100 cases
constexpr int kChangesMax = 5;

constexpr std::array<std::string_view, kHistoryChangeCount> kNames{
    "nothing", "size", "number", "edge", "sign",  "rate",
    "moment",  "late", "period", "slot", "repeat"};

Timestamp StartOf(Period period) { return Timestamp::AtMidnight(period.FirstDay()); }

// Where a sum or product has no place, the number stays.
void AddTo(Decimal& number, const Decimal& more) {
  if (const auto sum = Decimal::Add(number, more)) number = *sum;
}

Decimal SmallestStep(const Decimal& of, CountedRandom& random) {
  return Decimal::FromUnits(random.Between(-1, 1), of.scale()).value();
}

// number / 10^digits.
void Scale(Decimal& number, int digits) {
  model::Int128 units = number.units();
  int scale = number.scale() + digits;
  for (; scale < 0; ++scale) {
    if (__builtin_mul_overflow(units, 10, &units)) return;
  }
  if (const auto scaled = Decimal::FromUnits(units, scale)) number = *scaled;
}

// The record in another period, as far from its beginning as before, where that has as many hours.
void MoveTo(Period period, CaseRecord& record) {
  const Period own = Period::Of(record.start);
  const Period there{own.months + period.months - record.period.months};
  const std::int64_t offset = record.start.micros - StartOf(own).micros;
  const std::int64_t length = StartOf(there.Next()).micros - StartOf(there).micros;
  record.start = {StartOf(there).micros + std::min(offset, length - kMicrosPerHour)};
  record.period = period;
}

}  // namespace

std::string_view Name(HistoryChange change) { return kNames[static_cast<std::size_t>(change)]; }

void HistoryCounts::Add(const HistoryCounts& other) {
  cases += other.cases;
  for (std::size_t i = 0; i < kHistoryChangeCount; ++i) changed[i] += other.changed[i];
}

// One case in the making.
class HistoryCases::Drawing {
 public:
  Drawing(const HistoryCases& cases, std::uint64_t number, UsageCase& usage)
      : cases_(cases), random_(cases.seed_ ^ kCaseStream, number), usage_(usage) {
    const int periods = cases.term_.LastPeriod().months - cases.term_.FirstPeriod().months + 1;
    first_ = cases.term_.FirstPeriod();
    last_ = {first_.months + std::min(periods, cases.limits_.periods_max) - 1};
  }

  void Run() {
    Take();
    Place();
    usage_.SortIntoLedger();
    if (random_.Percent(kShareAsItWas)) {
      Show(HistoryChange::kNothing);
      return;
    }
    if (random_.Percent(50)) Enlarge();
    const int changes = static_cast<int>(random_.Between(1, kChangesMax));
    for (int i = 0; i < changes; ++i) Change();
    if (shown_.none()) Show(HistoryChange::kNothing);
    usage_.SortIntoLedger();
  }

  const std::bitset<kHistoryChangeCount>& shown() const { return shown_; }

 private:
  void Show(HistoryChange change) { shown_.set(static_cast<std::size_t>(change)); }
  CaseRecord& AnyRecord() { return usage_.records[random_.Below(usage_.records.size())]; }

  const std::vector<std::uint32_t>& AnyGroup() {
    const HistorySample& sample = cases_.sample_;
    const bool is_taken = sample.groups_taken > 0 && random_.Percent(85);
    return sample.groups[random_.Below(is_taken ? sample.groups_taken : sample.groups.size())];
  }

  // Some records of a few groups: each group as often as another, however rare its usage is. Now
  // and then they are neighbours in the ledger.
  void Take() {
    const auto count = random_.Between(1, std::min(kRecordsMax, cases_.limits_.records_max));
    const std::size_t group_count = 1 + random_.Below(kGroupsMax);
    std::vector<const std::vector<std::uint32_t>*> groups;
    for (std::size_t i = 0; i < group_count; ++i) {
      groups.push_back(&AnyGroup());
    }
    const bool are_neighbours = random_.Percent(30);
    std::size_t at = random_.Below(groups[0]->size());
    usage_.records.clear();
    for (std::int64_t i = 0; i < count; ++i) {
      const auto& group = are_neighbours ? *groups[0] : *groups[random_.Below(groups.size())];
      if (!are_neighbours) at = random_.Below(group.size());
      if (are_neighbours && at == group.size()) return;
      CaseRecord record = cases_.sample_.records[group[at++]];
      record.slot = cases_.numbers_[record.slot];
      usage_.records.push_back(record);
    }
  }

  // Where they were, as far as the term and the periods that are reached allow; or all together
  // at the term's beginning.
  void Place() {
    Period earliest = usage_.records.front().period;
    for (const CaseRecord& record : usage_.records) earliest = std::min(earliest, record.period);
    const bool is_moved = earliest < first_ || earliest > last_ || random_.Percent(50);
    const Period begin{
        std::min(last_.months, first_.months + static_cast<std::int32_t>(random_.Between(0, 2)))};
    usage_.last = first_;
    for (CaseRecord& record : usage_.records) {
      Period period = record.period;
      if (is_moved) period.months += begin.months - earliest.months;
      if (period < first_ || period > last_) period = begin;
      if (period != record.period) MoveTo(period, record);
      usage_.last = std::max(usage_.last, period);
    }
    if (random_.Percent(20)) {
      usage_.last.months += static_cast<std::int32_t>(random_.Between(1, 2));
      usage_.last = std::min(usage_.last, last_);
    }
  }

  void Change() {
    constexpr auto kFirst = static_cast<std::int64_t>(HistoryChange::kNumber);
    switch (static_cast<HistoryChange>(random_.Between(kFirst, kHistoryChangeCount - 1))) {
      case HistoryChange::kNothing:
      case HistoryChange::kSize:
      case HistoryChange::kNumber: return ChangeNumber();
      case HistoryChange::kEdge: return BringToEdge();
      case HistoryChange::kSign: return ChangeSign();
      case HistoryChange::kRate: return ChangeRate();
      case HistoryChange::kMoment: return ChangeMoment();
      case HistoryChange::kLate: return MakeLate();
      case HistoryChange::kPeriod: return ChangePeriod();
      case HistoryChange::kSlot: return ChangeSlot();
      case HistoryChange::kRepeat: return Repeat();
    }
  }

  // A few records of a bill of many are often not worth a line.
  void Enlarge() {
    const auto digits = static_cast<int>(random_.Between(1, 4));
    for (CaseRecord& record : usage_.records) {
      Scale(record.quantity, -digits);
      Scale(record.list_cost, -digits);
    }
    Show(HistoryChange::kSize);
  }

  Decimal& AnyNumber(CaseRecord& record) {
    return random_.Percent(50) ? record.quantity : record.list_cost;
  }

  void ChangeNumber() {
    Decimal& number = AnyNumber(AnyRecord());
    const std::uint64_t how = random_.Below(4);
    if (how < 2) {
      AddTo(number, Decimal::FromUnits(how == 0 ? 1 : -1, number.scale()).value());
    } else {
      Scale(number, how == 2 ? 1 : -1);
    }
    Show(HistoryChange::kNumber);
  }

  void BringToEdge() {
    CaseRecord& record = AnyRecord();
    const bool is_quantity = random_.Percent(50);
    const std::vector<Decimal>& edges =
        is_quantity ? cases_.mentions_.quantities : cases_.mentions_.money;
    if (edges.empty()) return;
    Decimal CaseRecord::*const number =
        is_quantity ? &CaseRecord::quantity : &CaseRecord::list_cost;
    Decimal wanted = edges[random_.Below(edges.size())];
    const bool is_sum = random_.Percent(50);
    for (const CaseRecord& other : usage_.records) {
      if (is_sum && &other != &record && other.slot == record.slot) {
        AddTo(wanted, (other.*number).Negated());
      }
    }
    AddTo(wanted, SmallestStep(wanted, random_));
    record.*number = wanted;
    Show(HistoryChange::kEdge);
  }

  void ChangeSign() {
    CaseRecord& record = AnyRecord();
    switch (random_.Below(3)) {
      case 0:
        record.quantity = record.quantity.Negated();
        record.list_cost = record.list_cost.Negated();
        break;
      case 1: record.quantity = Decimal(); break;
      default: record.list_cost = Decimal(); break;
    }
    Show(HistoryChange::kSign);
  }

  void ChangeRate() {
    CaseRecord& record = AnyRecord();
    if (record.rate) {
      record.rate.reset();
    } else {
      record.rate = Decimal::FromUnits(random_.Between(0, 2'000'000), 6).value();
    }
    Show(HistoryChange::kRate);
  }

  void ChangeMoment() {
    const auto& moments = cases_.mentions_.moments;
    if (moments.empty()) return;
    CaseRecord& record = AnyRecord();
    const Timestamp moment = moments[random_.Below(moments.size())];
    record.start = {moment.micros + random_.Between(-1, 1) * kMicrosPerSecond};
    record.period = std::clamp(Period::Of(record.start), first_, usage_.last);
    Show(HistoryChange::kMoment);
  }

  void MakeLate() {
    CaseRecord& record = AnyRecord();
    if (record.period >= last_) return;
    record.period = Period{static_cast<std::int32_t>(random_.Between(
        record.period.months + 1, std::min(record.period.months + 3, last_.months)))};
    usage_.last = std::max(usage_.last, record.period);
    Show(HistoryChange::kLate);
  }

  void ChangePeriod() {
    CaseRecord& record = AnyRecord();
    const Period period{
        static_cast<std::int32_t>(random_.Between(first_.months, usage_.last.months))};
    if (period == record.period) return;
    MoveTo(period, record);
    Show(HistoryChange::kPeriod);
  }

  void ChangeSlot() {
    CaseRecord& record = AnyRecord();
    record.slot = random_.Percent(80)
                      ? cases_.numbers_[random_.Below(cases_.numbers_.size())]
                      : static_cast<std::uint32_t>(random_.Below(cases_.slot_count_));
    Show(HistoryChange::kSlot);
  }

  void Repeat() {
    if (std::cmp_greater_equal(usage_.records.size(), cases_.limits_.records_max)) return;
    CaseRecord record = AnyRecord();
    if (random_.Percent(50)) {
      record.quantity = record.quantity.Negated();
      record.list_cost = record.list_cost.Negated();
    }
    usage_.records.push_back(record);
    Show(HistoryChange::kRepeat);
  }

  const HistoryCases& cases_;
  CountedRandom random_;
  UsageCase& usage_;
  std::bitset<kHistoryChangeCount> shown_;
  Period first_;  // that a case reaches
  Period last_;
};

HistoryCases::HistoryCases(const HistorySample& sample, std::vector<std::uint32_t> numbers,
                           std::uint32_t slot_count, const Mentions& mentions, model::Term term,
                           std::uint64_t seed, GeneratorLimits limits)
    : sample_(sample),
      numbers_(std::move(numbers)),
      slot_count_(slot_count),
      mentions_(mentions),
      term_(term),
      seed_(seed),
      limits_(limits) {
  TWINBILL_CHECK(numbers_.size() == sample.slots.size());
}

void HistoryCases::Draw(std::uint64_t number, UsageCase& usage, HistoryCounts& counts) const {
  TWINBILL_CHECK(!is_empty());
  Drawing drawing(*this, number, usage);
  drawing.Run();
  ++counts.cases;
  for (std::size_t i = 0; i < kHistoryChangeCount; ++i) {
    counts.changed[i] += drawing.shown()[i] ? 1 : 0;
  }
}

}  // namespace twinbill::fuzz
