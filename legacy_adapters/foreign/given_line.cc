#include "legacy_adapters/foreign/given_line.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "legacy_adapters/foreign/json_tree.h"

namespace twinbill::foreign {

using model::LineItem;

const std::array<std::string_view, kLineFieldCount> kLineFields = {
    "bill_type",   "billing_period", "payer_account_id", "usage_account_id", "product_code",
    "region",      "usage_type",     "line_item_type",   "contract_id",      "clause",
    "description", "quantity",       "amount",           "currency"};

namespace {

enum Field : std::size_t {
  kBillType,
  kPeriod,
  kPayer,
  kAccount,
  kService,
  kRegion,
  kUsageType,
  kLineType,
  kContract,
  kClause,
  kDescription,
  kQuantity,
  kAmount,
  kCurrency
};

constexpr std::size_t kShownMax = 60;
constexpr std::size_t kQuantityBytesMax = 200;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The digits before and behind the point of `-?digits[.digits]` without a needless zero in front.
struct Digits {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
};

std::optional<Digits> SplitNumber(std::string_view text) {
  Digits digits;
  digits.negative = text.starts_with('-');
  if (digits.negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  digits.whole = text.substr(0, point);
  if (point != std::string_view::npos) {
    digits.fraction = text.substr(point + 1);
    if (digits.fraction.empty()) return std::nullopt;
  }
  if (digits.whole.empty() || (digits.whole.size() > 1 && digits.whole.front() == '0')) {
    return std::nullopt;
  }
  if (!std::all_of(digits.whole.begin(), digits.whole.end(), IsDigit) ||
      !std::all_of(digits.fraction.begin(), digits.fraction.end(), IsDigit)) {
    return std::nullopt;
  }
  const auto is_zero = [](char c) { return c == '0'; };
  const bool zero = std::all_of(digits.whole.begin(), digits.whole.end(), is_zero) &&
                    std::all_of(digits.fraction.begin(), digits.fraction.end(), is_zero);
  if (zero && digits.negative) return std::nullopt;
  return digits;
}

bool IsCanonicalQuantity(std::string_view text) {
  const auto digits = SplitNumber(text);
  return digits && text.size() <= kQuantityBytesMax &&
         (digits->fraction.empty() || digits->fraction.back() != '0');
}

std::string Shown(std::string_view text) {
  return JsonText(text.size() <= kShownMax ? std::string(text)
                                           : std::string(text.substr(0, kShownMax)) + "…");
}

LineFault Fault(Field field, std::string_view found, std::string allowed) {
  return {kLineFields[field], std::string(kLineFields[field]) + " is " + Shown(found),
          std::move(allowed)};
}

}  // namespace

std::optional<std::size_t> LineFieldNamed(std::string_view name) {
  const auto found = std::find(kLineFields.begin(), kLineFields.end(), name);
  if (found == kLineFields.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kLineFields.begin());
}

std::optional<model::Amount> ParseAmount(std::string_view text) {
  const auto digits = SplitNumber(text);
  if (!digits || digits->fraction.size() > model::Amount::kDigitsMax) return std::nullopt;
  std::string all = std::string(digits->whole) + std::string(digits->fraction);
  all.erase(0, std::min(all.find_first_not_of('0'), all.size() - 1));
  if (all.size() > static_cast<std::size_t>(model::Decimal::kDigitsMax)) return std::nullopt;
  model::Amount amount;
  amount.digits = static_cast<int>(digits->fraction.size());
  for (const char c : all) amount.units = amount.units * 10 + (c - '0');
  if (digits->negative) amount.units = -amount.units;
  return amount;
}

bool IsPlainText(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto first = static_cast<unsigned char>(text[at]);
    std::size_t more = 0;
    std::uint32_t code = first;
    if (first >= 0x80) {
      if (first >= 0xC2 && first <= 0xDF) {
        more = 1;
      } else if (first >= 0xE0 && first <= 0xEF) {
        more = 2;
      } else if (first >= 0xF0 && first <= 0xF4) {
        more = 3;
      } else {
        return false;
      }
      code = first & (0x3FU >> more);
    }
    if (first == 0 || at + more >= text.size()) return false;
    for (std::size_t i = 1; i <= more; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if ((next & 0xC0U) != 0x80U) return false;
      code = (code << 6U) | (next & 0x3FU);
    }
    if ((more == 2 && code < 0x800) || (more == 3 && code < 0x10000) || code > 0x10FFFF ||
        (code >= 0xD800 && code <= 0xDFFF)) {
      return false;
    }
    at += more + 1;
  }
  return true;
}

model::Result<LineItem, LineFault> MakeLine(const GivenLine& given, const legacy::LegacyHead& head,
                                            model::Period period) {
  using model::Unexpected;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i] && !IsPlainText(*given[i])) {
      return Unexpected(Fault(static_cast<Field>(i), *given[i], "UTF-8 without NUL"));
    }
  }
  for (const Field needed : {kLineType, kClause, kAmount}) {
    if (given[needed] && !given[needed]->empty()) continue;
    return Unexpected(
        LineFault{kLineFields[needed],
                  std::string(kLineFields[needed]) + (given[needed] ? " is empty" : " is missing"),
                  "a line has one"});
  }
  const std::pair<Field, std::string> fixed[] = {{kPeriod, period.ToString()},
                                                 {kPayer, head.payer},
                                                 {kContract, head.contract_id},
                                                 {kCurrency, head.currency}};
  for (const auto& [field, text] : fixed) {
    if (given[field] && *given[field] != text) {
      return Unexpected(Fault(field, *given[field], Shown(text) + ", which was asked for"));
    }
  }
  LineItem line;
  const std::string bill_type = given[kBillType].value_or("Anniversary");
  if (bill_type == model::Name(model::BillType::kOutOfCycle)) {
    line.bill_type = model::BillType::kOutOfCycle;
  } else if (bill_type != model::Name(model::BillType::kAnniversary)) {
    return Unexpected(Fault(kBillType, bill_type, "\"Anniversary\" or \"OutOfCycle\""));
  }
  const auto amount = ParseAmount(*given[kAmount]);
  if (!amount) {
    return Unexpected(
        Fault(kAmount, *given[kAmount],
              "-?digits[.digits], no needless zero in front, no -0, at most 18 behind the point"));
  }
  line.quantity = given[kQuantity].value_or("");
  if (!line.quantity.empty() && !IsCanonicalQuantity(line.quantity)) {
    return Unexpected(
        Fault(kQuantity, line.quantity, "empty, or -?digits[.digits] without needless zeros"));
  }
  line.billing_period = period;
  line.payer_account_id = head.payer;
  line.usage_account_id = given[kAccount].value_or("");
  line.product_code = given[kService].value_or("");
  line.region = given[kRegion].value_or("");
  line.usage_type = given[kUsageType].value_or("");
  line.line_item_type = *given[kLineType];
  line.contract_id = head.contract_id;
  line.clause = *given[kClause];
  line.description = given[kDescription].value_or("");
  line.amount = *amount;
  line.currency = head.currency;
  return line;
}

}  // namespace twinbill::foreign
