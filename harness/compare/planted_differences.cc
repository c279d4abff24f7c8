#include "harness/compare/planted_differences.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "corpus/model/line_item.h"

namespace twinbill::compare {
namespace {

using Told = std::tuple<DifferenceClass, std::string, std::string>;

class Collector : public DifferenceSink {
 public:
  void Take(const Difference& difference) override {
    told.emplace_back(difference.difference_class, difference.a, difference.b);
  }
  std::vector<Told> told;
};

std::string Row(std::string_view clause, std::string_view rest) {
  std::string row = "Anniversary,2025-01,1,2,S3,eu,Bytes,Discount,planted,";
  row += clause;
  row += ',';
  row += rest;
  row += ",USD\n";
  return row;
}

std::string Text(const std::vector<std::string>& rows) {
  std::string text(model::LineItemHeader());
  for (const std::string& row : rows) text += row;
  return text;
}

bool Finds(const TextComparison& compare, const std::vector<std::string>& a,
           const std::vector<std::string>& b, const std::vector<Told>& planted) {
  Collector collector;
  const Comparison comparison = compare(Text(a), Text(b), collector);
  if (collector.told != planted || comparison.parity()) return false;
  const auto usd = comparison.money.find("USD");
  return comparison.equal == 3 && usd != comparison.money.end() && comparison.money.size() == 1 &&
         usd->second.over.ToString() == "3.01" && usd->second.under.ToString() == "9.5";
}

}  // namespace

bool FindsPlanted(const TextComparison& compare) {
  const std::string equal = Row("a", "same,1,-1.00");
  const std::string cent_a = Row("b", "one cent,1,-1.00");
  const std::string cent_b = Row("b", "one cent,1,-0.99");
  const std::string missing = Row("c", "only in A,1,-3.00");
  const std::string quantity_a = Row("d", "quantity,1,-1.00");
  const std::string quantity_b = Row("d", "quantity,2,-1.00");
  const std::string text_a = Row("e", "text,1,-1.00");
  const std::string text_b = Row("e", "texts,1,-1.00");
  const std::string repeated = Row("f", "twice in B,1,-2.50");
  const std::string neighbour = Row("g", "equal,1,-1.00");
  const std::string last = Row("h", "the last row of B,1,-7.00");
  std::vector<std::string> a = {equal, cent_a, missing, quantity_a, text_a, repeated, neighbour};
  std::vector<std::string> b = {equal,    cent_b,   quantity_b, text_b,
                                repeated, repeated, neighbour,  last};
  const std::vector<Told> planted = {{DifferenceClass::kAmount, cent_a, cent_b},
                                     {DifferenceClass::kMissing, missing, ""},
                                     {DifferenceClass::kQuantity, quantity_a, quantity_b},
                                     {DifferenceClass::kText, text_a, text_b},
                                     {DifferenceClass::kRepetition, "", repeated},
                                     {DifferenceClass::kExtra, "", last}};
  if (!Finds(compare, a, b, planted)) return false;
  std::reverse(a.begin(), a.end());
  std::rotate(b.begin(), b.begin() + 3, b.end());
  return Finds(compare, a, b, planted);
}

model::Result<void> CheckSight(const TextComparison& compare) {
  if (FindsPlanted(compare)) return {};
  return model::Fail(
      model::SurroundingsFailure({model::Code{"comparison_blind"},
                                  {},
                                  "the comparison does not find the differences planted for it",
                                  "a program and a machine that are whole"}));
}

}  // namespace twinbill::compare
