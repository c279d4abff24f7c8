#include "corpus/readers/report_schema.h"

#include <gtest/gtest.h>

#include "corpus/readers/foreign_report.h"

namespace twinbill::readers {
namespace {

using model::DimensionKind;

const std::vector<std::string> kCur2 = {
    "identity_line_item_id",      "bill_payer_account_id",      "bill_billing_period_start_date",
    "line_item_usage_account_id", "line_item_usage_start_date", "line_item_line_item_type",
    "line_item_product_code",     "line_item_usage_type",       "line_item_currency_code",
    "line_item_usage_amount",     "line_item_unblended_cost"};
const std::vector<std::string> kFocus = {
    "BillingAccountId", "BillingPeriodStart", "ChargePeriodStart",
    "BillingCurrency",  "ConsumedQuantity",   "BilledCost",
    "SubAccountId",     "ServiceName",        "SkuId",
    "ChargeCategory"};

std::vector<std::string> With(std::vector<std::string> columns,
                              const std::vector<std::string>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

model::Result<ReportSchema> Find(const std::vector<std::string>& columns) {
  return FindSchema(columns, [](std::size_t column) {
    return model::Position{"f", 1, static_cast<std::int64_t>(column) + 1, {}, {}};
  });
}

ReportKind KindOf(const std::vector<std::string>& columns) {
  const auto schema = Find(columns);
  EXPECT_TRUE(schema.has_value());
  return schema ? schema->kind : ReportKind::kFocus13;
}

TEST(ReportSchema, TellsTheKindsApart) {
  EXPECT_EQ(KindOf(kCur2), ReportKind::kCur2);
  EXPECT_EQ(KindOf(With(kCur2, {"product", "product_servicename"})), ReportKind::kCur2);
  EXPECT_EQ(KindOf(With(kCur2, {"product_instance_type"})), ReportKind::kCur2);
  EXPECT_EQ(KindOf(With(kCur2, {"product_servicename"})), ReportKind::kCurLegacy);
  EXPECT_EQ(KindOf(With(kCur2, {"product_region"})), ReportKind::kCurLegacy);
  EXPECT_EQ(KindOf(With(kCur2, {"resource_tags_user_team"})), ReportKind::kCurLegacy);
  EXPECT_EQ(KindOf(kFocus), ReportKind::kFocus10);
  EXPECT_EQ(KindOf(With(kFocus, {"SkuMeter"})), ReportKind::kFocus11);
  EXPECT_EQ(KindOf(With(kFocus, {"SkuMeter", "InvoiceId"})), ReportKind::kFocus12);
  EXPECT_EQ(KindOf(With(kFocus, {"ContractApplied"})), ReportKind::kFocus13);
}

TEST(ReportSchema, KindsHaveTheNamesOfTheSpecification) {
  EXPECT_EQ(Name(ReportKind::kCur2), "cur-2.0");
  EXPECT_EQ(Name(ReportKind::kCurLegacy), "cur-legacy");
  EXPECT_EQ(Name(ReportKind::kFocus10), "focus-1.0");
  EXPECT_EQ(Name(ReportKind::kFocus11), "focus-1.1");
  EXPECT_EQ(Name(ReportKind::kFocus12), "focus-1.2");
  EXPECT_EQ(Name(ReportKind::kFocus13), "focus-1.3");
}

TEST(ReportSchema, MapsCountBeforeColumnsOfOneKey) {
  const auto schema = Find(With({"product_instance_type", "resource_tags_user_team"},
                                With(kCur2, {"product", "resource_tags", "product_region_code"})));
  ASSERT_TRUE(schema.has_value());
  std::string dimensions;
  for (const DimensionColumn& dimension : schema->dimensions) {
    if (dimension.kind >= DimensionKind::kProduct || dimension.kind == DimensionKind::kRegion)
      dimensions += std::to_string(dimension.column) + ":" + dimension.key + " ";
  }
  EXPECT_EQ(dimensions, "15: 13: 0:instance_type 14: 1:user_team ");
}

TEST(ReportSchema, TagKeysAreAsCur2HasThem) {
  EXPECT_EQ(TagKey("user:cost_center"), "user_cost_center");
  EXPECT_EQ(TagKey("user:CostCenter"), "user_cost_center");
  EXPECT_EQ(TagKey("user_cost_center"), "user_cost_center");
  EXPECT_EQ(TagKey("aws:createdBy"), "aws_created_by");
  EXPECT_EQ(TagKey("user:Cost  Center!"), "user_cost_center");
  EXPECT_EQ(TagKey("user:AWS"), "user_a_w_s");
  EXPECT_EQ(TagKey("\xC3\xB6"), "");
}

TEST(ReportSchema, FindsDiscountColumns) {
  const auto cur = Find(With(kCur2, {"discount", "discount_total_discount", "product_discount",
                                     "line_item_net_unblended_cost", "resource_tags_user_net_x"}));
  ASSERT_TRUE(cur.has_value());
  EXPECT_EQ(cur->discount_columns, (std::vector<std::string>{"discount", "discount_total_discount",
                                                             "line_item_net_unblended_cost"}));
  const auto focus = Find(With(kFocus, {"ContractedCost", "CommitmentDiscountId", "x_Discounts"}));
  ASSERT_TRUE(focus.has_value());
  EXPECT_EQ(focus->discount_columns, (std::vector<std::string>{"ContractedCost", "x_Discounts"}));
}

TEST(ReportSchema, NamesEveryMissingColumn) {
  std::vector<std::string> columns = kFocus;
  columns[7] = "servicename";
  columns.erase(columns.begin() + 8);
  const auto schema = Find(columns);
  ASSERT_FALSE(schema.has_value());
  ASSERT_EQ(schema.error().diagnostics.size(), 2U);
  EXPECT_EQ(schema.error().diagnostics[0].message,
            "the column x_ServiceCode or ServiceName is missing");
  EXPECT_EQ(schema.error().diagnostics[1].message,
            "the column x_UsageType or SkuMeter or SkuId is missing");
}

TEST(ForeignReport, SaysWhatAFileIs) {
  EXPECT_NE(ForeignByColumns({"billing_account_id", "sku.id"}).find("Google"), std::string::npos);
  EXPECT_NE(ForeignByColumns({"Kategorie (MeterCategory)"}).find("Azure"), std::string::npos);
  EXPECT_NE(ForeignByColumns({"ContractCommitmentId"}).find("commitment"), std::string::npos);
  EXPECT_NE(ForeignByColumns({"lineItem/intervalUsageStart"}).find("Oracle"), std::string::npos);
  EXPECT_NE(ForeignByColumns({"TermType", "PriceDescription"}).find("price list"),
            std::string::npos);
  EXPECT_EQ(ForeignByColumns({"identity_line_item_id"}), "");
  EXPECT_NE(ForeignByText("{\"reportKeys\":[]}").find("manifest"), std::string::npos);
  EXPECT_NE(ForeignByText(" [1]").find("JSON"), std::string::npos);
  EXPECT_NE(ForeignByText("{\"offerCode\":1}").find("price list"), std::string::npos);
  EXPECT_NE(ForeignByText("<html>").find("HTML"), std::string::npos);
  EXPECT_NE(ForeignByText("\"FormatVersion\",\"v1.0\"\n").find("price list"), std::string::npos);
  EXPECT_EQ(ForeignByText("identity_line_item_id,\n"), "");
}

}  // namespace
}  // namespace twinbill::readers
