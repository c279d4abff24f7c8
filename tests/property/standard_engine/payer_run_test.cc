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

// `contract` under another id, with another clause for its construct `place`: the same up to there.
nlohmann::json Sibling(nlohmann::json contract, const std::string& id, std::size_t place) {
  contract["contract"]["id"] = id;
  contract["constructs"][place]["clause"] = "another";
  return contract;
}

// Contracts that go on behind `contract` with a construct without meter, cap or floor, each with
// something else in it: what it gives, how it rounds or counts, or the cells that it asks for.
std::vector<nlohmann::json> PlainEndings(nlohmann::json contract, RandomSource& source) {
  contract["contract"]["net"] = "exact";
  const std::string rule = source.OneOf({"percent_off", "unit_price", "unit_discount"});
  nlohmann::json plain = {{"id", "ending"},
                          {"construct", "primitive"},
                          {"clause", "9"},
                          {"base", source.OneOf({"list", "net"})},
                          {"benefit", {{rule, "1.5"}, {"floor", "none"}}},
                          {"line",
                           {{"type", "Discount"},
                            {"description", "ending"},
                            {"by", {source.OneOf({"usage_type", "account"})}}}}};
  if (source.OneIn(2)) {
    plain["commit"] = {{"amount", "100"},
                       {"window", "contract_quarter"},
                       {"measure", source.OneOf({"list_cost", "net_cost"})},
                       {"charge", {{"type", "Shortfall"}, {"description", "short"}}}};
  }
  std::vector<nlohmann::json> endings(7, plain);
  endings[1]["benefit"] = {{rule, "0.0000001"}, {"floor", "none"}};
  endings[2]["rounding"] = {{"digits", 5}, {"mode", "FLOOR"}};
  if (plain.contains("commit")) {
    endings[3]["commit"]["amount"] = "1000000.005";
    endings[6]["commit"]["measure"] =
        plain["commit"]["measure"] == "net_cost" ? "list_cost" : "net_cost";
  }
  endings[4]["base"] = plain["base"] == "net" ? "list" : "net";
  // A scope that all the contracts have, so that they still share their cells.
  const nlohmann::json narrow = {{"id", "narrow"},
                                 {"construct", "primitive"},
                                 {"clause", "8"},
                                 {"scope", {{"not", {{"service", {"AmazonS3"}}}}}},
                                 {"benefit", {{"percent_off", "1"}}},
                                 {"line", {{"type", "Discount"}, {"description", "narrow"}}}};
  endings[5]["scope"] = narrow["scope"];
  contract["constructs"].push_back(narrow);
  std::vector<nlohmann::json> contracts;
  for (const nlohmann::json& ending : endings) {
    contracts.push_back(contract);
    contracts.back()["contract"]["id"] = "ENDING" + std::to_string(contracts.size());
    contracts.back()["constructs"].push_back(ending);
  }
  return contracts;
}

// Contracts over the usage of `drawn`: its own, some that begin like it, and some of other terms.
std::vector<nlohmann::json> Contracts(const RandomCase& drawn) {
  std::vector<nlohmann::json> contracts = {drawn.contract};
  RandomSource source(drawn.seed + 1);
  const std::size_t count = drawn.contract["constructs"].size();
  for (int i = 0; i < 4; ++i) {
    const auto place = static_cast<std::size_t>(source.Between(0, static_cast<int>(count) - 1));
    contracts.push_back(Sibling(drawn.contract, "SIBLING" + std::to_string(i), place));
  }
  for (nlohmann::json& contract : PlainEndings(drawn.contract, source)) {
    contracts.push_back(std::move(contract));
  }
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
    std::vector<ContractBill> bills(plans.size());
    billing::PayerRun run(Pointers(plans), slots, bills);
    while (!run.is_done()) {
      for (const model::UsageBlock& block : feed.Of(run.next_period())) run.usage().Add(block);
      run.BillNext();
    }
    CheckBills(contracts, drawn, bills);
  }));
}

TEST(PayerRun, ASharedConstructThatFailsIsEachContractsOwnFailure) {
  const RandomCase drawn(1);
  const auto construct = [](const std::string& id, const std::string& price) {
    return nlohmann::json{{"id", id},
                          {"construct", "primitive"},
                          {"clause", id},
                          {"benefit", {{"unit_discount", price}}},
                          {"line", {{"type", "Discount"}, {"description", id}}}};
  };
  std::vector<nlohmann::json> contracts;
  for (const std::string id : {"A", "B", "C"}) {
    nlohmann::json contract = drawn.contract;
    contract["contract"]["id"] = id;
    // What A and B share fails; C fails at nothing.
    contract["constructs"] = {construct("first", "1"),
                              construct("second", id == "C" ? "2" : "1" + std::string(37, '0')),
                              construct("third", id == "A" ? "3" : "4")};
    contracts.push_back(std::move(contract));
  }
  std::vector<model::UsageRecord> usage = drawn.usage;
  usage.resize(1);
  usage[0].start = model::Timestamp::AtMidnight(drawn.term.start);
  usage[0].period = drawn.term.FirstPeriod();
  usage[0].payer = drawn.contract["contract"]["payer"];
  usage[0].currency = drawn.contract["contract"]["currency"];
  usage[0].slot.line_item_type = "Usage";
  usage[0].quantity = *model::Decimal::Parse("100");
  const auto plans = PlansOf(contracts);
  model::SlotTable slots;
  const model::RecordFeed feed = FeedOf(usage, slots);
  std::vector<ContractBill> bills(plans.size());
  billing::PayerRun run(Pointers(plans), slots, bills);
  while (!run.is_done()) {
    for (const model::UsageBlock& block : feed.Of(run.next_period())) run.usage().Add(block);
    run.BillNext();
  }
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_TRUE(bills[i].failure.has_value());
    EXPECT_EQ("bill: " + Format(bills[i].failure->diagnostics.front()),
              BillByEngine(contracts[i], usage));
    EXPECT_TRUE(bills[i].lines.empty());
  }
  ASSERT_FALSE(bills[2].failure.has_value());
  EXPECT_EQ(model::CanonicalFile(bills[2].lines), BillByEngine(contracts[2], usage));
}

TEST(PayerRun, BillsAHistoryAsRecordsInMemory) {
  EXPECT_TRUE(CheckCases("history", TWINBILL_CASES / 50, [](const RandomCase& drawn) {
    const HistoryGround ground;
    RC_ASSERT(ground.Write(drawn.usage).has_value());
    const auto history = history::History::Open(ground.workspace());
    RC_ASSERT(history.has_value());
    const auto contracts = Contracts(drawn);
    const auto plans = PlansOf(contracts);
    for (const std::size_t threads : {1U, 3U}) {
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
