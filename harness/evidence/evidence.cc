#include "harness/evidence/evidence.h"

#include <numeric>

#include "corpus/model/decimal_sum.h"

namespace twinbill::evidence {

std::int64_t PeriodEvidence::difference_count() const {
  return std::accumulate(differences.begin(), differences.end(), std::int64_t{0});
}

std::int64_t ContractEvidence::difference_count() const {
  std::int64_t count = 0;
  for (const PeriodEvidence& period : periods) count += period.difference_count();
  return count;
}

void AddMoney(const std::map<std::string, MoneyMoved>& more,
              std::map<std::string, MoneyMoved>& money) {
  const auto add = [](const std::string& text, std::string& sum_text) {
    auto sum = model::DecimalSum::Parse(sum_text);
    const auto value = model::DecimalSum::Parse(text);
    if (!sum || !value) return;
    sum->Add(*value);
    sum_text = sum->ToString();
  };
  for (const auto& [currency, moved] : more) {
    add(moved.over, money[currency].over);
    add(moved.under, money[currency].under);
  }
}

}  // namespace twinbill::evidence
