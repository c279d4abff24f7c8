// Laws that hold for every contract and all usage.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "standard_engine/billing/bill.h"
#include "standard_engine/billing/standard_run.h"
#include "tests/property/standard_engine/random_case.h"
#include "tests/support/random_source.h"

namespace twinbill::support {
namespace {

using arithmetic::ExactAmount;
using model::Decimal;
using model::LineItem;
using model::UsageRecord;
using nlohmann::json;

// A part of the value and the rest of it, exactly.
std::pair<Decimal, Decimal> Split(const Decimal& value, RandomSource& source) {
  const model::Int128 part = value.units() * source.Between(-2, 12) / 10;
  return {*Decimal::FromUnits(part, value.scale()),
          *Decimal::FromUnits(value.units() - part, value.scale())};
}

// Each record as two that add up to it.
std::vector<UsageRecord> SplitRows(const RandomCase& drawn) {
  RandomSource source(drawn.seed);
  std::vector<UsageRecord> rows;
  for (const UsageRecord& record : drawn.usage) {
    UsageRecord first = record;
    UsageRecord second = record;
    second.id += "/2";
    std::tie(first.quantity, second.quantity) = Split(record.quantity, source);
    std::tie(first.unblended_cost, second.unblended_cost) = Split(record.unblended_cost, source);
    if (record.public_cost) {
      std::tie(*first.public_cost, *second.public_cost) = Split(*record.public_cost, source);
    }
    rows.push_back(std::move(first));
    rows.push_back(std::move(second));
  }
  return rows;
}

TEST(Laws, RowsMayBeSplit) {
  EXPECT_TRUE(CheckCases("rows split", TWINBILL_CASES / 2, [](const RandomCase& drawn) {
    RC_ASSERT(BillByEngine(drawn.contract, SplitRows(drawn)) ==
              BillByEngine(drawn.contract, drawn.usage));
  }));
}

TEST(Laws, UsageMayComeInAnyOrderAndInSeveralParts) {
  EXPECT_TRUE(CheckCases("order and parts", TWINBILL_CASES / 2, [](const RandomCase& drawn) {
    const plan::Plan plan(ReadJsonContract(drawn.contract));
    RandomSource source(drawn.seed);
    std::vector<const UsageRecord*> order;
    for (const UsageRecord& record : drawn.usage) order.push_back(&record);
    for (std::size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1],
                order[static_cast<std::size_t>(source.Between(0, static_cast<int>(i) - 1))]);
    }
    model::SlotTable slots;
    std::vector<billing::UsageCells> parts(3, billing::UsageCells(billing::NeedsOf(plan)));
    for (const UsageRecord* record : order) {
      if (record->payer != plan.contract().payer) continue;
      parts[static_cast<std::size_t>(source.Between(0, 2))].Add(
          {slots.Intern(record->slot), record->period, record->start, record->quantity,
           record->list_cost(), record->rate});
    }
    parts[0].Add(parts[1]);
    parts[0].Add(parts[2]);
    const auto lines =
        billing::Bill(plan, parts[0], slots, {drawn.term.FirstPeriod(), drawn.term.LastPeriod()});
    RC_ASSERT(lines.has_value());
    RC_ASSERT(model::CanonicalFile(*lines) == BillByEngine(drawn.contract, drawn.usage));
  }));
}

// The account under another name that sorts as it does.
std::string Relabel(std::string account) {
  if (!account.empty() && account[0] == '1') account[0] = '7';
  return account;
}

void RelabelAccounts(json& value) {
  if (value.is_object() && value.contains("account")) {
    for (json& pattern : value["account"]) pattern = Relabel(pattern.get<std::string>());
  }
  if (value.is_object() && value.contains("owner")) {
    value["owner"] = Relabel(value["owner"].get<std::string>());
  }
  if (!value.is_structured()) return;
  for (json& part : value) RelabelAccounts(part);
}

TEST(Laws, AccountsMayBeRelabelled) {
  EXPECT_TRUE(CheckCases("relabelling", TWINBILL_CASES / 2, [](const RandomCase& drawn) {
    json contract = drawn.contract;
    RelabelAccounts(contract["constructs"]);
    std::vector<UsageRecord> usage = drawn.usage;
    for (UsageRecord& record : usage) record.slot.account = Relabel(record.slot.account);
    std::vector<LineItem> expected = ItemsByEngine(drawn.contract, drawn.usage);
    for (LineItem& line : expected) line.usage_account_id = Relabel(line.usage_account_id);
    RC_ASSERT(ItemsByEngine(contract, usage) == expected);
  }));
}

