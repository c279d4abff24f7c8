#include "harness/compare/comparison.h"

#include <numeric>

#include "harness/compare/canonical_row.h"

namespace twinbill::compare {
namespace {

CanonicalRow Checked(const std::string& row) {
  CanonicalRow checked;
  TWINBILL_CHECK(!ReadRow(row, checked).has_value());
  return checked;
}

void AddAmount(std::string_view amount, bool turned, model::DecimalSum& sum) {
  const auto value = model::Decimal::Parse(amount);
  TWINBILL_CHECK(value.has_value());
  sum.Add(turned ? value->Negated() : *value);
}

}  // namespace

std::string_view Name(DifferenceClass difference_class) {
  switch (difference_class) {
    case DifferenceClass::kMissing: return "missing";
    case DifferenceClass::kExtra: return "extra";
    case DifferenceClass::kAmount: return "amount";
    case DifferenceClass::kQuantity: return "quantity";
    case DifferenceClass::kText: return "text";
    case DifferenceClass::kRepetition: return "repetition";
  }
  return "";
}

model::DecimalSum Money::Net() const {
  model::DecimalSum net = under;
  net.Negate();
  net.Add(over);
  return net;
}

std::int64_t Comparison::difference_count() const {
  return std::accumulate(differences.begin(), differences.end(), std::int64_t{0});
}

void Comparison::Count(const Difference& difference) {
  ++differences[static_cast<std::size_t>(difference.difference_class)];
  std::map<std::string, model::DecimalSum> delta;  // B less A
  for (const auto& [row, turned] :
       {std::pair{&difference.a, true}, std::pair{&difference.b, false}}) {
    if (row->empty()) continue;
    const CanonicalRow checked = Checked(*row);
    AddAmount(checked.Raw(kAmountField), turned, delta[Unquoted(checked.Raw(kCurrencyField))]);
  }
  for (const auto& [currency, sum] : delta) {
    Money& own = money[currency];
    model::DecimalSum size = sum;
    if (sum.is_negative()) size.Negate();
    (sum.is_negative() ? own.under : own.over).Add(size);
  }
}

void Comparison::Add(const Comparison& other) {
  rows_a += other.rows_a;
  rows_b += other.rows_b;
  equal += other.equal;
  for (std::size_t i = 0; i < differences.size(); ++i) differences[i] += other.differences[i];
  for (const auto& [currency, sums] : other.money) {
    money[currency].over.Add(sums.over);
    money[currency].under.Add(sums.under);
  }
  sorted_a = sorted_a && other.sorted_a;
  sorted_b = sorted_b && other.sorted_b;
}

}  // namespace twinbill::compare
