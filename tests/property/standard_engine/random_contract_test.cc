// The standard engine against the rational biller on random contracts and usage.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "tests/property/standard_engine/random_case.h"
#include "tests/support/rational_biller.h"

namespace twinbill::support {
namespace {

std::string ByRationals(const RandomCase& drawn) {
  return FileOfRows(BillByRationals(drawn.contract, drawn.usage, drawn.term.FirstPeriod(),
                                    drawn.term.LastPeriod()));
}

TEST(RandomContracts, BillTheRationalBillersBytes) {
  EXPECT_TRUE(CheckCases("engine and rational biller", TWINBILL_CASES, [](const RandomCase& drawn) {
    const std::string expected = ByRationals(drawn);
    const std::string found = BillByEngine(drawn.contract, drawn.usage);
    if (found != expected) {
      RC_LOG() << "found\n" << found << "expected\n" << expected;
      RC_FAIL("other bytes");
    }
  }));
}

TEST(RandomContracts, BillTheSameWhateverTheOrderOfRows) {
  EXPECT_TRUE(CheckCases("order of rows", TWINBILL_CASES / 5, [](const RandomCase& drawn) {
    std::vector<model::UsageRecord> shuffled = drawn.usage;
    std::reverse(shuffled.begin(), shuffled.end());
    std::rotate(shuffled.begin(),
                shuffled.begin() + static_cast<std::ptrdiff_t>(shuffled.size() / 3),
                shuffled.end());
    RC_ASSERT(BillByEngine(drawn.contract, shuffled) == BillByEngine(drawn.contract, drawn.usage));
  }));
}

}  // namespace
}  // namespace twinbill::support
