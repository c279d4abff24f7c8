#include "harness/replay/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "corpus/history/history.h"
#include "harness/evidence/evidence_json.h"
#include "harness/replay/contract_finish.h"
#include "harness/replay/payer_replay.h"
#include "harness/replay/shard_plan.h"

namespace twinbill::replay {
namespace {

using compare::Difference;
using evidence::ContractEvidence;
using evidence::PeriodEvidence;
using model::Fail;
using model::Result;

// Finished periods wait for each other this long, so that small ones share a transaction.
constexpr auto kKeepEvery = std::chrono::milliseconds(200);
constexpr std::size_t kKeepAtOnce = 512;

std::string HeaderOf(const ReplayOrder& order, const ReplayPlan& plan,
                     const WorkspaceSettings& settings, std::size_t contracts) {
  nlohmann::ordered_json header = {{"twinbill_replay", 1},
                                   {"program", plan.program_digest},
                                   {"settings", settings.Decisive()},
                                   {"from", nullptr},
                                   {"to", nullptr},
                                   {"shard", nullptr},
                                   {"contracts", contracts}};
  if (order.plan.from) header["from"] = order.plan.from->ToString();
  if (order.plan.to) header["to"] = order.plan.to->ToString();
  if (order.shard) {
    header["shard"] = fmt::format("{}/{}", order.shard->index, order.shard->count);
  }
  return header.dump();
}

// One replay, from beginning to end.
class Session {
 public:
  Session(const ReplayOrder& order, ReplayObserver& observer)
      : order_(order), observer_(observer), paths_(order.workspace) {}

  Result<ReplayOutcome> Run() {
    TWINBILL_TRY(Prepare());
    std::vector<std::size_t> to_do;
    TWINBILL_TRY(TakeKept(to_do));
    TWINBILL_TRY(ReplayAll(to_do));
    return Finish();
  }

 private:
  friend class PayerSink;

  bool IsToStop() const { return failed_ || (order_.stop && order_.stop()); }

  Result<void> Prepare() {
    TWINBILL_TRY(store::RequireWorkspace(order_.workspace));
    TWINBILL_ASSIGN(settings, ReadSettings(paths_.settings));
    settings_ = settings;
    jobs_ = order_.jobs > 0 ? order_.jobs : settings_.jobs;
    if (jobs_ <= 0) jobs_ = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    spill_.folder = std::filesystem::temp_directory_path().string();
    TWINBILL_TRY(CheckSight(spill_));
    TWINBILL_ASSIGN(folders, ListContracts(paths_, order_.contracts));
    TWINBILL_ASSIGN(history, history::History::Open(order_.workspace));
    history_ = std::move(history);
    if (!order_.shard) {
      TWINBILL_ASSIGN(lock, store::WorkspaceLock::Take(paths_));
      lock_.emplace(std::move(lock));
      TWINBILL_ASSIGN(opened, ResultStore::Open(paths_, true));
      outcome_.store = std::make_unique<ResultStore>(std::move(*opened));
    }
    TWINBILL_ASSIGN(plan, PlanReplay(std::move(folders), history_, settings_, order_.plan,
                                     outcome_.store.get()));
    plan_ = std::move(plan);
    if (order_.shard) KeepShard(*order_.shard, history_, plan_.contracts);
    outcome_.header = HeaderOf(order_, plan_, settings_, plan_.contracts.size());
    results_.resize(plan_.contracts.size());
    return {};
  }

  // What is there already, or decided without a run; the rest is to do.
  Result<void> TakeKept(std::vector<std::size_t>& to_do) {
    std::int64_t rows = 0;
    std::size_t reused = 0;
    for (std::size_t i = 0; i < plan_.contracts.size(); ++i) {
      PlannedContract& contract = plan_.contracts[i];
      if (!contract.can_run()) {
        Done(i, *contract.decided, {});
        continue;
      }
      if (outcome_.store && !order_.plan.fresh) {
        TWINBILL_ASSIGN(kept, outcome_.store->Contract(contract.folder.id, contract.key));
        if (kept) {
          TWINBILL_ASSIGN(evidence,
                          evidence::ReadContract(kept->evidence, store::InFile(paths_.database)));
          results_[i] = ReplayedContract{std::move(evidence), std::move(kept->evidence),
                                         contract.key, std::move(kept->period_keys), true};
          ++reused;
          continue;
        }
      }
      to_do.push_back(i);
    }
    for (const auto& [payer, contracts] : ByPayer(to_do)) {
      for (const history::PartitionInfo& info : history_.Of(payer)) rows += info.rows;
    }
    observer_.Planned(plan_.contracts.size(), reused, rows);
    return {};
  }

