// Sums quantity and list cost per slot over all partitions of a history, every row read, by the
// feed that billing reads: the work that a replay does first, and that `scan` pits against DuckDB.
//
// scan_history WORKSPACE THREADS [OUT.csv]: prints the seconds from the opening to the last
// sum; OUT.csv gets account, service, region, usage type, operation, type, quantity, list cost
// per combination, exact.
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/history/usage_feed.h"
#include "corpus/model/decimal_sum.h"

namespace {

using twinbill::history::History;
using twinbill::history::PartitionInfo;
using twinbill::history::UsageFeed;
using twinbill::model::DecimalSum;
using twinbill::model::Int128;
using twinbill::model::Result;
using twinbill::model::UsageBlock;

struct Sums {
  Int128 quantity = 0;
  Int128 list_cost = 0;
};
using SlotSums = std::vector<Sums>;

// A row group of a partition of a payer.
struct Work {
  const UsageFeed* feed;
  std::size_t partition;
  int group;
  std::size_t sums;  // which
};

// Only the narrow form: the bench's data has no other.
Result<void> SumGroup(const Work& work, SlotSums& sums) {
  TWINBILL_ASSIGN(pass, work.feed->Read(work.partition, {}, work.group, work.group + 1));
  UsageBlock block;
  while (true) {
    TWINBILL_ASSIGN(more, pass.Next(block));
    if (!more) return {};
    const std::int64_t* const quantity = block.quantity.units.data();
    const std::int64_t* const list_cost = block.list_cost.units.data();
    for (std::size_t i = 0; i < block.size(); ++i) {
      Sums& at = sums[block.slot[i]];
      at.quantity += quantity[i];
      at.list_cost += list_cost[i];
    }
  }
}

// A payer's usage: its feed, and which sums are those of its partitions.
struct Payer {
  UsageFeed feed;
  std::size_t first_sums;
};

void WriteSums(const std::vector<Payer>& payers, const std::vector<std::vector<SlotSums>>& sums,
               const char* path) {
  using Cell =
      std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;
  std::map<Cell, std::pair<DecimalSum, DecimalSum>> cells;
  for (const auto& of_thread : sums) {
    for (const Payer& payer : payers) {
      for (std::size_t i = 0; i < payer.feed.size(); ++i) {
        const auto& partition = payer.feed.partition(i);
        for (const std::uint32_t at : payer.feed.numbers(i)) {
          const auto& slot = payer.feed.slots()[at];
          auto& [quantity, list_cost] =
              cells[{slot.account, slot.service, slot.region, slot.usage_type, slot.operation,
                     slot.line_item_type}];
          const Sums& total = of_thread[payer.first_sums + i][at];
          quantity.AddUnits(total.quantity, partition.quantity_form().scale);
          list_cost.AddUnits(total.list_cost, partition.list_cost_form().scale);
        }
      }
    }
  }
  std::ofstream out(path);
  for (const auto& [cell, totals] : cells) {
    std::apply([&](const auto&... text) { ((out << text << '\t'), ...); }, cell);
    out << totals.first.ToString() << '\t' << totals.second.ToString() << '\n';
  }
}

int Refuse(const twinbill::model::Failure& failure) {
  std::cerr << Format(failure.diagnostics.front()) << '\n';
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto begun = std::chrono::steady_clock::now();
  const auto history = History::Open(argv[1]);
  if (!history) return Refuse(history.error());
  const auto threads = static_cast<std::size_t>(std::strtoul(argv[2], nullptr, 10));
  std::set<std::string> names;
  for (const PartitionInfo& info : history->partitions()) names.insert(info.payer);
  std::vector<Payer> payers;
  payers.reserve(names.size());
  std::vector<Work> work;
  std::vector<std::uint32_t> slot_counts;  // by sums
  for (const std::string& name : names) {
    auto feed = UsageFeed::Open(*history, name);
    if (!feed) return Refuse(feed.error());
    const Payer& payer = payers.emplace_back(Payer{std::move(*feed), slot_counts.size()});
    for (std::size_t i = 0; i < payer.feed.size(); ++i) {
      const auto& partition = payer.feed.partition(i);
      if (!partition.quantity_form().narrow || !partition.list_cost_form().narrow) return 1;
      for (int group = 0; group < std::ssize(partition.row_group_rows()); ++group) {
        work.push_back({&payer.feed, i, group, slot_counts.size()});
      }
      slot_counts.push_back(payer.feed.slots().size());
    }
  }
  std::vector<std::vector<SlotSums>> sums(threads);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  {
    std::vector<std::jthread> workers;
    for (auto& of_thread : sums) {
      workers.emplace_back([&] {
        for (const std::uint32_t slots : slot_counts) of_thread.emplace_back(slots);
        for (std::size_t i = next++; i < work.size(); i = next++) {
          if (const auto done = SumGroup(work[i], of_thread[work[i].sums]); !done) {
            Refuse(done.error());
            failed = true;
          }
        }
      });
    }
  }
  const auto ended = std::chrono::steady_clock::now();
  if (failed) return 1;
  std::cout << fmt::format("{:.6f}\n", std::chrono::duration<double>(ended - begun).count());
  if (argc > 3) WriteSums(payers, sums, argv[3]);
  return 0;
}
