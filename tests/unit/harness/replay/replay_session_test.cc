// A whole replay by several threads: the same of every contract as by one. Under ThreadSanitizer
// this is where payers that are replayed side by side are seen.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/replay/replay.h"
#include "harness/replay/result_store.h"
#include "tests/support/history_ground.h"

namespace twinbill::replay {
namespace {

constexpr int kPayers = 12;

class Silent : public ReplayObserver {
 public:
  void Planned(std::size_t, std::size_t, std::int64_t) override {}
  void Read(std::int64_t) override {}
  void PeriodDone(const std::string&, const evidence::PeriodEvidence&,
                  std::span<const compare::Difference>) override {}
  void ContractDone(const evidence::ContractEvidence&) override {}
};

// A contract a payer, each with a month of usage; every third gives another percentage.
void FillWorkspace(const support::HistoryGround& ground) {
  std::vector<model::UsageRecord> records;
  for (int payer = 0; payer < kPayers; ++payer) {
    const std::string name = fmt::format("1111222233{:02}", payer);
    for (int i = 0; i < 20; ++i) {
      records.push_back(support::RecordOf(fmt::format("{}-{}", payer, i), i, i + 1));
      records.back().payer = name;
    }
    const std::string folder = fmt::format("{}/contracts/C{:02}", ground.workspace(), payer);
    std::filesystem::create_directories(folder);
    support::WriteFile(folder + "/legacy.json", fmt::format(R"({{"cbas": 1,
      "contract": {{"id": "C{:02}", "payer": "{}", "currency": "USD", "start": "2025-01-01", "end": "2026-01-01"}},
      "settings": {{"arithmetic": "decimal", "scale": 20}},
      "rules": [{{"id": "R", "clause": "1", "credit": "0.1 * cost", "line": {{"type": "T", "text": "D"}}}}]}})",
                                                            payer, name));
    support::WriteFile(folder + "/standard.json",
                       fmt::format(R"({{"twinbill": 1,
      "contract": {{"id": "C{:02}", "payer": "{}", "currency": "USD",
                    "term": {{"start": "2025-01-01", "end": "2026-01-01"}}}},
      "constructs": [{{"id": "R", "construct": "primitive", "clause": "1",
        "benefit": {{"percent_off": "{}"}}, "line": {{"type": "T", "description": "D", "by": []}}}}]}})",
                                   payer, name, payer % 3 == 0 ? 11 : 10));
  }
  ASSERT_TRUE(ground.Write(records).has_value());
}

std::vector<std::string> Results(const support::HistoryGround& ground, int jobs) {
  ReplayOrder order;
  order.workspace = ground.workspace();
  order.plan.fresh = true;
  order.jobs = jobs;
  Silent silent;
  const auto outcome = Replay(order, silent);
  EXPECT_TRUE(outcome.has_value()) << Format(outcome.error().diagnostics.front());
  std::vector<std::string> results;
  for (const ReplayedContract& contract : outcome->contracts) results.push_back(contract.json);
  return results;
}

TEST(ReplaySession, PayersSideBySideSayTheSameAsOneByOne) {
  const support::HistoryGround ground;
  FillWorkspace(ground);
  const std::vector<std::string> one_by_one = Results(ground, 1);
  ASSERT_EQ(one_by_one.size(), static_cast<std::size_t>(kPayers));
  for (std::size_t i = 0; i < one_by_one.size(); ++i) {
    const std::string verdict = i % 3 == 0 ? "\"different\"" : "\"identical\"";
    EXPECT_NE(one_by_one[i].find(verdict), std::string::npos) << one_by_one[i];
  }
  for (const int jobs : {2, 4, 8}) EXPECT_EQ(Results(ground, jobs), one_by_one) << jobs;
}

TEST(ResultStore, AResultWhoseDifferencesWereNotKeptIsNone) {
  const support::HistoryGround ground;
  auto store = ResultStore::Open(store::WorkspacePaths(ground.workspace()), true);
  ASSERT_TRUE(store.has_value());
  ResultStore& results = **store;
  // As a run leaves it that could not write the period, and then could write again.
  ToKeep contract;
  contract.contracts.push_back({"C", "key", "{}", {"period"}});
  ASSERT_TRUE(results.Keep(std::move(contract)).has_value());
  EXPECT_FALSE(results.Contract("C", "key").value().has_value());
  const auto nothing = [](const std::string&) { return model::Result<void>(); };
  EXPECT_FALSE(results.ReadDifferences("C", "period", nothing).has_value());
  ToKeep late;
  KeptPeriod& period = late.periods.emplace_back();
  period.contract = "C";
  period.key = "period";
  period.evidence.period = model::Period::FromCivil(2025, 1);
  ASSERT_TRUE(results.Keep(std::move(late)).has_value());
  EXPECT_TRUE(results.Contract("C", "key").value().has_value());
  EXPECT_TRUE(results.ReadDifferences("C", "period", nothing).has_value());
}

}  // namespace
}  // namespace twinbill::replay