  std::map<std::string, std::vector<std::size_t>> ByPayer(
      const std::vector<std::size_t>& contracts) const {
    std::map<std::string, std::vector<std::size_t>> payers;
    for (const std::size_t i : contracts) {
      payers[plan_.contracts[i].legacy->head.payer].push_back(i);
    }
    return payers;
  }

  // Payers are shared out among threads, the largest first; threads that are left over share a
  // payer's runs.
  Result<void> ReplayAll(const std::vector<std::size_t>& to_do) {
    struct Payer {
      std::string name;
      std::vector<std::size_t> contracts;
      std::int64_t rows = 0;
    };
    std::vector<Payer> payers;
    for (auto& [name, contracts] : ByPayer(to_do)) {
      Payer& payer = payers.emplace_back(Payer{name, std::move(contracts), 0});
      for (const auto& info : history_.Of(name)) payer.rows += info.rows;
    }
    std::stable_sort(payers.begin(), payers.end(),
                     [](const Payer& a, const Payer& b) { return a.rows > b.rows; });
    const int workers = std::min(jobs_, std::max(1, static_cast<int>(payers.size())));
    const int lanes = std::max(1, jobs_ / workers);
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t at = next++; at < payers.size() && !IsToStop(); at = next++) {
        if (auto done = ReplayOne(payers[at].name, payers[at].contracts, lanes); !done) {
          SetFailure(std::move(done).error());
        }
      }
    };
    std::vector<std::thread> threads;
    for (int i = 1; i < workers; ++i) threads.emplace_back(work);
    work();
    for (std::thread& thread : threads) thread.join();
    TWINBILL_TRY(Flush(true));
    if (failure_) return Fail(*failure_);
    return {};
  }

  struct GoingOn {
    bool is_done = false;  // every period is kept
    std::optional<Resumption> resumption;
  };

  Result<void> ReplayOne(const std::string& payer, const std::vector<std::size_t>& contracts,
                         int lanes);
  Result<void> FinishContract(std::size_t contract, const history::UsageFeed& feed, int threads);
  Result<GoingOn> WhereToGoOn(std::size_t contract);
  Result<void> Take(std::size_t contract, FinishedPeriod finished);

  // Writes what waits, where it is time to or `all` is wanted. Once that failed nothing more is
  // kept: what comes later stands on what could not be written.
  Result<void> Flush(bool all) {
    const std::lock_guard lock(keep_mutex_);
    if (keep_failure_) return Fail(*keep_failure_);
    auto kept = KeepWaiting(all);
    if (!kept) keep_failure_ = kept.error();
    return kept;
  }

  Result<void> KeepWaiting(bool all) {
    const auto now = std::chrono::steady_clock::now();
    if (waiting_.empty()) return {};
    if (!all && waiting_.periods.size() < kKeepAtOnce && now - last_kept_ < kKeepEvery) return {};
    last_kept_ = now;
    ToKeep kept = std::exchange(waiting_, {});
    if (outcome_.store) {
      TWINBILL_ASSIGN(run, outcome_.store->Keep(std::move(kept)));
      outcome_.run = run;
      return {};
    }
    for (KeptPeriod& period : kept.periods) {
      if (!period.differences) continue;
      outcome_.spools[{period.contract, period.key}] = {period.evidence.period,
                                                        std::move(period.differences)};
    }
    return {};
  }

  void Done(std::size_t contract, ContractEvidence evidence, std::vector<std::string> keys) {
    const std::lock_guard lock(keep_mutex_);
    ReplayedContract result;
    result.json = evidence::ToJson(evidence);
    result.key = plan_.contracts[contract].key;
    result.period_keys = std::move(keys);
    result.evidence = std::move(evidence);
    observer_.ContractDone(result.evidence);
    results_[contract] = std::move(result);
  }

  void SetFailure(model::Failure failure) {
    const std::lock_guard lock(keep_mutex_);
    if (!failure_) failure_ = std::move(failure);
    failed_ = true;
  }

