// The standard engine against the rational biller on random contracts and usage.
//
// RapidCheck draws one number a case; contract and usage are made of it (tests/support), so a
// failing case is that number and nothing else.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <iostream>
#include <string>

#include "standard_engine/billing/bill.h"
#include "standard_engine/billing/usage_intake.h"
#include "standard_engine/contract/contract_reader.h"
#include "tests/support/random_standard.h"
#include "tests/support/random_usage.h"
#include "tests/support/rational_biller.h"

#ifndef TWINBILL_CASES
#define TWINBILL_CASES 500
#endif

namespace twinbill {
namespace {

struct Case {
  model::Term term;
  nlohmann::json contract;
  std::vector<model::UsageRecord> usage;

  explicit Case(std::uint64_t seed) {
    support::RandomSource source(seed);
    term = support::RandomTerm(source);
    contract = support::RandomContract(source, term, 5);
    usage = support::RandomUsage(source, term, 40);
  }
};

std::string ByEngine(const Case& drawn, const std::vector<model::UsageRecord>& usage) {
  auto contract = contract::ReadContract(drawn.contract.dump(1), "random.json");
  if (!contract) return model::Format(contract.error().diagnostics.front());
  const plan::Plan plan(std::move(*contract));
  billing::UsageIntake intake(plan);
  for (const model::UsageRecord& record : usage) {
    if (const auto added = intake.Add(record); !added) return "intake";
  }
  const auto lines = billing::Bill(plan, intake.cells(), intake.slots(),
                                   {drawn.term.FirstPeriod(), drawn.term.LastPeriod()});
  return lines ? model::CanonicalFile(*lines)
               : "bill: " + model::Format(lines.error().diagnostics.front());
}

std::string ByRationals(const Case& drawn) {
  return support::FileOfRows(support::BillByRationals(
      drawn.contract, drawn.usage, drawn.term.FirstPeriod(), drawn.term.LastPeriod()));
}

// Runs a property on as many numbers as this program is for. Numbers do not shrink: the number of a
// case is its name, and a smaller one is another case.
template <class Property>
bool Check(const std::string& name, int cases, const Property& property) {
  rc::detail::TestParams parameters = rc::detail::configuration().testParams;
  parameters.maxSuccess = cases;
  parameters.disableShrinking = true;
  rc::detail::TestMetadata metadata;
  metadata.id = name;
  metadata.description = name;
  const auto result = rc::detail::checkTestable(
      // At the full size: small sizes would draw small numbers, the same ones again and again.
      [&] { property(*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>())); },
      metadata, parameters);
  if (!result.template is<rc::detail::SuccessResult>()) {
    rc::detail::printResultMessage(result, std::cerr);
    return false;
  }
  return result.template get<rc::detail::SuccessResult>().numSuccess == cases;
}

TEST(RandomContracts, BillTheRationalBillersBytes) {
  EXPECT_TRUE(Check("engine and rational biller", TWINBILL_CASES, [](std::uint64_t seed) {
    const Case drawn(seed);
    const std::string expected = ByRationals(drawn);
    const std::string found = ByEngine(drawn, drawn.usage);
    if (found != expected) {
      RC_LOG() << "seed " << seed << "\n"
               << drawn.contract.dump(1) << "\nfound\n"
               << found << "expected\n"
               << expected;
      RC_FAIL("other bytes");
    }
  }));
}

TEST(RandomContracts, BillTheSameWhateverTheOrderOfRows) {
  EXPECT_TRUE(Check("order of rows", TWINBILL_CASES / 5, [](std::uint64_t seed) {
    const Case drawn(seed);
    std::vector<model::UsageRecord> shuffled = drawn.usage;
    std::reverse(shuffled.begin(), shuffled.end());
    std::rotate(shuffled.begin(),
                shuffled.begin() + static_cast<std::ptrdiff_t>(shuffled.size() / 3),
                shuffled.end());
    RC_ASSERT(ByEngine(drawn, shuffled) == ByEngine(drawn, drawn.usage));
  }));
}

}  // namespace
}  // namespace twinbill
