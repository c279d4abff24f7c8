#include "corpus/readers/report_schema.h"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_map>
#include <utility>

#include "corpus/readers/foreign_report.h"
#include "corpus/readers/report_names.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Diagnostic;
using model::DimensionKind;

using Columns = std::vector<std::string>;

constexpr std::string_view kReports =
    "a CUR 2.0, a legacy cost and usage report of AWS, or FOCUS 1.0 to 1.3";

bool BeginsWith(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

bool Has(const Columns& columns, std::string_view name) {
  return std::find(columns.begin(), columns.end(), name) != columns.end();
}

std::size_t KnownCount(const Columns& columns, ReportFamily family) {
  const std::span<const ColumnName> names = NamesOf(family);
  return static_cast<std::size_t>(std::count_if(
      names.begin(), names.end(), [&](const ColumnName& name) { return Has(columns, name.name); }));
}

// The family with most of its names among `columns`; none where there is no name of any.
std::optional<ReportFamily> FamilyOf(const Columns& columns) {
  std::optional<ReportFamily> family;
  std::size_t most = 0;
  for (const ReportFamily candidate :
       {ReportFamily::kUnderscore, ReportFamily::kSlash, ReportFamily::kFocus}) {
    const std::size_t count = KnownCount(columns, candidate);
    if (count > most) {
      most = count;
      family = candidate;
    }
  }
  return family;
}

// CUR 2.0 and the Athena names of the legacy report agree in all needed columns. What only CUR 2.0
// has decides for it; then what only the legacy report has; a report with neither has CUR 2.0's
// columns and no more.
ReportKind UnderscoreKind(const Columns& columns) {
  static constexpr std::array<std::string_view, 7> kOnlyCur2 = {"product",
                                                                "resource_tags",
                                                                "bill_payer_account_name",
                                                                "line_item_usage_account_name",
                                                                "cost_category",
                                                                "discount",
                                                                "tags"};
  for (const std::string_view name : kOnlyCur2) {
    if (Has(columns, name)) return ReportKind::kCur2;
  }
  const bool legacy = std::any_of(columns.begin(), columns.end(), [](const std::string& column) {
    return BeginsWith(column, "resource_tags_") || BeginsWith(column, "cost_category_") ||
           (BeginsWith(column, "product_") && !IsFlatProductOfCur2(column));
  });
  return legacy ? ReportKind::kCurLegacy : ReportKind::kCur2;
}

// The version that has all of these columns and no later one needs: each version only adds some.
ReportKind FocusKind(const Columns& columns) {
  static constexpr std::array<std::string_view, 8> kNewIn13 = {
      "AllocatedMethodDetails", "AllocatedMethodId", "AllocatedResourceId", "AllocatedResourceName",
      "AllocatedTags",          "ContractApplied",   "HostProviderName",    "ServiceProviderName"};
  static constexpr std::array<std::string_view, 7> kNewIn12 = {"BillingAccountType",
                                                               "InvoiceId",
                                                               "PricingCurrency",
                                                               "PricingCurrencyContractedUnitPrice",
                                                               "PricingCurrencyEffectiveCost",
                                                               "PricingCurrencyListUnitPrice",
                                                               "SubAccountType"};
  static constexpr std::array<std::string_view, 7> kNewIn11 = {
      "CapacityReservationId",  "CapacityReservationStatus", "CommitmentDiscountQuantity",
      "CommitmentDiscountUnit", "ServiceSubcategory",        "SkuMeter",
      "SkuPriceDetails"};
  const auto has_any = [&](std::span<const std::string_view> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return Has(columns, name); });
  };
  if (has_any(kNewIn13)) return ReportKind::kFocus13;
  if (has_any(kNewIn12)) return ReportKind::kFocus12;
  return has_any(kNewIn11) ? ReportKind::kFocus11 : ReportKind::kFocus10;
}

ReportKind KindOf(ReportFamily family, const Columns& columns) {
  if (family == ReportFamily::kFocus) return FocusKind(columns);
  return family == ReportFamily::kSlash ? ReportKind::kCurLegacy : UnderscoreKind(columns);
}

// A diagnostic for each needed role that no column plays.
std::vector<Diagnostic> Missing(ReportFamily family, const Columns& columns,
                                const ColumnPlace& place) {
  std::vector<Diagnostic> missing;
  const std::span<const ColumnName> names = NamesOf(family);
  const std::vector<std::string_view> there(columns.begin(), columns.end());
  for (std::size_t i = 0; i < names.size();) {
    std::size_t end = i;
    bool found = false;
    std::string wanted;
    for (; end < names.size() && names[end].role == names[i].role; ++end) {
      found = found || Has(columns, names[end].name);
      wanted += (wanted.empty() ? "" : " or ") + std::string(names[end].name);
    }
    if (!found && names[i].needed) {
      const std::string_view near = model::NearMiss(names[i].name, there);
      missing.emplace_back(Code{"report_missing_column"}, place(0),
                           "the column " + wanted + " is missing", "a report with it",
                           near.empty() ? "" : "the nearest one there is " + std::string(near));
    }
    i = end;
  }
  return missing;
}

std::optional<Diagnostic> FindDuplicate(const Columns& columns, const ColumnPlace& place) {
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto [at, is_new] = seen.emplace(columns[i], i);
    if (is_new) continue;
    return Diagnostic(Code{"report_duplicate_column"}, place(i),
                      "the column '" + columns[i] + "' is there twice: the first is number " +
                          std::to_string(at->second + 1) + ", this is number " +
                          std::to_string(i + 1),
                      "each name once");
  }
  return std::nullopt;
}

