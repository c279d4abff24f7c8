#include "harness/replay/shard_plan.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace twinbill::replay {

void KeepShard(const Shard& shard, const history::History& history,
               std::vector<PlannedContract>& contracts) {
  std::map<std::string, std::int64_t> rows_of;
  for (const history::PartitionInfo& info : history.partitions()) rows_of[info.payer] += info.rows;
  struct Unit {
    std::int64_t rows = 0;
    std::string name;
    std::vector<std::size_t> contracts;
  };
  const auto units_by = [&](auto name_of) {
    std::map<std::string, Unit> units;
    for (std::size_t i = 0; i < contracts.size(); ++i) {
      const std::string name = name_of(contracts[i]);
      Unit& unit = units[name];
      unit.name = name;
      if (contracts[i].legacy) unit.rows = rows_of[contracts[i].legacy->head.payer];
      unit.contracts.push_back(i);
    }
    return units;
  };
  const auto payer_of = [](const PlannedContract& contract) {
    return contract.legacy ? contract.legacy->head.payer : std::string();
  };
  auto units = units_by(payer_of);
  if (units.size() < static_cast<std::size_t>(shard.count)) {
    units = units_by([](const PlannedContract& contract) { return contract.folder.id; });
  }
  std::vector<Unit> by_size;
  for (auto& [name, unit] : units) by_size.push_back(std::move(unit));
  std::stable_sort(by_size.begin(), by_size.end(),
                   [](const Unit& a, const Unit& b) { return a.rows > b.rows; });
  std::vector<std::pair<std::int64_t, std::size_t>> load(static_cast<std::size_t>(shard.count));
  for (std::size_t i = 0; i < load.size(); ++i) load[i].second = i;
  std::vector<bool> is_kept(contracts.size(), false);
  for (const Unit& unit : by_size) {
    auto lightest = std::min_element(load.begin(), load.end());
    lightest->first += unit.rows + 1;
    if (lightest->second + 1 != static_cast<std::size_t>(shard.index)) continue;
    for (const std::size_t i : unit.contracts) is_kept[i] = true;
  }
  std::vector<PlannedContract> kept;
  for (std::size_t i = 0; i < contracts.size(); ++i) {
    if (is_kept[i]) kept.push_back(std::move(contracts[i]));
  }
  contracts = std::move(kept);
}

}  // namespace twinbill::replay
