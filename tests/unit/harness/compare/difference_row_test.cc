#include "harness/compare/difference_row.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace twinbill::compare {
namespace {

std::string Row(const std::string& rest) {
  return "Anniversary,2025-01,1,2,S3,eu,Bytes,EdpDiscount,c1,\"2.1, b\"," + rest + "\n";
}

std::string Told(const Difference& difference) {
  std::string row;
  AppendDifference(difference, row);
  return row;
}

TEST(DifferenceRow, HoldsBothRowsAndWhatParts) {
  const Difference pair{DifferenceClass::kAmount, Row("\"a,b\",1,-1.50,USD"), Row("c,1,-1.25,USD")};
  EXPECT_EQ(Told(pair),
            "amount,description amount,0.25,Anniversary,2025-01,1,2,S3,eu,Bytes,EdpDiscount,c1,"
            "\"2.1, b\",\"a,b\",c,1,1,-1.50,-1.25,USD,USD\n");
  const Difference missing{DifferenceClass::kMissing, Row("t,,-1.50,USD"), ""};
  EXPECT_EQ(Told(missing),
            "missing,,1.5,Anniversary,2025-01,1,2,S3,eu,Bytes,EdpDiscount,c1,\"2.1, b\","
            "t,,,,-1.50,,USD,\n");
  const Difference extra{DifferenceClass::kExtra, "", Row("t,3,-1.50,USD")};
  EXPECT_EQ(Told(extra),
            "extra,,-1.5,Anniversary,2025-01,1,2,S3,eu,Bytes,EdpDiscount,c1,\"2.1, b\","
            ",t,,3,,-1.50,,USD\n");
}

TEST(DifferenceRow, AmountsOfTwoCurrenciesHaveNoDifference) {
  const Difference pair{DifferenceClass::kAmount, Row("t,1,-1.50,EUR"), Row("t,1,-1.25,USD")};
  EXPECT_EQ(AmountDifference(pair), std::nullopt);
  EXPECT_EQ(DifferingFields(pair), (std::vector<std::string_view>{"amount", "currency"}));
}

TEST(DifferenceRow, AmountsOfOtherDigitsDifferByNothing) {
  const Difference pair{DifferenceClass::kAmount, Row("t,1,-1.5,USD"), Row("t,1,-1.50,USD")};
  EXPECT_EQ(AmountDifference(pair), "0");
}

TEST(DifferenceRow, HasAsManyFieldsAsItsHeader) {
  const std::string_view header = DifferenceHeader();
  const std::string row = Told({DifferenceClass::kText, Row("a,1,1,USD"), Row("b,1,1,USD")});
  // One comma of the row is inside quotes.
  EXPECT_EQ(std::count(header.begin(), header.end(), ',') + 1,
            std::count(row.begin(), row.end(), ','));
}

}  // namespace
}  // namespace twinbill::compare