TEST(Laws, AConstructOfZeroPercentBesideEachChangesNothing) {
  EXPECT_TRUE(CheckCases("zero per cent", TWINBILL_CASES / 2, [](const RandomCase& drawn) {
    json contract = drawn.contract;
    contract["constructs"] = json::array();
    for (const json& construct : drawn.contract["constructs"]) {
      json nothing = {{"id", construct["id"].get<std::string>() + "-0"},
                      {"construct", "primitive"},
                      {"clause", "0"},
                      {"line", {{"type", "Nothing"}, {"description", "0"}}},
                      {"benefit", {{"percent_off", "0"}}}};
      for (const char* key : {"scope", "effective", "base"}) {
        if (construct.contains(key)) nothing[key] = construct[key];
      }
      contract["constructs"].push_back(nothing);
      contract["constructs"].push_back(construct);
    }
    RC_ASSERT(BillByEngine(contract, drawn.usage) == BillByEngine(drawn.contract, drawn.usage));
  }));
}

TEST(Laws, AConstructWhoseRangeHasNoUsageBillsChargesOnlyAndChangesNoOther) {
  EXPECT_TRUE(CheckCases("no usage", TWINBILL_CASES / 2, [](const RandomCase& drawn) {
    RandomSource source(drawn.seed);
    json moved = drawn.contract;
    json without = drawn.contract;
    const auto place = static_cast<std::size_t>(
        source.Between(0, static_cast<int>(moved["constructs"].size()) - 1));
    const json construct = moved["constructs"][place];
    moved["constructs"][place]["effective"] = {{"from", "2100-01-01"}, {"to", nullptr}};
    without["constructs"].erase(place);
    for (json& other : without["constructs"]) {
      if (!other.contains("unless")) continue;
      json& unless = other["unless"];
      unless.erase(std::remove(unless.begin(), unless.end(), construct["id"]), unless.end());
      if (unless.empty()) other.erase("unless");
    }
    std::vector<LineItem> rest;
    for (const LineItem& line : ItemsByEngine(moved, drawn.usage)) {
      if (line.clause != construct["clause"]) {
        rest.push_back(line);
      } else {
        RC_ASSERT(line.line_item_type == "Fee" || line.line_item_type == "Purchase");
      }
    }
    if (without["constructs"].empty()) return RC_ASSERT(rest.empty());
    RC_ASSERT(rest == ItemsByEngine(without, drawn.usage));
  }));
}

// What the lines of a construct gave.
ExactAmount GivenBy(const billing::ConstructTrace& construct) {
  ExactAmount given;
  for (const auto& line : construct.lines) given -= ExactAmount(line.amount);
  return given;
}

TEST(Laws, CapsAndGrantsAreNeverExceededAtTotalAndShortfallsFillCommitments) {
  EXPECT_TRUE(CheckCases("limits", TWINBILL_CASES / 2, [](const RandomCase& drawn) {
    json contract = drawn.contract;
    for (json& construct : contract["constructs"]) {
      // Units of the rounding divide caps and grants, so that no rounding leads beyond them.
      if (construct.contains("rounding") && construct["rounding"]["at"] != "group") {
        construct["rounding"]["digits"] = 3;
        construct["rounding"]["at"] = "total";
      }
    }
    const plan::Plan plan(ReadJsonContract(contract));
    model::SlotTable slots;
    const model::RecordFeed feed = FeedOf(drawn.usage, slots);
    billing::StandardRun run(plan, slots);
    std::vector<LineItem> lines;
    billing::Trace trace;
    while (!run.is_done()) {
      for (const model::UsageBlock& block : feed.Of(run.next_period())) run.Add(block);
      RC_ASSERT(run.BillNext(lines, trace).has_value());
      for (const auto& construct : trace.constructs) {
        const auto& source = *plan.constructs()[construct.number].source;
        if (construct.commit && construct.commit->is_due) {
          const ExactAmount charged =
              construct.commit->charge ? construct.commit->charge->exact : ExactAmount();
          RC_ASSERT(charged.sign() >= 0);
          RC_ASSERT(charged + construct.commit->counted >= construct.commit->amount);
        }
        if (source.rounding.at != contract::RoundAt::kTotal) continue;
        if (construct.cap) {
          RC_ASSERT(construct.cap->left.sign() >= 0);
          RC_ASSERT(GivenBy(construct) <= construct.cap->left);
        }
        if (construct.grant) {
          RC_ASSERT(construct.grant->left.sign() >= 0);
          RC_ASSERT(GivenBy(construct) <= construct.grant->left);
        }
      }
    }
  }));
}

}  // namespace
}  // namespace twinbill::support