  Result<ReplayOutcome> Finish() {
    outcome_.interrupted = order_.stop && order_.stop();
    bool all_identical = true;
    KeptRun run;
    for (std::optional<ReplayedContract>& result : results_) {
      if (!result) {
        outcome_.interrupted = true;
        continue;
      }
      outcome_.exit_code = std::max(outcome_.exit_code, result->evidence.exit_code);
      all_identical = all_identical && result->evidence.verdict == evidence::Verdict::kIdentical;
      run.contracts.push_back({result->evidence.id, result->key,
                               std::string(evidence::Name(result->evidence.verdict))});
      outcome_.contracts.push_back(std::move(*result));
    }
    if (!all_identical || outcome_.contracts.empty()) {
      outcome_.exit_code = std::max(outcome_.exit_code, 1);
    }
    if (outcome_.store && !outcome_.interrupted) {
      run.header = outcome_.header;
      run.exit_code = outcome_.exit_code;
      waiting_.run = std::move(run);
    }
    TWINBILL_TRY(Flush(true));
    outcome_.rows_read = rows_read_;
    return std::move(outcome_);
  }

  const ReplayOrder& order_;
  ReplayObserver& observer_;
  store::WorkspacePaths paths_;
  std::optional<store::WorkspaceLock> lock_;
  WorkspaceSettings settings_;
  SpillOptions spill_;
  int jobs_ = 1;
  history::History history_;
  ReplayPlan plan_;
  ReplayOutcome outcome_;
  std::vector<std::optional<ReplayedContract>> results_;  // by contract of the plan

  std::mutex keep_mutex_;  // of all below, and of the store
  ToKeep waiting_;
  std::chrono::steady_clock::time_point last_kept_ = std::chrono::steady_clock::now();
  std::optional<model::Failure> keep_failure_;
  std::map<std::size_t, std::vector<PeriodEvidence>> periods_;  // by contract, from its first on
  std::map<std::size_t, std::vector<evidence::CounterexampleEvidence>> counterexamples_;
  std::optional<model::Failure> failure_;
  std::atomic<bool> failed_ = false;
  std::atomic<std::int64_t> rows_read_ = 0;
};

// Hands a payer's finished periods on to the session, as those of its contracts.
class PayerSink : public PeriodSink {
 public:
  PayerSink(Session& session, const std::vector<std::size_t>& contracts)
      : session_(session), contracts_(contracts) {}
  Result<void> Take(FinishedPeriod finished) override {
    const std::size_t contract = contracts_[finished.task];
    return session_.Take(contract, std::move(finished));
  }

 private:
  Session& session_;
  const std::vector<std::size_t>& contracts_;
};

// The periods of a contract that are kept, from its first on, go into periods_; behind the last of
// them with a state its runs go on.
Result<Session::GoingOn> Session::WhereToGoOn(std::size_t number) {
  const std::lock_guard lock(keep_mutex_);
  std::vector<PeriodEvidence>& periods = periods_[number];
  periods.clear();
  const PlannedContract& contract = plan_.contracts[number];
  const std::vector<std::string>& keys = contract.period_keys;
  GoingOn going_on;
  going_on.is_done = keys.empty();
  if (!outcome_.store || order_.plan.fresh) return going_on;
  TWINBILL_ASSIGN(kept, outcome_.store->Periods(contract.folder.id, keys));
  std::size_t count = 0;
  while (count < keys.size() && kept.contains(keys[count])) ++count;
  if (count < keys.size()) {
    TWINBILL_ASSIGN(state, outcome_.store->State(contract.folder.id));
    const auto at = state ? std::find(keys.begin(), keys.end(), state->key) : keys.end();
    const auto behind = static_cast<std::size_t>(at - keys.begin()) + 1;
    if (at == keys.end() || behind > count) return going_on;
    count = behind;
    going_on.resumption = std::move(state->resumption);
  }
  for (std::size_t i = 0; i < count; ++i) periods.push_back(std::move(kept.at(keys[i])));
  going_on.is_done = count == keys.size();
  return going_on;
}

Result<void> Session::Take(std::size_t number, FinishedPeriod finished) {
  const PlannedContract& contract = plan_.contracts[number];
  KeptPeriod period;
  period.contract = contract.folder.id;
  period.evidence = finished.compared.evidence;
  period.differences = std::move(finished.compared.differences);
  period.resumption = std::move(finished.resumption);
  {
    const std::lock_guard lock(keep_mutex_);
    std::vector<PeriodEvidence>& periods = periods_[number];
    TWINBILL_CHECK(contract.periods[periods.size()] == period.evidence.period);
    period.key = contract.period_keys[periods.size()];
    observer_.PeriodDone(period.contract, period.evidence, finished.compared.first);
    periods.push_back(period.evidence);
    waiting_.periods.push_back(std::move(period));
    ++outcome_.periods_replayed;
  }
  return Flush(false);
}

