#include "harness/fuzz/history_sample.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "corpus/history/usage_feed.h"
#include "corpus/model/sha256.h"
#include "harness/fuzz/counted_random.h"
#include "harness/fuzz/slot_universe.h"

namespace twinbill::fuzz {

using history::UsageFeed;
using model::Result;

namespace {

constexpr std::uint32_t kNotChosen = std::numeric_limits<std::uint32_t>::max();

// Streams of draws of one seed, apart from each other and from cases.
constexpr std::uint64_t kSlotStream = std::uint64_t{1} << 62U;
constexpr std::uint64_t kRowStream = kSlotStream + 1;
constexpr std::uint64_t kBesideStream = kSlotStream + 2;

template <class T>
void Shuffle(CountedRandom& random, std::vector<T>& values) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.Below(i)]);
}

// Slots of a feed that the same selectors take.
struct Alike {
  std::vector<bool> takers;
  std::vector<std::uint32_t> slots;
};

std::vector<Alike> GroupSlots(const model::SlotTable& slots, const std::vector<bool>& is_used,
                              const Mentions& mentions, CountedRandom& random) {
  std::map<std::vector<bool>, std::vector<std::uint32_t>> by_takers;
  std::vector<bool> takers(mentions.selectors.size());
  for (std::uint32_t slot = 0; slot < slots.size(); ++slot) {
    if (!is_used[slot]) continue;
    for (std::size_t i = 0; i < takers.size(); ++i) {
      takers[i] = mentions.selectors[i].takes(slots[slot]);
    }
    by_takers[takers].push_back(slot);
  }
  std::vector<Alike> groups;
  for (auto& [of, alike] : by_takers) {
    Shuffle(random, alike);
    groups.push_back({of, std::move(alike)});
  }
  return groups;
}

// One of each group in turn, until there are enough. Groups that take a selector for the first time
// come first, so that where there are too many no selector is left out.
std::vector<std::pair<std::uint32_t, std::size_t>> ChooseSlots(std::vector<Alike>& groups,
                                                               const SampleLimits& limits) {
  std::vector<bool> is_met(groups.empty() ? 0 : groups.front().takers.size());
  std::stable_partition(groups.begin(), groups.end(), [&](const Alike& group) {
    bool is_new = false;
    for (std::size_t i = 0; i < is_met.size(); ++i) {
      if (!group.takers[i] || is_met[i]) continue;
      is_met[i] = true;
      is_new = true;
    }
    return is_new;
  });
  std::vector<std::pair<std::uint32_t, std::size_t>> chosen;
  for (int round = 0; round < limits.slots_alike_max; ++round) {
    for (std::size_t group = 0; group < groups.size(); ++group) {
      if (std::cmp_less_equal(groups[group].slots.size(), round)) continue;
      if (std::cmp_greater_equal(chosen.size(), limits.slots_max)) return chosen;
      chosen.emplace_back(groups[group].slots[static_cast<std::size_t>(round)], group);
    }
  }
  return chosen;
}

// A part of a stream of rows, each row as likely as another.
class Reservoir {
 public:
  void Offer(CountedRandom& random, std::size_t size_max, const CaseRecord& record) {
    ++seen_;
    if (kept_.size() < size_max) {
      kept_.push_back(record);
      return;
    }
    const std::uint64_t place = random.Below(seen_);
    if (place < size_max) kept_[place] = record;
  }
  const std::vector<CaseRecord>& kept() const { return kept_; }

 private:
  std::vector<CaseRecord> kept_;
  std::uint64_t seen_ = 0;
};

class Sampling {
 public:
  Sampling(const UsageFeed& feed, std::string_view currency, const Mentions& mentions,
           std::uint64_t seed, const SampleLimits& limits)
      : feed_(feed), currency_(currency), mentions_(mentions), seed_(seed), limits_(limits) {}

  Result<HistorySample> Run() {
    TWINBILL_CHECK(limits_.records_max >= 2 * limits_.slots_max);
    Choose();
    if (sample_.slots.empty()) return std::move(sample_);
    TWINBILL_TRY(ReadRows());
    Gather();
    PutBeside();
    return std::move(sample_);
  }

 private:
  bool IsRead(std::size_t part) const { return feed_.partition(part).info().currency == currency_; }

  void Choose() {
    std::vector<bool> is_used(feed_.slots().size());
    for (std::size_t part = 0; part < feed_.size(); ++part) {
      if (!IsRead(part)) continue;
      for (const std::uint32_t slot : feed_.numbers(part)) is_used[slot] = true;
    }
    CountedRandom random(seed_, kSlotStream);
    std::vector<Alike> groups = GroupSlots(feed_.slots(), is_used, mentions_, random);
    number_of_.assign(feed_.slots().size(), kNotChosen);
    for (const auto& [slot, group] : ChooseSlots(groups, limits_)) {
      number_of_[slot] = static_cast<std::uint32_t>(sample_.slots.size());
      sample_.slots.push_back(feed_.slots()[slot]);
      group_of_.push_back(group);
    }
    is_taken_.reserve(groups.size());
    for (const Alike& group : groups) {
      is_taken_.push_back(std::find(group.takers.begin(), group.takers.end(), true) !=
                          group.takers.end());
    }
  }

