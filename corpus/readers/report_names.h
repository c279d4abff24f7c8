// The names that columns have in each family of reports, as a table.
#pragma once

#include <span>
#include <string_view>

namespace twinbill::readers {

enum class ReportFamily {
  kUnderscore,  // CUR 2.0, and the legacy CUR's names in Athena
  kSlash,       // the legacy CUR's own
  kFocus,
};

enum class ColumnRole {
  kId,
  kPayer,
  kPeriod,
  kStart,
  kCurrency,
  kQuantity,
  kUnblendedCost,
  kRate,
  kPublicCost,
  kAccount,
  kService,
  kRegion,
  kUsageType,
  kOperation,
  kLineItemType,
  kUnit,
  kProductMap,
  kTagMap,
};

// `needed`: one of the role's names must be there. Several names of a role stand in the order in
// which they count.
struct ColumnName {
  std::string_view name;
  ColumnRole role;
  bool needed;
};

// Ordered by role, so that a schema's columns are.
std::span<const ColumnName> NamesOf(ReportFamily family);

// The product columns that CUR 2.0 has beside its map: any other means the Athena names.
bool IsFlatProductOfCur2(std::string_view column);

// Whether a column of this name holds numbers.
bool IsNumberColumn(ReportFamily family, std::string_view column);

// Whether a column of this name holds discounts, or money after them.
bool IsDiscountColumn(ReportFamily family, std::string_view column);

}  // namespace twinbill::readers