Result<void> Session::ReplayOne(const std::string& payer, const std::vector<std::size_t>& contracts,
                                int lanes) {
  std::vector<ReplayTask> tasks;
  std::vector<std::size_t> running, ready;
  for (const std::size_t number : contracts) {
    PlannedContract& contract = plan_.contracts[number];
    OpenSides(contract);
    if (!contract.can_run()) {
      Done(number, *contract.decided, {});
      continue;
    }
    ready.push_back(number);
    TWINBILL_ASSIGN(counterexamples, RunCounterexamples(contract));
    {
      const std::lock_guard lock(keep_mutex_);
      counterexamples_[number] = std::move(counterexamples);
    }
    TWINBILL_ASSIGN(going_on, WhereToGoOn(number));
    if (going_on.is_done) continue;
    ReplayTask task{contract.legacy_side.get(), contract.standard_side.get(),
                    contract.periods.back(), std::move(going_on.resumption)};
    tasks.push_back(std::move(task));
    running.push_back(number);
  }
  ReplayOptions options;
  options.threads = lanes;
  options.spill = spill_;
  options.stop = [this] { return IsToStop(); };
  options.on_rows = [this](std::int64_t rows) {
    rows_read_ += rows;
    const std::lock_guard lock(keep_mutex_);
    observer_.Read(rows);
  };
  if (ready.empty()) return {};
  model::Period last;
  for (const std::size_t number : ready) {
    if (plan_.contracts[number].periods.empty()) continue;
    last = std::max(last, plan_.contracts[number].periods.back());
  }
  // From the payer's first period on, whatever is read of it: slots keep their numbers.
  TWINBILL_ASSIGN(feed, history::UsageFeed::Open(history_, payer, {std::nullopt, last},
                                                 static_cast<std::size_t>(lanes)));
  PayerSink sink(*this, running);
  TWINBILL_TRY(ReplayPayer(feed, tasks, options, sink));
  TWINBILL_TRY(Flush(false));
  for (const std::size_t number : ready) {
    if (IsToStop()) return {};
    TWINBILL_TRY(FinishContract(number, feed, lanes));
  }
  return {};
}

Result<void> Session::FinishContract(std::size_t number, const history::UsageFeed& feed,
                                     int threads) {
  PlannedContract& contract = plan_.contracts[number];
  FinishOptions options;
  options.settings = settings_;
  options.from = order_.plan.from;
  options.threads = threads;
  options.stop = [this] { return IsToStop(); };
  std::vector<PeriodEvidence> periods;
  {
    const std::lock_guard lock(keep_mutex_);
    periods = std::move(periods_[number]);
    options.counterexamples = std::move(counterexamples_[number]);
  }
  TWINBILL_CHECK(periods.size() == contract.periods.size());
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < periods.size(); ++i) {
    const bool is_asked_for = !options.from || *options.from <= periods[i].period;
    if (is_asked_for && periods[i].difference_count() > 0) {
      keys.push_back(contract.period_keys[i]);
    }
  }
  TWINBILL_ASSIGN(evidence,
                  FinishContractEvidence(contract, history_, feed, std::move(periods), options));
  if (IsToStop()) return {};
  // The sides are not needed any more, and there may be thousands.
  contract.legacy_side.reset();
  contract.standard_side.reset();
  Done(number, std::move(evidence), keys);
  {
    const std::lock_guard lock(keep_mutex_);
    waiting_.contracts.push_back(
        {contract.folder.id, contract.key, results_[number]->json, std::move(keys)});
  }
  return Flush(false);
}

}  // namespace

std::size_t ReplayOutcome::reused_count() const {
  return static_cast<std::size_t>(std::count_if(
      contracts.begin(), contracts.end(), [](const auto& contract) { return contract.reused; }));
}

Result<void> ReplayOutcome::ReadDifferences(const ReplayedContract& contract,
                                            const DifferenceReader& reader) {
  for (const std::string& key : contract.period_keys) {
    if (store) {
      TWINBILL_TRY(store->ReadDifferences(contract.evidence.id, key, reader));
      continue;
    }
    const auto spool = spools.find({contract.evidence.id, key});
    TWINBILL_CHECK(spool != spools.end());
    Difference difference;
    while (true) {
      TWINBILL_ASSIGN(more, spool->second.differences->Next(difference));
      if (!more) break;
      TWINBILL_TRY(reader(evidence::ToJson(EvidenceOf(spool->second.period, difference))));
    }
  }
  return {};
}

Result<ReplayOutcome> Replay(const ReplayOrder& order, ReplayObserver& observer) {
  return Session(order, observer).Run();
}

}  // namespace twinbill::replay
