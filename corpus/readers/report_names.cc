#include "corpus/readers/report_names.h"

#include <algorithm>
#include <array>

namespace twinbill::readers {
namespace {

using Role = ColumnRole;

constexpr std::array<ColumnName, 19> kUnderscore = {{
    {"identity_line_item_id", Role::kId, true},
    {"bill_payer_account_id", Role::kPayer, true},
    {"bill_billing_period_start_date", Role::kPeriod, true},
    {"line_item_usage_start_date", Role::kStart, true},
    {"line_item_currency_code", Role::kCurrency, true},
    {"line_item_usage_amount", Role::kQuantity, true},
    {"line_item_unblended_cost", Role::kUnblendedCost, true},
    {"line_item_unblended_rate", Role::kRate, false},
    {"pricing_public_on_demand_cost", Role::kPublicCost, false},
    {"line_item_usage_account_id", Role::kAccount, true},
    {"line_item_product_code", Role::kService, true},
    {"product_region_code", Role::kRegion, false},
    {"product_region", Role::kRegion, false},
    {"line_item_usage_type", Role::kUsageType, true},
    {"line_item_operation", Role::kOperation, false},
    {"line_item_line_item_type", Role::kLineItemType, true},
    {"pricing_unit", Role::kUnit, false},
    {"product", Role::kProductMap, false},
    {"resource_tags", Role::kTagMap, false},
}};

constexpr std::array<ColumnName, 17> kSlash = {{
    {"identity/LineItemId", Role::kId, true},
    {"bill/PayerAccountId", Role::kPayer, true},
    {"bill/BillingPeriodStartDate", Role::kPeriod, true},
    {"lineItem/UsageStartDate", Role::kStart, true},
    {"lineItem/CurrencyCode", Role::kCurrency, true},
    {"lineItem/UsageAmount", Role::kQuantity, true},
    {"lineItem/UnblendedCost", Role::kUnblendedCost, true},
    {"lineItem/UnblendedRate", Role::kRate, false},
    {"pricing/publicOnDemandCost", Role::kPublicCost, false},
    {"lineItem/UsageAccountId", Role::kAccount, true},
    {"lineItem/ProductCode", Role::kService, true},
    {"product/regionCode", Role::kRegion, false},
    {"product/region", Role::kRegion, false},
    {"lineItem/UsageType", Role::kUsageType, true},
    {"lineItem/Operation", Role::kOperation, false},
    {"lineItem/LineItemType", Role::kLineItemType, true},
    {"pricing/unit", Role::kUnit, false},
}};

constexpr std::array<ColumnName, 18> kFocus = {{
    {"BillingAccountId", Role::kPayer, true},
    {"BillingPeriodStart", Role::kPeriod, true},
    {"ChargePeriodStart", Role::kStart, true},
    {"BillingCurrency", Role::kCurrency, true},
    {"ConsumedQuantity", Role::kQuantity, true},
    {"BilledCost", Role::kUnblendedCost, true},
    {"ListCost", Role::kPublicCost, false},
    {"SubAccountId", Role::kAccount, true},
    {"x_ServiceCode", Role::kService, true},
    {"ServiceName", Role::kService, true},
    {"RegionId", Role::kRegion, false},
    {"x_UsageType", Role::kUsageType, true},
    {"SkuMeter", Role::kUsageType, true},
    {"SkuId", Role::kUsageType, true},
    {"x_Operation", Role::kOperation, false},
    {"ChargeCategory", Role::kLineItemType, true},
    {"ConsumedUnit", Role::kUnit, false},
    {"Tags", Role::kTagMap, false},
}};

// CUR 2.0 has these beside the map `product`.
constexpr std::array<std::string_view, 21> kFlatProductOfCur2 = {"comment",
                                                                 "fee_code",
                                                                 "fee_description",
                                                                 "from_location",
                                                                 "from_location_type",
                                                                 "from_region_code",
                                                                 "instance_family",
                                                                 "instance_type",
                                                                 "instancesku",
                                                                 "location",
                                                                 "location_type",
                                                                 "operation",
                                                                 "pricing_unit",
                                                                 "product_family",
                                                                 "region_code",
                                                                 "servicecode",
                                                                 "sku",
                                                                 "to_location",
                                                                 "to_location_type",
                                                                 "to_region_code",
                                                                 "usagetype"};

bool EndsIn(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool BeginsWith(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

template <std::size_t N>
bool EndsInAny(std::string_view text, const std::array<std::string_view, N>& ends) {
  return std::any_of(ends.begin(), ends.end(),
                     [&](std::string_view end) { return EndsIn(text, end); });
}

bool IsTextOfItsOwn(ReportFamily family, std::string_view column) {
  if (family == ReportFamily::kSlash)
    return BeginsWith(column, "product/") || BeginsWith(column, "resourceTags/");
  return BeginsWith(column, "product_") || BeginsWith(column, "resource_tags_");
}

}  // namespace

std::span<const ColumnName> NamesOf(ReportFamily family) {
  switch (family) {
    case ReportFamily::kUnderscore: return kUnderscore;
    case ReportFamily::kSlash: return kSlash;
    case ReportFamily::kFocus: return kFocus;
  }
  return {};
}

bool IsFlatProductOfCur2(std::string_view column) {
  constexpr std::string_view kPrefix = "product_";
  return BeginsWith(column, kPrefix) &&
         std::find(kFlatProductOfCur2.begin(), kFlatProductOfCur2.end(),
                   column.substr(kPrefix.size())) != kFlatProductOfCur2.end();
}

bool IsNumberColumn(ReportFamily family, std::string_view column) {
  static constexpr std::array<std::string_view, 3> kFocusEnds = {"Cost", "Quantity", "UnitPrice"};
  static constexpr std::array<std::string_view, 6> kSlashEnds = {"Cost",   "Rate",     "Amount",
                                                                 "Factor", "Quantity", "Discount"};
  static constexpr std::array<std::string_view, 5> kUnderscoreEnds = {"_cost", "_rate", "_amount",
                                                                      "_factor", "_quantity"};
  if (family == ReportFamily::kFocus) return EndsInAny(column, kFocusEnds);
  if (IsTextOfItsOwn(family, column)) return false;
  return family == ReportFamily::kSlash ? EndsInAny(column, kSlashEnds)
                                        : EndsInAny(column, kUnderscoreEnds);
}

bool IsDiscountColumn(ReportFamily family, std::string_view column) {
  if (family == ReportFamily::kFocus) {
    return Contains(column, "Contracted") ||
           (BeginsWith(column, "x_") && Contains(column, "Discount"));
  }
  if (IsTextOfItsOwn(family, column)) return false;
  if (family == ReportFamily::kSlash)
    return BeginsWith(column, "discount/") || Contains(column, "/Net") ||
           Contains(column, "Discount");
  return Contains(column, "discount") || Contains(column, "_net_");
}

}  // namespace twinbill::readers
