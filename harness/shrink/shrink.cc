#include "harness/shrink/shrink.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "harness/shrink/plain_values.h"

namespace twinbill::shrink {
namespace {

using model::UsageRecord;

bool PeriodThenLedger(const UsageRecord& a, const UsageRecord& b) {
  if (a.period != b.period) return a.period < b.period;
  return model::LedgerLess(a, b);
}

// The usage being shrunk. Whatever is tried is put in order first, and refused where a record would
// be there twice, so that the judge only sees what could be usage.
class Job {
 public:
  Job(std::vector<UsageRecord> records, const StillDiffers& still_differs, Budget budget)
      : records_(std::move(records)), still_differs_(still_differs), budget_(std::move(budget)) {
    std::sort(records_.begin(), records_.end(), PeriodThenLedger);
  }

  Shrunk Run() {
    ++budget_.probes;
    if (budget_.IsSpent() || !still_differs_(records_)) return Done(false);
    while (!budget_.IsSpent()) {
      const std::vector<UsageRecord> before = records_;
      DropGroups([](const UsageRecord& record) { return record.period; });
      DropGroups([](const UsageRecord& record) { return record.slot; });
      DropGroups([](const UsageRecord& record) {
        return std::pair(record.period, record.start.ToDate());
      });
      DropRecords();
      MergeRecords();
      NameRecords();
      ChangeAll();
      ChangeEach();
      if (Same(records_, before)) return Done(!budget_.IsSpent());
    }
    return Done(false);
  }

 private:
  Shrunk Done(bool finished) { return {std::move(records_), budget_.probes, finished}; }

  static auto Fields(const UsageRecord& record) {
    return std::tie(record.id, record.period, record.start, record.slot, record.quantity,
                    record.unblended_cost, record.rate, record.public_cost);
  }
  static bool Same(const std::vector<UsageRecord>& a, const std::vector<UsageRecord>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return Fields(x) == Fields(y); });
  }

  // Takes `tried` for the usage where it still shows the effect.
  bool Try(std::vector<UsageRecord> tried) {
    if (budget_.IsSpent()) return false;
    std::sort(tried.begin(), tried.end(), PeriodThenLedger);
    const auto twice = [](const UsageRecord& a, const UsageRecord& b) {
      return a.period == b.period && a.start == b.start && a.id == b.id;
    };
    if (std::adjacent_find(tried.begin(), tried.end(), twice) != tried.end()) return false;
    ++budget_.probes;
    if (!still_differs_(tried)) return false;
    records_ = std::move(tried);
    return true;
  }

  std::vector<UsageRecord> Chosen(const std::vector<std::uint32_t>& group_of,
                                  std::span<const std::uint32_t> groups) const {
    std::vector<UsageRecord> chosen;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (std::binary_search(groups.begin(), groups.end(), group_of[i])) {
        chosen.push_back(records_[i]);
      }
    }
    return chosen;
  }

  template <class KeyOf>
  void DropGroups(KeyOf key_of) {
    std::map<decltype(key_of(records_.front())), std::uint32_t> numbers;
    for (const UsageRecord& record : records_) numbers.emplace(key_of(record), 0);
    std::uint32_t count = 0;
    for (auto& [key, number] : numbers) number = count++;
    if (count < 2) return;
    std::vector<std::uint32_t> group_of;
    group_of.reserve(records_.size());
    for (const UsageRecord& record : records_) group_of.push_back(numbers.at(key_of(record)));
    Keep(group_of, count);
  }

  void DropRecords() {
    std::vector<std::uint32_t> group_of(records_.size());
    for (std::size_t i = 0; i < group_of.size(); ++i) group_of[i] = static_cast<std::uint32_t>(i);
    Keep(group_of, static_cast<std::uint32_t>(group_of.size()));
  }

  void Keep(const std::vector<std::uint32_t>& group_of, std::uint32_t count) {
    const auto kept = MinimalSubset(
        count,
        [&](std::span<const std::uint32_t> groups) {
          return still_differs_(Chosen(group_of, groups));
        },
        budget_);
    records_ = Chosen(group_of, kept);
  }

  // Two records of one slot and period as one that has the sums of both: fewer, if not plainer.
  void MergeRecords() {
    constexpr std::size_t kRecordsMax = 64;
    if (records_.size() > kRecordsMax) return;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      for (std::size_t j = i + 1; j < records_.size() && !budget_.IsSpent();) {
        std::vector<UsageRecord> tried = records_;
        if (!Merge(tried[i], tried[j])) {
          ++j;
          continue;
        }
        tried.erase(tried.begin() + static_cast<std::ptrdiff_t>(j));
        if (!Try(std::move(tried))) ++j;
      }
    }
  }

  // Adds `from` to `into`; false where they are not of one kind or the sum is too long.
  static bool Merge(UsageRecord& into, const UsageRecord& from) {
    if (into.period != from.period || into.slot != from.slot || into.rate != from.rate ||
        into.public_cost.has_value() != from.public_cost.has_value()) {
      return false;
    }
    const auto add = [](model::Decimal& sum, const model::Decimal& value) {
      const auto added = model::Decimal::Add(sum, value);
      if (added) sum = *added;
      return added.has_value();
    };
    return add(into.quantity, from.quantity) && add(into.unblended_cost, from.unblended_cost) &&
           (!into.public_cost || add(*into.public_cost, *from.public_cost));
  }

  // Ids that say nothing: r1, r2, … in their order.
  void NameRecords() {
    std::vector<UsageRecord> tried = records_;
    bool changed = false;
    for (std::size_t i = 0; i < tried.size(); ++i) {
      // As many digits for each, so that their bytes keep their order.
      std::string number = std::to_string(i + 1);
      number.insert(0, std::to_string(tried.size()).size() - number.size(), '0');
      const std::string name = "r" + number;
      changed = changed || tried[i].id != name;
      tried[i].id = name;
    }
    if (changed) Try(std::move(tried));
  }

  // Changes that every record can bear at once spare a probe for each.
  void ChangeAll() {
    for (std::size_t i = 0; records_.size() > 1;) {
      const auto changes = PlainerValues(records_.front());
      if (i >= changes.size()) break;
      std::vector<UsageRecord> tried = records_;
      for (UsageRecord& record : tried) changes[i](record);
      if (!Try(std::move(tried))) ++i;
    }
  }

  void ChangeEach() {
    for (std::size_t at = 0; at < records_.size() && !budget_.IsSpent(); ++at) {
      bool changed = true;
      while (changed && !budget_.IsSpent()) {
        changed = false;
        for (const Change& change : PlainerValues(records_[at])) {
          std::vector<UsageRecord> tried = records_;
          change(tried[at]);
          if (Fields(tried[at]) == Fields(records_[at]) || !Try(std::move(tried))) continue;
          changed = true;
          break;
        }
      }
    }
  }

  std::vector<UsageRecord> records_;
  const StillDiffers& still_differs_;
  Budget budget_;
};

}  // namespace

Shrunk Shrink(std::vector<UsageRecord> records, const StillDiffers& still_differs, Budget budget) {
  return Job(std::move(records), still_differs, std::move(budget)).Run();
}

}  // namespace twinbill::shrink
