#include "standard_engine/plan/plan.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace twinbill::plan {
namespace {

using contract::Construct;
using contract::Contract;
using model::Date;
using model::Dimension;
using model::Timestamp;

Contract OfConstructs(std::vector<Construct> constructs) {
  Contract contract;
  contract.id = "C";
  contract.payer = "P";
  contract.currency = "USD";
  contract.term = {*Date::Parse("2025-01-01"), *Date::Parse("2026-01-01")};
  contract.constructs = std::move(constructs);
  return contract;
}

Construct Effective(const char* from, const char* to, contract::EffectiveBy by) {
  Construct construct;
  if (from != nullptr) construct.effective.from = Date::Parse(from);
  if (to != nullptr) construct.effective.to = Date::Parse(to);
  construct.effective.by = by;
  return construct;
}

TEST(Plan, EpochsAreTheDifferentDatesByUsageOfAnyConstruct) {
  const Plan plan(OfConstructs({
      Effective("2025-02-01", "2025-03-01", contract::EffectiveBy::kUsage),
      Effective("2025-03-01", nullptr, contract::EffectiveBy::kUsage),
      Effective("2025-05-01", nullptr, contract::EffectiveBy::kPeriod),
  }));
  EXPECT_EQ(plan.epochs().size(), 2U);
  EXPECT_EQ(plan.EpochOf(*Timestamp::Parse("2025-01-31T23:59:59Z")), 0U);
  EXPECT_EQ(plan.EpochOf(*Timestamp::Parse("2025-02-01")), 1U);
  EXPECT_EQ(plan.EpochOf(*Timestamp::Parse("2025-03-01")), 2U);
  EXPECT_EQ(plan.EpochOf(*Timestamp::Parse("2025-06-01")), 2U);
}

TEST(Plan, AnEffectiveRangeIsARangeOfEpochs) {
  const Plan plan(OfConstructs({
      Effective("2025-02-01", "2025-03-01", contract::EffectiveBy::kUsage),
      Effective("2025-04-01", nullptr, contract::EffectiveBy::kUsage),
      Effective(nullptr, nullptr, contract::EffectiveBy::kUsage),
  }));
  const auto effective = [&](std::size_t construct) {
    std::vector<bool> at;
    for (std::uint32_t epoch = 0; epoch <= 3; ++epoch) {
      at.push_back(plan.constructs()[construct].EffectiveAt(epoch));
    }
    return at;
  };
  EXPECT_EQ(effective(0), (std::vector<bool>{false, true, false, false}));
  EXPECT_EQ(effective(1), (std::vector<bool>{false, false, false, true}));
  EXPECT_EQ(effective(2), (std::vector<bool>{true, true, true, true}));
}

TEST(Plan, AttributesAreThoseOfAnyScopeNotAndMeterInTheOrderOfTheirNames) {
  Construct first;
  first.scope = contract::Scope{{{*Dimension::Parse("tag.b"), {"x"}}},
                                {{{*Dimension::Parse("product.z"), {"x"}}}}};
  first.meter = contract::Meter{};
  first.meter->per = {*Dimension::Parse("tag.a"), *Dimension::Parse("account")};
  Construct second;
  second.commit = contract::Commit{};
  second.commit->limits.push_back(
      {contract::Scope{{{*Dimension::Parse("product.b"), {}}}, {}}, {}});
  second.entitlement = contract::Entitlement{{{{*Dimension::Parse("tag.a"), {}}}, {}}, {}};
  const Plan plan(OfConstructs({first, second}));
  std::string names;
  for (const Dimension& attribute : plan.attributes()) names += attribute.Name() + " ";
  EXPECT_EQ(names, "product.b product.z tag.a tag.b ");
}

TEST(Plan, AsksEachDistinctScopeOnce) {
  Construct construct;
  const Plan plan(OfConstructs({construct, construct, construct}));
  EXPECT_EQ(plan.scopes().size(), 1U);
  EXPECT_EQ(plan.groupings().size(), 1U);
}

}  // namespace
}  // namespace twinbill::plan
