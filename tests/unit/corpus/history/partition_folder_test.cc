#include <gtest/gtest.h>

#include "corpus/history/history.h"

namespace twinbill::history {
namespace {

TEST(PartitionFolder, IsNamedByPeriodAndPayer) {
  const auto period = model::Period::FromCivil(2025, 1);
  EXPECT_EQ(PartitionFolder(period, "012345678901"), "period=2025-01/payer=012345678901");
  EXPECT_EQ(PartitionFolder(period, "a-b_c.D"), "period=2025-01/payer=a-b_c.D");
  EXPECT_EQ(PartitionFolder(period, "a/../b %=ü"),
            "period=2025-01/payer=a%2F..%2Fb%20%25%3D%C3%BC");
  EXPECT_EQ(PartitionFolder(period, ""), "period=2025-01/payer=__HIVE_DEFAULT_PARTITION__");
}

}  // namespace
}  // namespace twinbill::history
