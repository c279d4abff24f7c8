// How real bills round, counted in published reports: `base: rated` at 10 digits, half up, makes
// the publishers' own amounts, where each row is billed as usage of its own.
//
// Of an enterprise discount of 22 % the counts were taken from a report that may not be passed on;
// its recorded tie is here, and its law (from the unrounded product, not from the line's cost) is
// shown on the rows of the report that is.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "corpus/readers/usage_reader.h"
#include "standard_engine/billing/bill.h"
#include "standard_engine/billing/usage_intake.h"
#include "standard_engine/contract/contract_reader.h"

namespace twinbill::billing {
namespace {

using model::Amount;
using model::Decimal;
using model::UsageRecord;

const std::string kOctober = std::string(TWINBILL_SOURCE_DIR) +
                             "/corpus/data/real/cur/wal_Oct2018-WorkshopCUR-00001.snappy.parquet";

// The hourly rows with a rate that is not 0, each as usage of an account of its own.
std::vector<UsageRecord> RatedRows() {
  auto read = readers::ReadRecords(kOctober, {});
  EXPECT_TRUE(read.has_value());
  std::vector<UsageRecord> rows;
  for (UsageRecord& record : *read) {
    if (!record.rate || record.rate->is_zero()) continue;
    if (record.slot.line_item_type == "RIFee") continue;  // of the month
    record.slot.account = std::to_string(1'000'000 + rows.size());
    record.payer = "P";
    rows.push_back(std::move(record));
  }
  return rows;
}

// By account: what a percentage off comes to at 10 digits.
std::map<std::string, Amount> Discounts(const std::vector<UsageRecord>& rows,
                                        const std::string& percent, const std::string& base) {
  auto contract = contract::ReadContract(R"({"twinbill": 1, "contract": {"id": "C", "payer": "P",
    "currency": "USD", "term": {"start": "2018-10-01", "end": "2018-11-01"}}, "constructs": [
    {"id": "edp", "construct": "primitive", "clause": "1", "scope": {"line_item_type": ["*"]},
     "base": ")" + base + R"(", "benefit": {"percent_off": ")" +
                                             percent + R"("},
     "rounding": {"digits": 10}, "line": {"type": "EdpDiscount", "description": "",
     "by": ["account"], "emit_zero": true}}]})",
                                         "edp");
  EXPECT_TRUE(contract.has_value());
  const plan::Plan plan(std::move(*contract));
  UsageIntake intake(plan);
  for (const UsageRecord& row : rows) EXPECT_TRUE(intake.Add(row).has_value());
  const model::Period october = model::Period::FromCivil(2018, 10);
  const auto lines = Bill(plan, intake.cells(), intake.slots(), {october, october});
  EXPECT_TRUE(lines.has_value());
  std::map<std::string, Amount> amounts;
  for (const model::LineItem& line : *lines) amounts[line.usage_account_id] = line.amount;
  return amounts;
}

// The units of `value` at 10 digits; it has no more.
model::Int128 UnitsAtTen(const Decimal& value) {
  model::Int128 units = value.units();
  EXPECT_LE(value.scale(), 10);
  for (int at = value.scale(); at < 10; ++at) units *= 10;
  return units;
}

// Whether a share of the row's unrounded product lies halfway between two amounts of 10 digits.
bool IsTie(const UsageRecord& row, std::string_view share) {
  const auto exact = arithmetic::ExactAmount::Product(row.quantity, *row.rate) *
                     arithmetic::ExactAmount(*Decimal::Parse(share));
  const auto cut = exact.Truncate(10);
  return cut.has_value() && cut->rest == arithmetic::Truncation::Rest::kHalf;
}

TEST(RealRounding, RateTimesQuantityAtTenDigitsIsThePublishedCostOfEveryHourlyRow) {
  const std::vector<UsageRecord> rows = RatedRows();
  ASSERT_EQ(rows.size(), 50'669U);
  const auto amounts = Discounts(rows, "100", "rated");
  std::size_t ties = 0;
  for (const UsageRecord& row : rows) {
    ASSERT_EQ(-amounts.at(row.slot.account).units, UnitsAtTen(row.unblended_cost)) << row.id;
    ties += IsTie(row, "1") ? 1 : 0;
  }
  EXPECT_EQ(ties, 858U);  // as Python's decimal counts them
}

TEST(RealRounding, ADiscountIsOfTheUnroundedProductNotOfTheLinesCost) {
  const std::vector<UsageRecord> rows = RatedRows();
  const auto of_product = Discounts(rows, "22", "rated");
  const auto of_cost = Discounts(rows, "22", "list");
  std::size_t compared = 0;
  std::size_t different = 0;
  for (const UsageRecord& row : rows) {
    const auto exact = arithmetic::ExactAmount::Product(row.quantity, *row.rate) *
                       arithmetic::ExactAmount(*Decimal::Parse("-0.22"));
    const auto rounded = arithmetic::Round(exact, arithmetic::RoundingMode::kHalfUp, 10);
    ASSERT_EQ(of_product.at(row.slot.account), *rounded) << row.id;
    if (row.public_cost && *row.public_cost != row.unblended_cost) continue;  // other list cost
    ++compared;
    different += of_cost.at(row.slot.account) != *rounded ? 1 : 0;
  }
  // In the report of the discount itself it is 12 of 323.
  EXPECT_EQ(compared, 50'669U);
  EXPECT_EQ(different, 181U);
}

TEST(RealRounding, TheRecordedTieGoesAwayFromZero) {
  UsageRecord row;
  row.id = "tie";
  row.payer = "P";
  row.currency = "USD";
  row.period = model::Period::FromCivil(2018, 10);
  row.start = *model::Timestamp::Parse("2018-10-05");
  row.slot.account = "1";
  row.slot.line_item_type = "Usage";
  row.quantity = *Decimal::Parse("505");
  row.rate = *Decimal::Parse("1.95E-8");
  row.unblended_cost = *Decimal::Parse("0.0000098475");
  EXPECT_TRUE(IsTie(row, "0.22"));
  EXPECT_EQ(Discounts({row}, "22", "rated").at("1").ToString(), "-0.0000021665");
  // What is billed is 0.78 of the product, rounded apart: here 1e-10 more than cost plus discount.
  EXPECT_EQ(Discounts({row}, "78", "rated").at("1").ToString(), "-0.0000076811");
}

}  // namespace
}  // namespace twinbill::billing