void Assign(ReportSchema& schema, ColumnRole role, std::size_t column) {
  const auto dimension = [&](DimensionKind kind) {
    schema.dimensions.push_back({column, kind, {}});
  };
  switch (role) {
    case ColumnRole::kId: schema.id = column; return;
    case ColumnRole::kPayer: schema.payer = column; return;
    case ColumnRole::kPeriod: schema.period = column; return;
    case ColumnRole::kStart: schema.start = column; return;
    case ColumnRole::kCurrency: schema.currency = column; return;
    case ColumnRole::kQuantity: schema.quantity = column; return;
    case ColumnRole::kUnblendedCost: schema.unblended_cost = column; return;
    case ColumnRole::kRate: schema.rate = column; return;
    case ColumnRole::kPublicCost: schema.public_cost = column; return;
    case ColumnRole::kAccount: return dimension(DimensionKind::kAccount);
    case ColumnRole::kService: return dimension(DimensionKind::kService);
    case ColumnRole::kRegion: return dimension(DimensionKind::kRegion);
    case ColumnRole::kUsageType: return dimension(DimensionKind::kUsageType);
    case ColumnRole::kOperation: return dimension(DimensionKind::kOperation);
    case ColumnRole::kLineItemType: return dimension(DimensionKind::kLineItemType);
    case ColumnRole::kUnit: return dimension(DimensionKind::kUnit);
    case ColumnRole::kProductMap: return dimension(DimensionKind::kProduct);
    case ColumnRole::kTagMap: return dimension(DimensionKind::kTag);
  }
}

// The columns that each hold one product.KEY or tag.KEY; behind the maps, which count first.
void AddAttributeColumns(ReportFamily family, const Columns& columns, ReportSchema& schema) {
  if (family == ReportFamily::kFocus) return;
  const bool slash = family == ReportFamily::kSlash;
  const std::string_view product = slash ? "product/" : "product_";
  const std::string_view tag = slash ? "resourceTags/" : "resource_tags_";
  for (const auto& [prefix, kind] :
       {std::pair{product, DimensionKind::kProduct}, std::pair{tag, DimensionKind::kTag}}) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!BeginsWith(columns[i], prefix)) continue;
      // CUR 2.0 has a name of its own for it: region.
      if (schema.kind == ReportKind::kCur2 && columns[i] == "product_region_code") continue;
      const std::string_view rest = std::string_view(columns[i]).substr(prefix.size());
      std::string key = kind == DimensionKind::kTag ? TagKey(rest) : std::string(rest);
      if (!key.empty()) schema.dimensions.push_back({i, kind, std::move(key)});
    }
  }
}

ReportSchema Build(ReportFamily family, const Columns& columns) {
  ReportSchema schema;
  schema.kind = KindOf(family, columns);
  for (const ColumnName& name : NamesOf(family)) {
    // Only the legacy report has a region under two names.
    if (name.name == "product_region" && schema.kind == ReportKind::kCur2) continue;
    const auto at = std::find(columns.begin(), columns.end(), name.name);
    if (at == columns.end()) continue;
    Assign(schema, name.role, static_cast<std::size_t>(at - columns.begin()));
  }
  AddAttributeColumns(family, columns, schema);
  // By kind, and a kind's columns in the order in which they count: AttributeColumns came last.
  std::stable_sort(
      schema.dimensions.begin(), schema.dimensions.end(),
      [](const DimensionColumn& a, const DimensionColumn& b) { return a.kind < b.kind; });
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (IsNumberColumn(family, columns[i])) schema.number_columns.push_back(i);
    if (IsDiscountColumn(family, columns[i])) schema.discount_columns.push_back(columns[i]);
  }
  return schema;
}

}  // namespace

model::Result<ReportSchema> FindSchema(const std::vector<std::string>& columns,
                                       const ColumnPlace& place) {
  const std::optional<ReportFamily> family = FamilyOf(columns);
  std::vector<Diagnostic> missing;
  if (family) missing = Missing(*family, columns, place);
  if (!family || !missing.empty()) {
    if (const std::string_view foreign = ForeignByColumns(columns); !foreign.empty()) {
      return Fail(model::InputFailure(Diagnostic(Code{"report_foreign"}, place(0),
                                                 "this is " + std::string(foreign),
                                                 std::string(kReports))));
    }
  }
  if (!family) {
    return Fail(
        model::InputFailure(Diagnostic(Code{"report_unknown"}, place(0),
                                       "none of the " + std::to_string(columns.size()) +
                                           " columns has a name that a report has; the first is '" +
                                           (columns.empty() ? "" : columns.front()) + "'",
                                       std::string(kReports))));
  }
  if (!missing.empty()) return model::Fail({model::FailureKind::kInput, std::move(missing)});
  if (std::optional<Diagnostic> duplicate = FindDuplicate(columns, place)) {
    return Fail(model::InputFailure(*std::move(duplicate)));
  }
  return Build(*family, columns);
}

std::string TagKey(std::string_view name) {
  std::string key;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if ((upper || !plain) && !key.empty() && key.back() != '_') key += '_';
    if (upper) key += static_cast<char>(c - 'A' + 'a');
    if (plain) key += c;
  }
  while (!key.empty() && key.back() == '_') key.pop_back();
  return key;
}

}  // namespace twinbill::readers
