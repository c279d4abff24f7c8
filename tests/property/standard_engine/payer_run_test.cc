// Several contracts in one pass bill what each bills by itself: from memory and from a history, by
// one thread or several.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "standard_engine/billing/history_bill.h"
#include "tests/property/standard_engine/random_case.h"
#include "tests/support/history_ground.h"
#include "tests/support/random_standard.h"
#include "tests/support/random_usage.h"

namespace twinbill::support {
namespace {

using billing::ContractBill;

// Contracts over the usage of `drawn`: its own, and some of other terms.
std::vector<nlohmann::json> Contracts(const RandomCase& drawn) {
  std::vector<nlohmann::json> contracts = {drawn.contract};
  RandomSource source(drawn.seed + 1);
  for (int i = 0; i < 3; ++i) {
    model::Term term = drawn.term;
    if (i > 0) {
      term.start.days += static_cast<std::int32_t>(source.Between(-40, 40));
      term.end.days = std::max(term.start.days + 1,
                               term.end.days + static_cast<std::int32_t>(source.Between(-40, 40)));
    }
    contracts.push_back(RandomContract(source, term, 3));
  }
  return contracts;
}

std::vector<std::unique_ptr<plan::Plan>> PlansOf(const std::vector<nlohmann::json>& contracts) {
  std::vector<std::unique_ptr<plan::Plan>> plans;
  for (const nlohmann::json& json : contracts) {
    plans.push_back(std::make_unique<plan::Plan>(ReadJsonContract(json)));
  }
  return plans;
}

std::vector<const plan::Plan*> Pointers(const std::vector<std::unique_ptr<plan::Plan>>& plans) {
  std::vector<const plan::Plan*> pointers;
  for (const auto& plan : plans) pointers.push_back(plan.get());
  return pointers;
}

void CheckBills(const std::vector<nlohmann::json>& contracts, const RandomCase& drawn,
                const std::vector<ContractBill>& bills) {
  for (std::size_t i = 0; i < contracts.size(); ++i) {
    RC_ASSERT(!bills[i].failure.has_value());
    RC_ASSERT(model::CanonicalFile(bills[i].lines) == BillByEngine(contracts[i], drawn.usage));
  }
}

TEST(PayerRun, BillsEachContractAsByItself) {
  EXPECT_TRUE(CheckCases("one pass", TWINBILL_CASES / 5, [](const RandomCase& drawn) {
    const auto contracts = Contracts(drawn);
    const auto plans = PlansOf(contracts);
    model::SlotTable slots;
    const model::RecordFeed feed = FeedOf(drawn.usage, slots);
    for (const std::size_t threads : {1U, 3U}) {
      billing::PayerRun run(Pointers(plans), slots);
      std::vector<ContractBill> bills(plans.size());
      while (!run.is_done()) {
        for (const model::UsageBlock& block : feed.Of(run.next_period())) run.usage().Add(block);
        run.BillNext(bills, model::Period(), threads);
      }
      CheckBills(contracts, drawn, bills);
    }
  }));
}

TEST(PayerRun, BillsAHistoryAsRecordsInMemory) {
  EXPECT_TRUE(CheckCases("history", TWINBILL_CASES / 50, [](const RandomCase& drawn) {
    const HistoryGround ground;
    RC_ASSERT(ground.Write(drawn.usage).has_value());
    const auto history = history::History::Open(ground.workspace());
    RC_ASSERT(history.has_value());
    const auto contracts = Contracts(drawn);
    const auto plans = PlansOf(contracts);
    for (const std::size_t threads : {1U, 2U}) {
      billing::HistoryBillOptions options;
      options.threads = threads;
      options.range = billing::PeriodRange{model::Period(), model::Period::FromCivil(2030, 1)};
      const auto bills = billing::BillHistory(*history, Pointers(plans), options);
      RC_ASSERT(bills.has_value());
      CheckBills(contracts, drawn, *bills);
    }
  }));
}

}  // namespace
}  // namespace twinbill::support