  Result<void> ReadRows() {
    const std::size_t each = static_cast<std::size_t>(limits_.records_max) / sample_.slots.size();
    ordinary_.resize(sample_.slots.size());
    odd_.resize(sample_.slots.size());
    CountedRandom random(seed_, kRowStream);
    model::Sha256 digest;
    for (std::size_t part = 0; part < feed_.size(); ++part) {
      if (!IsRead(part)) continue;
      digest.Update(feed_.partition(part).info().records_digest.ToHex());
      digest.Update(feed_.partition(part).info().slots_digest.ToHex());
      TWINBILL_ASSIGN(pass, feed_.Read(part, {.start = true, .rate = true}));
      model::UsageBlock block;
      while (true) {
        TWINBILL_ASSIGN(more, pass.Next(block));
        if (!more) break;
        sample_.rows += static_cast<std::int64_t>(block.size());
        for (std::size_t row = 0; row < block.size(); ++row) Offer(random, block, row, each);
      }
    }
    sample_.digest = digest.Finish().ToHex();
    return {};
  }

  void Offer(CountedRandom& random, const model::UsageBlock& block, std::size_t row,
             std::size_t each) {
    const std::uint32_t number = number_of_[block.slot[row]];
    if (number == kNotChosen) return;
    CaseRecord record{number,
                      block.period,
                      {block.start[row]},
                      block.quantity.At(row),
                      block.list_cost.At(row),
                      std::nullopt};
    if (block.HasRate(row)) record.rate = block.rate.At(row);
    const std::size_t odd_max = std::max<std::size_t>(1, each / 4);
    const bool is_odd = record.quantity.units() <= 0 || record.list_cost.units() <= 0;
    if (is_odd) {
      odd_[number].Offer(random, odd_max, record);
    } else {
      ordinary_[number].Offer(random, each - odd_max, record);
    }
  }

  void Gather() {
    UsageCase all;
    for (const auto* reservoirs : {&ordinary_, &odd_}) {
      for (const Reservoir& reservoir : *reservoirs) {
        all.records.insert(all.records.end(), reservoir.kept().begin(), reservoir.kept().end());
      }
    }
    all.SortIntoLedger();
    sample_.records = std::move(all.records);
    std::vector<std::vector<std::uint32_t>> groups(is_taken_.size());
    for (std::uint32_t i = 0; i < sample_.records.size(); ++i) {
      groups[group_of_[sample_.records[i].slot]].push_back(i);
    }
    for (const bool are_taken : {true, false}) {
      for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups[i].empty() || is_taken_[i] != are_taken) continue;
        sample_.groups.push_back(std::move(groups[i]));
        sample_.groups_taken += are_taken ? 1 : 0;
      }
    }
  }

  // Texts of the history, in a dimension that the contract speaks of, as nearly as they are.
  void PutBeside() {
    std::vector<model::Dimension> dimensions;
    for (const auto& [dimension, texts] : mentions_.texts) dimensions.push_back(dimension);
    if (dimensions.empty()) return;
    CountedRandom random(seed_, kBesideStream);
    const std::size_t real = sample_.slots.size();
    for (int i = 0; i < limits_.slots_beside_max; ++i) {
      model::Slot slot = sample_.slots[random.Below(real)];
      const model::Dimension& dimension = dimensions[random.Below(dimensions.size())];
      const auto beside = TextsBeside(std::string(dimension.TextOf(slot)));
      PutText(dimension, beside[random.Below(beside.size())], slot);
      if (std::find(sample_.slots.begin(), sample_.slots.end(), slot) != sample_.slots.end()) {
        continue;
      }
      sample_.slots.push_back(std::move(slot));
      ++sample_.slots_beside;
    }
  }

  const UsageFeed& feed_;
  std::string_view currency_;
  const Mentions& mentions_;
  std::uint64_t seed_;
  const SampleLimits& limits_;
  HistorySample sample_;
  std::vector<std::uint32_t> number_of_;  // in the sample, of each slot of the feed
  std::vector<std::size_t> group_of_;     // of each slot of the sample
  std::vector<bool> is_taken_;            // of each group
  std::vector<Reservoir> ordinary_;       // by slot of the sample
  std::vector<Reservoir> odd_;
};

}  // namespace

Result<HistorySample> SampleHistory(const history::History& history, std::string_view payer,
                                    std::string_view currency, const Mentions& mentions,
                                    std::uint64_t seed, SampleLimits limits) {
  TWINBILL_ASSIGN(feed, UsageFeed::Open(history, payer));
  return Sampling(feed, currency, mentions, seed, limits).Run();
}

}  // namespace twinbill::fuzz
