#include "harness/cli/contract_coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <tuple>

#include "corpus/model/sha256.h"
#include "harness/cli/standard_contract.h"
#include "harness/replay/program_digest.h"
#include "standard_engine/contract/contract_writer.h"

namespace twinbill::cli {

using coverage::CoverageStore;
using model::Result;
using replay::PlannedContract;

namespace {

// The digests are those that a plan has of the two sides.
std::string FuzzingKeyOf(const OpenedPair& pair, const std::string& program) {
  const std::string standard =
      contract::WriteContract(pair.standard->contract(), contract::NamedConstructs::kPrimitives);
  return coverage::FuzzingKey(program, pair.legacy->digest().ToHex(),
                              model::Sha256::Of(standard).ToHex());
}

// The cells of two sides that no usage was given to.
Result<coverage::CellsSince> CellsOfFolder(const replay::ContractFolder& folder) {
  TWINBILL_ASSIGN(pair, OpenPair(folder));
  coverage::Cells cells = coverage::CellsOf(*pair.standard);
  if (pair.book != nullptr) cells.merge(coverage::CellsOf(*pair.book));
  coverage::CellsSince none;
  for (const coverage::CellName& cell : cells) none[cell];
  return none;
}

std::vector<evidence::CoverageCell> Join(const coverage::CellsSince& history,
                                         const coverage::Cells& fuzzing) {
  std::vector<evidence::CoverageCell> cells;
  for (const auto& [name, since] : history) {
    cells.push_back({name.clause, name.side, name.place, name.what, since, fuzzing.contains(name)});
  }
  std::stable_sort(cells.begin(), cells.end(), [](const auto& a, const auto& b) {
    return std::tie(a.clause, a.side, a.place) < std::tie(b.clause, b.side, b.place);
  });
  return cells;
}

// One finding, from the plan to the evidence.
class Finder {
 public:
  explicit Finder(const CoverageOrder& order) : order_(order), paths_(order.workspace) {}

  Result<std::vector<FoundCoverage>> Run() {
    TWINBILL_TRY(Prepare());
    std::map<std::string, std::vector<std::size_t>> payers;
    for (std::size_t i = 0; i < plan_.contracts.size(); ++i) {
      const PlannedContract& contract = plan_.contracts[i];
      found_[i].evidence.contract = contract.folder.id;
      if (contract.can_run()) {
        payers[contract.legacy->head.payer].push_back(i);
      } else if (contract.decided->verdict == evidence::Verdict::kInconclusive) {
        TWINBILL_ASSIGN(cells, CellsOfFolder(contract.folder));  // there is no usage at all
        TWINBILL_TRY(Tell(i, cells));
      } else {
        found_[i].evidence.reasons = contract.decided->reasons;
        found_[i].exit_code = contract.decided->exit_code;
      }
    }
    TWINBILL_TRY(FindAll(payers));
    return std::move(found_);
  }

 private:
  Result<void> Prepare() {
    TWINBILL_TRY(store::RequireWorkspace(order_.workspace));
    TWINBILL_ASSIGN(settings, replay::ReadSettings(paths_.settings));
    jobs_ = order_.jobs > 0 ? order_.jobs : settings.jobs;
    if (jobs_ <= 0) jobs_ = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    TWINBILL_ASSIGN(folders, replay::ListContracts(paths_, order_.contracts));
    TWINBILL_ASSIGN(history, history::History::Open(order_.workspace));
    history_ = std::move(history);
    TWINBILL_ASSIGN(results, replay::ResultStore::Open(paths_, true));
    TWINBILL_ASSIGN(
        plan, replay::PlanReplay(std::move(folders), history_, settings, order_.plan, &*results));
    plan_ = std::move(plan);
    TWINBILL_ASSIGN(store, CoverageStore::Open(paths_, true));
    store_ = std::make_unique<CoverageStore>(std::move(*store));
    found_.resize(plan_.contracts.size());
    return {};
  }

  // Payers are dealt to threads. The first failure, by payer, is the one that is told.
  Result<void> FindAll(const std::map<std::string, std::vector<std::size_t>>& payers) {
    std::vector<const std::pair<const std::string, std::vector<std::size_t>>*> in_order;
    in_order.reserve(payers.size());
    for (const auto& payer : payers) in_order.push_back(&payer);
    std::vector<Result<void>> outcomes(in_order.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t at = next++; at < in_order.size() && !failed_; at = next++) {
        outcomes[at] = FindPayer(in_order[at]->first, in_order[at]->second);
        if (!outcomes[at]) failed_ = true;
      }
    };
    std::vector<std::thread> threads;
    const auto count = std::min(static_cast<std::size_t>(jobs_), in_order.size());
    for (std::size_t i = 1; i < count; ++i) threads.emplace_back(work);
    work();
    for (std::thread& thread : threads) thread.join();
    for (Result<void>& outcome : outcomes) TWINBILL_TRY(std::move(outcome));
    return {};
  }

