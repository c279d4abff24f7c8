#include "standard_engine/explain/explanation_text.h"

#include <fmt/format.h>

#include "standard_engine/contract/choices.h"

namespace twinbill::explain {

using arithmetic::ExactAmount;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::size_t kIdsShown = 5;  // of a cell's records, in text

std::string Amount(const Explanation& explanation) {
  return explanation.line.amount.ToString() + " " + explanation.line.currency;
}

std::string_view Sign(Operation operation) {
  switch (operation) {
    case Operation::kSum: return " + ";
    case Operation::kDifference: return " - ";
    case Operation::kProduct: return " * ";
    case Operation::kQuotient: return " / ";
    default: return ", ";
  }
}

// "#3 * #4", "round(#5, HALF_UP, 2)".
std::string Formula(const Number& number) {
  std::string operands;
  for (std::size_t i = 0; i < number.from.size(); ++i) {
    operands += (i == 0 ? std::string() : std::string(Sign(number.operation))) +
                fmt::format("#{}", number.from[i] + 1);
  }
  switch (number.operation) {
    case Operation::kUsage: return "usage";
    case Operation::kTerm: return "contract " + number.pointer;
    case Operation::kCarried: return "given";
    case Operation::kNegation: return "-" + operands;
    case Operation::kLeast: return "least of " + operands;
    case Operation::kCut: return fmt::format("cut {} at {} digits", operands, number.digits);
    case Operation::kRounded:
      return fmt::format("round {}, {}, {} digits", operands, contract::TextOf(number.mode),
                         number.digits);
    case Operation::kSum:
      if (number.from.empty()) return "sum of nothing";
      return operands;
    default: return operands;
  }
}

std::string CellText(const ExplainedCell& cell, std::size_t number) {
  std::string text = fmt::format(
      "  cell {}: account {}, service {}, region {}, usage type {}, operation {}, type {}\n",
      number, cell.slot.account, cell.slot.service, cell.slot.region, cell.slot.usage_type,
      cell.slot.operation, cell.slot.line_item_type);
  text += fmt::format("    quantity {}, list cost {}, {} records", cell.quantity.ToString(),
                      cell.list_cost.ToString(), cell.record_ids.size());
  for (std::size_t i = 0; i < cell.record_ids.size() && i < kIdsShown; ++i) {
    text += (i == 0 ? ": " : ", ") + cell.record_ids[i];
  }
  if (cell.record_ids.size() > kIdsShown) text += ", …";
  return text + "\n";
}

std::string_view KindName(LineKind kind) {
  switch (kind) {
    case LineKind::kDiscount: return "discount";
    case LineKind::kFee: return "fee";
    case LineKind::kShortfall: return "shortfall";
  }
  return "";
}

// Whose usage the line is about: "on AmazonS3 in eu-west-1 of account 1".
std::string About(const model::LineItem& line) {
  std::string about;
  const auto add = [&](std::string_view word, const std::string& text) {
    if (!text.empty()) about += fmt::format(" {} {}", word, text);
  };
  add("on", line.product_code);
  add("in", line.region);
  add("for", line.usage_type);
  add("of account", line.usage_account_id);
  return about;
}

}  // namespace

std::string ExplanationText(const Explanation& explanation) {
  std::string row;
  model::AppendRow(explanation.line, row);
  std::string text = row;
  text += fmt::format("{} of clause {}, construct {} at {}\n", KindName(explanation.kind),
                      explanation.line.clause, explanation.construct, explanation.pointer);
  text += fmt::format("scope: {}\ngives: {}\n", explanation.scope, explanation.gives);
  if (explanation.is_over_window) text += "settled at the window's end: cells are the window's\n";
  if (!explanation.cells.empty()) text += "cells:\n";
  for (std::size_t i = 0; i < explanation.cells.size(); ++i) {
    text += CellText(explanation.cells[i], i + 1);
  }
  text += "numbers:\n";
  for (std::size_t i = 0; i < explanation.numbers.size(); ++i) {
    const Number& number = explanation.numbers[i];
    text += fmt::format("  #{} {} = {} = {}{}\n", i + 1, number.name, Formula(number),
                        number.value.ToString(),
                        number.why.empty() ? std::string() : "  (" + number.why + ")");
  }
  return text;
}

Json ExplanationJson(const Explanation& explanation) {
  std::string row;
  model::AppendRow(explanation.line, row);
  Json cells = Json::array();
  for (const ExplainedCell& cell : explanation.cells) {
    cells.push_back({{"account", cell.slot.account},
                     {"service", cell.slot.service},
                     {"region", cell.slot.region},
                     {"usage_type", cell.slot.usage_type},
                     {"operation", cell.slot.operation},
                     {"line_item_type", cell.slot.line_item_type},
                     {"epoch", cell.epoch},
                     {"quantity", cell.quantity.ToString()},
                     {"list_cost", cell.list_cost.ToString()},
                     {"discount", cell.discount},
                     {"record_count", cell.record_ids.size()},
                     {"records", cell.record_ids}});
  }
  Json numbers = Json::array();
  for (const Number& number : explanation.numbers) {
    Json json{{"name", number.name}, {"operation", Name(number.operation)}};
    if (!number.from.empty()) json["from"] = number.from;
    if (number.operation == Operation::kTerm) json["pointer"] = number.pointer;
    if (number.operation == Operation::kCut || number.operation == Operation::kRounded) {
      json["digits"] = number.digits;
    }
    if (number.operation == Operation::kRounded) json["mode"] = contract::TextOf(number.mode);
    json["value"] = number.value.ToString();
    if (!number.why.empty()) json["why"] = number.why;
    numbers.push_back(std::move(json));
  }
  return {{"line", row.substr(0, row.size() - 1)},
          {"kind", KindName(explanation.kind)},
          {"clause", explanation.line.clause},
          {"construct", explanation.construct},
          {"pointer", explanation.pointer},
          {"scope", explanation.scope},
          {"gives", explanation.gives},
          {"over_window", explanation.is_over_window},
          {"cells", std::move(cells)},
          {"numbers", std::move(numbers)},
          {"amount", explanation.line.amount.ToString()},
          {"currency", explanation.line.currency}};
}

std::string CustomerStatement(const Explanation& explanation) {
  const model::LineItem& line = explanation.line;
  std::string text = fmt::format("Why is this {}?\n", Amount(explanation));
  const std::string period = line.billing_period.ToString();
  switch (explanation.kind) {
    case LineKind::kFee:
      return text +
             fmt::format("It is the prepayment of {}, due by clause {} of your contract: {}.\n",
                         period, line.clause, line.description);
    case LineKind::kShortfall: {
      const auto& numbers = explanation.numbers;
      return text + fmt::format(
                        "By clause {} you committed to a spend that your usage up to {} did not "
                        "reach: {} is missing, and is charged: {}.\n",
                        line.clause, period, numbers[numbers.size() - 2].value.ToString(),
                        line.description);
    }
    case LineKind::kDiscount: break;
  }
  ExactAmount list_cost;
  std::size_t records = 0;
  for (const ExplainedCell& cell : explanation.cells) {
    list_cost += cell.list_cost;
    records += cell.record_ids.size();
  }
  text += fmt::format("By clause {} of your contract ({}) you get {}{}.\n", line.clause,
                      line.description, explanation.gives, About(line));
  text += fmt::format("In {} that is usage of {} at list price", period, list_cost.ToString());
  if (records > 0) text += fmt::format(", from {} usage records", records);
  text += fmt::format(". The exact result is rounded to {}.\n", Amount(explanation));
  return text;
}

}  // namespace twinbill::explain
