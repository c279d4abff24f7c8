#include "corpus/readers/report_summary.h"

#include <gtest/gtest.h>

#include "tests/support/report_files.h"

namespace twinbill::readers {
namespace {

using support::Cur2;
using support::Cur2Row;

TEST(ReportSummary, CountsAndAddsWhatIsThere) {
  const support::TemporaryFolder folder;
  auto reader =
      OpenUsage(folder.Write("report.csv", Cur2(Cur2Row("a", "2025-01-05", "1.25", "0.1") +
                                                Cur2Row("b", "2025-02-01", "10", "-0.2"))),
                {});
  ASSERT_TRUE(reader.has_value());
  ReportSummary summary(**reader);
  UsageBatch batch;
  while (*(*reader)->Next(batch)) summary.Add(batch);
  EXPECT_EQ(summary.rows(), 2);
  EXPECT_EQ(summary.rows_of_period().size(), 1U);
  EXPECT_EQ(summary.CountDifferent().services, 1U);
  EXPECT_EQ(summary.CountDifferent().regions, 0U);
  EXPECT_EQ(summary.RowsOfService().at("AmazonEC2"), 2);
  EXPECT_EQ(summary.UnblendedCost().ToString(), "-0.1");
  EXPECT_EQ(summary.ByLineItemType().at("Usage").list_cost.ToString(), "-0.1");
  EXPECT_EQ(summary.Payers(), std::vector<std::string>{"999"});
  EXPECT_EQ(summary.Currencies(), std::vector<std::string>{"USD"});
  EXPECT_EQ(summary.StartRange()->second.ToString(), "2025-02-01T00:00:00Z");
  EXPECT_EQ(summary.digits()[0].values, 2);
  EXPECT_EQ(summary.digits()[0].decimals_max, 2);
  EXPECT_EQ(summary.digits()[0].significant_max, 3);
  EXPECT_EQ(summary.digits()[2].values, 0);
  EXPECT_EQ(summary.Odd(),
            (std::vector<std::string>{"1 row of usage in another month than their billing period",
                                      "1 row with a negative amount"}));
}

TEST(ReportSummary, ABillInTwoCurrenciesIsOdd) {
  const support::TemporaryFolder folder;
  std::string euro = Cur2Row("b", "2025-01-05", "1", "1");
  euro.replace(euro.find("USD"), 3, "EUR");
  auto reader =
      OpenUsage(folder.Write("report.csv", Cur2(Cur2Row("a", "2025-01-05", "1", "1") + euro)), {});
  ASSERT_TRUE(reader.has_value());
  ReportSummary summary(**reader);
  UsageBatch batch;
  while (*(*reader)->Next(batch)) summary.Add(batch);
  EXPECT_EQ(summary.Currencies(), (std::vector<std::string>{"EUR", "USD"}));
  EXPECT_EQ(summary.Odd(), std::vector<std::string>{
                               "several currencies in the bill 2025-01 of payer 999: EUR, USD"});
}

}  // namespace
}  // namespace twinbill::readers