  // What is kept is told; the rest is found in one reading of the payer's history, kept, and told.
  Result<void> FindPayer(const std::string& payer, const std::vector<std::size_t>& contracts) {
    std::vector<std::size_t> to_do;
    std::vector<OpenedPair> pairs;
    std::vector<coverage::HistoryTask> tasks;
    for (const std::size_t i : contracts) {
      const PlannedContract& contract = plan_.contracts[i];
      TWINBILL_ASSIGN(kept, Kept(contract));
      if (kept) {
        TWINBILL_TRY(Tell(i, *kept));
        continue;
      }
      TWINBILL_ASSIGN(pair, OpenPair(contract.folder));
      TWINBILL_ASSIGN(before, Before(contract));
      pairs.push_back(std::move(pair));
      to_do.push_back(i);
      tasks.push_back({pairs.back().legacy.get(), pairs.back().standard.get(),
                       contract.periods.back(), std::move(before)});
    }
    TWINBILL_ASSIGN(reaches, coverage::ReachOfHistory(history_, payer, tasks,
                                                      [this] { return failed_.load(); }));
    if (failed_) return {};
    std::vector<CoverageStore::KeptHistory> keep;
    for (std::size_t n = 0; n < reaches.size(); ++n) {
      const PlannedContract& contract = plan_.contracts[to_do[n]];
      TWINBILL_TRY(Tell(to_do[n], reaches[n].cells));
      keep.push_back({contract.folder.id, contract.period_keys.back(), std::move(reaches[n])});
    }
    if (keep.empty()) return {};
    const std::lock_guard lock(mutex_);
    return store_->Keep(keep);
  }

  Result<std::optional<coverage::CellsSince>> Kept(const PlannedContract& contract) {
    if (contract.periods.empty()) {
      TWINBILL_ASSIGN(cells, CellsOfFolder(contract.folder));
      return std::optional(std::move(cells));
    }
    if (order_.plan.fresh) return std::optional<coverage::CellsSince>();
    const std::lock_guard lock(mutex_);
    return store_->History(contract.folder.id, contract.period_keys.back());
  }

  Result<std::optional<coverage::HistoryReach>> Before(const PlannedContract& contract) {
    if (order_.plan.fresh) return std::optional<coverage::HistoryReach>();
    const std::lock_guard lock(mutex_);
    return store_->Before(contract.folder.id, contract.period_keys);
  }

  Result<void> Tell(std::size_t number, const coverage::CellsSince& history) {
    evidence::CoverageEvidence& evidence = found_[number].evidence;
    const PlannedContract& contract = plan_.contracts[number];
    if (!contract.periods.empty()) {
      evidence.from = contract.periods.front();
      evidence.to = contract.periods.back();
    }
    coverage::FuzzReach fuzzing;
    {
      const std::lock_guard lock(mutex_);
      const std::string key = coverage::FuzzingKey(plan_.program_digest, contract.legacy->digest,
                                                   contract.standard->digest);
      TWINBILL_ASSIGN(reach, store_->Fuzzing(contract.folder.id, key));
      fuzzing = std::move(reach);
    }
    evidence.fuzz_runs = fuzzing.runs;
    evidence.fuzz_cases = fuzzing.cases;
    evidence.cells = Join(history, fuzzing.cells);
    return {};
  }

  const CoverageOrder& order_;
  store::WorkspacePaths paths_;
  int jobs_ = 1;
  history::History history_;
  replay::ReplayPlan plan_;
  std::vector<FoundCoverage> found_;  // by contract of the plan
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;  // of the store
  std::unique_ptr<CoverageStore> store_;
};

// The keys of the last periods, by contract. None of them is no failure.
Result<std::map<std::string, std::string>> LastKeys(
    const std::string& workspace, const std::vector<replay::ContractFolder>& folders) {
  const store::WorkspacePaths paths(workspace);
  TWINBILL_ASSIGN(settings, replay::ReadSettings(paths.settings));
  TWINBILL_ASSIGN(history, history::History::Open(workspace));
  TWINBILL_ASSIGN(results, replay::ResultStore::Open(paths, true));
  replay::PlanOptions options;
  TWINBILL_ASSIGN(definitions, LoadDefinitions(workspace));
  options.definitions = std::move(definitions);
  TWINBILL_ASSIGN(plan, replay::PlanReplay(folders, history, settings, options, &*results));
  std::map<std::string, std::string> keys;
  for (const PlannedContract& contract : plan.contracts) {
    if (contract.can_run() && !contract.periods.empty()) {
      keys[contract.folder.id] = contract.period_keys.back();
    }
  }
  return keys;
}

}  // namespace

Result<std::vector<FoundCoverage>> FindCoverage(const CoverageOrder& order) {
  return Finder(order).Run();
}

std::string CountsText(const evidence::CoverageCounts& counts) {
  return fmt::format(
      "{} of {} cells reached: {} by history and fuzzing, {} by history alone, {} by fuzzing "
      "alone; {} by neither",
      counts.cells - counts.neither, counts.cells, counts.both, counts.history_alone,
      counts.fuzzing_alone, counts.neither);
}

Result<FuzzedCoverage> FuzzedCoverage::Open(const std::string& workspace,
                                            const std::vector<replay::ContractFolder>& folders) {
  TWINBILL_ASSIGN(program, replay::ProgramDigest());
  TWINBILL_ASSIGN(store, CoverageStore::Open(store::WorkspacePaths(workspace), true));
  FuzzedCoverage coverage(std::move(*store), program);
  if (auto keys = LastKeys(workspace, folders)) coverage.keys_ = std::move(*keys);
  return coverage;
}

Result<coverage::FuzzReach> FuzzedCoverage::Add(const OpenedPair& pair, std::uint64_t cases,
                                                const coverage::Cells& reached) {
  return store_.AddRun(pair.id, FuzzingKeyOf(pair, program_), static_cast<std::int64_t>(cases),
                       reached);
}

Result<std::optional<coverage::CellsSince>> FuzzedCoverage::ByHistory(const OpenedPair& pair) {
  const auto key = keys_.find(pair.id);
  if (key == keys_.end()) return std::optional<coverage::CellsSince>();
  return store_.History(pair.id, key->second);
}

}  // namespace twinbill::cli
