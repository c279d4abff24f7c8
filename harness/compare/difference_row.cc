#include "harness/compare/difference_row.h"

#include "corpus/model/check.h"
#include "corpus/model/decimal_sum.h"
#include "harness/compare/canonical_row.h"

namespace twinbill::compare {
namespace {

struct ComparedField {
  std::size_t field;
  std::string_view name;
};

// The fields behind the key.
constexpr ComparedField kCompared[] = {{kDescriptionField, "description"},
                                       {kQuantityField, "quantity"},
                                       {kAmountField, "amount"},
                                       {kCurrencyField, "currency"}};

// A side's row, cut into its fields; none where it has no row.
std::optional<CanonicalRow> Cut(const std::string& bytes) {
  if (bytes.empty()) return std::nullopt;
  CanonicalRow row;
  TWINBILL_CHECK(!ReadRow(bytes, row).has_value());
  return row;
}

}  // namespace

std::vector<std::string_view> DifferingFields(const Difference& difference) {
  std::vector<std::string_view> names;
  const auto a = Cut(difference.a);
  const auto b = Cut(difference.b);
  if (!a || !b) return names;
  for (const ComparedField& compared : kCompared) {
    if (a->Raw(compared.field) != b->Raw(compared.field)) names.push_back(compared.name);
  }
  return names;
}

std::optional<std::string> AmountDifference(const Difference& difference) {
  const auto a = Cut(difference.a);
  const auto b = Cut(difference.b);
  if (a && b && a->Raw(kCurrencyField) != b->Raw(kCurrencyField)) return std::nullopt;
  model::DecimalSum sum;
  for (const auto* row : {&a, &b}) {
    if (!*row) continue;
    const auto amount = model::Decimal::Parse((*row)->Raw(kAmountField));
    TWINBILL_CHECK(amount.has_value());
    sum.Add(row == &a ? amount->Negated() : *amount);
  }
  return sum.ToString();
}

std::string_view DifferenceHeader() {
  return "class,fields,amount_difference,bill_type,billing_period,payer_account_id,"
         "usage_account_id,product_code,region,usage_type,line_item_type,contract_id,clause,"
         "a_description,b_description,a_quantity,b_quantity,a_amount,b_amount,a_currency,"
         "b_currency\n";
}

void AppendDifference(const Difference& difference, std::string& out) {
  const auto a = Cut(difference.a);
  const auto b = Cut(difference.b);
  out += Name(difference.difference_class);
  out += ',';
  bool first = true;
  for (const std::string_view field : DifferingFields(difference)) {
    if (!first) out += ' ';
    out += field;
    first = false;
  }
  out += ',';
  out += AmountDifference(difference).value_or("");
  out += ',';
  out += (a ? a : b)->Key();  // ends in a comma
  for (const ComparedField& compared : kCompared) {
    if (a) out += a->Raw(compared.field);
    out += ',';
    if (b) out += b->Raw(compared.field);
    out += compared.field == kCurrencyField ? '\n' : ',';
  }
}

}  // namespace twinbill::compare
