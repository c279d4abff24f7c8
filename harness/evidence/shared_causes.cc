#include "harness/evidence/shared_causes.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "corpus/model/decimal_sum.h"

namespace twinbill::evidence {
namespace {

using model::DecimalSum;

DecimalSum MagnitudeOf(const std::map<std::string, MoneyMoved>& money) {
  DecimalSum total;
  for (const auto& [currency, moved] : money) {
    for (const std::string* text : {&moved.over, &moved.under}) {
      auto amount = DecimalSum::Parse(*text);
      if (!amount) continue;
      if (amount->is_negative()) amount->Negate();
      total.Add(*amount);
    }
  }
  return total;
}

// -1, 0, 1.
int Compare(DecimalSum a, DecimalSum b) {
  b.Negate();
  a.Add(b);
  return a.is_zero() ? 0 : (a.is_negative() ? -1 : 1);
}

}  // namespace

std::vector<SharedCause> SharedCauses(const std::vector<const ContractEvidence*>& contracts) {
  using Key = std::tuple<std::string, std::string, std::string>;  // kind, and what each side says
  std::map<Key, std::size_t> places;
  std::vector<SharedCause> shared;
  for (const ContractEvidence* contract : contracts) {
    for (const CauseEvidence& cause : contract->causes) {
      const auto [at, is_new] =
          places.try_emplace({cause.kind, cause.legacy_says, cause.standard_says}, shared.size());
      if (is_new) shared.push_back({cause.kind, cause.text, {}, 0, 0, {}});
      SharedCause& one = shared[at->second];
      if (one.contracts.empty() || one.contracts.back() != contract->id) {
        one.contracts.push_back(contract->id);
        if (cause.explains_all) ++one.turns_green;
      }
      one.differences += cause.differences;
      AddMoney(cause.money, one.money);
    }
  }
  std::stable_sort(shared.begin(), shared.end(), [](const SharedCause& a, const SharedCause& b) {
    if (a.turns_green != b.turns_green) return a.turns_green > b.turns_green;
    const int money = Compare(MagnitudeOf(a.money), MagnitudeOf(b.money));
    if (money != 0) return money > 0;
    if (a.contracts.size() != b.contracts.size()) return a.contracts.size() > b.contracts.size();
    return std::tie(a.kind, a.text) < std::tie(b.kind, b.text);
  });
  return shared;
}

}  // namespace twinbill::evidence
