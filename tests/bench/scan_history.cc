// Sums quantity and list cost per slot over all partitions of a history, every row read: the work
// that a replay does first, and that `scan` pits against DuckDB.
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
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/history/partition.h"
#include "corpus/model/decimal_sum.h"

namespace {

using twinbill::history::History;
using twinbill::history::Partition;
using twinbill::history::PartitionInfo;
using twinbill::history::ScanSpans;
using twinbill::model::Decimal;
using twinbill::model::DecimalSum;
using twinbill::model::Int128;
using twinbill::model::Result;

constexpr std::size_t kBatchRows = 4096;

struct Sums {
  Int128 quantity = 0;
  Int128 list_cost = 0;
};
using SlotSums = std::vector<Sums>;

struct Work {
  std::size_t partition;
  int group;
};

// Only the narrow form: the bench's data has no other.
Result<void> SumGroup(const Partition& partition, int group, SlotSums& sums) {
  TWINBILL_ASSIGN(scan, partition.OpenScan({}, group, group + 1));
  std::vector<std::int32_t> slot(kBatchRows);
  std::vector<std::int64_t> quantity(kBatchRows);
  std::vector<std::int64_t> list_cost(kBatchRows);
  const ScanSpans spans{.slot = slot,
                        .start = {},
                        .quantity = {.units = quantity, .wide = {}},
                        .list_cost = {.units = list_cost, .wide = {}},
                        .rate = {},
                        .has_rate = {}};
  while (true) {
    TWINBILL_ASSIGN(rows, scan->Next(spans));
    if (rows == 0) return {};
    for (std::size_t i = 0; i < static_cast<std::size_t>(rows); ++i) {
      const auto at = static_cast<std::size_t>(slot[i]);
      sums[at].quantity += quantity[i];
      sums[at].list_cost += list_cost[i];
    }
  }
}

void WriteSums(const std::vector<std::unique_ptr<Partition>>& partitions,
               const std::vector<std::vector<SlotSums>>& sums, const char* path) {
  using Cell =
      std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;
  std::map<Cell, std::pair<DecimalSum, DecimalSum>> cells;
  for (const auto& of_thread : sums) {
    for (std::size_t i = 0; i < partitions.size(); ++i) {
      const Partition& partition = *partitions[i];
      for (std::size_t at = 0; at < partition.slots().size(); ++at) {
        const auto& slot = partition.slots()[at];
        auto& [quantity, list_cost] = cells[{slot.account, slot.service, slot.region,
                                             slot.usage_type, slot.operation, slot.line_item_type}];
        quantity.AddUnits(of_thread[i][at].quantity, partition.quantity_form().scale);
        list_cost.AddUnits(of_thread[i][at].list_cost, partition.list_cost_form().scale);
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
  std::vector<std::unique_ptr<Partition>> partitions;
  std::vector<Work> work;
  for (const PartitionInfo& info : history->partitions()) {
    auto opened = Partition::Open(info);
    if (!opened) return Refuse(opened.error());
    if (!(*opened)->quantity_form().narrow || !(*opened)->list_cost_form().narrow) return 1;
    for (int group = 0; group < std::ssize((*opened)->row_group_rows()); ++group) {
      work.push_back({partitions.size(), group});
    }
    partitions.push_back(std::move(*opened));
  }
  std::vector<std::vector<SlotSums>> sums(threads);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  {
    std::vector<std::jthread> workers;
    for (auto& of_thread : sums) {
      workers.emplace_back([&] {
        for (const auto& partition : partitions) {
          of_thread.emplace_back(partition->slots().size());
        }
        for (std::size_t i = next++; i < work.size(); i = next++) {
          const Work& item = work[i];
          if (const auto done =
                  SumGroup(*partitions[item.partition], item.group, of_thread[item.partition]);
              !done) {
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
  if (argc > 3) WriteSums(partitions, sums, argv[3]);
  return 0;
}
