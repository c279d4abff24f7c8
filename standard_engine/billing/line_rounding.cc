#include "standard_engine/billing/line_rounding.h"

#include <map>

namespace twinbill::billing {

using arithmetic::AmountTooLarge;
using model::Amount;
using model::Result;

namespace {

Result<void, AmountTooLarge> RoundByGroup(const arithmetic::DealRule& rule,
                                          std::span<const ExactAmount> exact,
                                          std::span<const std::uint32_t> groups,
                                          std::span<Amount> amounts) {
  std::map<std::uint32_t, std::vector<std::size_t>> lines_of;
  for (std::size_t line = 0; line < exact.size(); ++line) lines_of[groups[line]].push_back(line);
  std::vector<ExactAmount> parts;
  std::vector<Amount> dealt;
  for (const auto& [group, lines] : lines_of) {
    parts.clear();
    for (const std::size_t line : lines) parts.push_back(exact[line]);
    dealt.assign(lines.size(), Amount{});
    TWINBILL_TRY(arithmetic::Deal(parts, rule, dealt));
    for (std::size_t i = 0; i < lines.size(); ++i) amounts[lines[i]] = dealt[i];
  }
  return {};
}

}  // namespace

Result<void, AmountTooLarge> RoundLines(const contract::Rounding& rounding,
                                        std::span<const ExactAmount> exact,
                                        std::span<const std::uint32_t> groups,
                                        std::vector<Amount>& amounts) {
  amounts.assign(exact.size(), Amount{});
  switch (rounding.at) {
    case contract::RoundAt::kLine:
      for (std::size_t line = 0; line < exact.size(); ++line) {
        TWINBILL_ASSIGN(amount,
                        arithmetic::Round(exact[line], rounding.rule.mode, rounding.rule.digits));
        amounts[line] = amount;
      }
      return {};
    case contract::RoundAt::kTotal: return arithmetic::Deal(exact, rounding.rule, amounts);
    case contract::RoundAt::kGroup: return RoundByGroup(rounding.rule, exact, groups, amounts);
  }
  return {};
}

}  // namespace twinbill::billing
