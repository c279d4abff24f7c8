// Canonical bytes: a small reader of quoted rows gets back what was written, so no two lines share
// bytes.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "corpus/model/line_item.h"

namespace twinbill::model {
namespace {

std::vector<std::vector<std::string>> ReadRows(const std::string& file) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  std::string field;
  bool quoted = false;
  for (std::size_t i = 0; i < file.size(); ++i) {
    const char c = file[i];
    if (quoted && c == '"' && i + 1 < file.size() && file[i + 1] == '"') {
      field += file[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ',' || c == '\n')) {
      row.push_back(std::move(field));
      field.clear();
      if (c == '\n') {
        rows.push_back(std::move(row));
        row.clear();
      }
    } else {
      field += c;
    }
  }
  return rows;
}

rc::Gen<std::string> AnyText() {
  return rc::gen::container<std::string>(
      rc::gen::element('a', 'b', ',', '"', '\n', '\r', ' ', '\xc3', '\xa9'));
}

rc::Gen<LineItem> AnyLine() {
  return rc::gen::build<LineItem>(
      rc::gen::set(&LineItem::bill_type,
                   rc::gen::element(BillType::kAnniversary, BillType::kOutOfCycle)),
      rc::gen::set(&LineItem::billing_period,
                   rc::gen::map(rc::gen::inRange(24'000, 24'400),
                                [](int months) { return Period{months}; })),
      rc::gen::set(&LineItem::usage_account_id, AnyText()),
      rc::gen::set(&LineItem::description, AnyText()), rc::gen::set(&LineItem::clause, AnyText()),
      rc::gen::set(&LineItem::currency, AnyText()),
      rc::gen::set(&LineItem::amount, rc::gen::map(rc::gen::pair(rc::gen::arbitrary<std::int64_t>(),
                                                                 rc::gen::inRange(0, 19)),
                                                   [](const std::pair<std::int64_t, int>& drawn) {
                                                     return Amount{drawn.first, drawn.second};
                                                   })));
}

RC_GTEST_PROP(LineItemProperties, ARowReadsBackAsItsFields, ()) {
  const LineItem line = *AnyLine();
  std::string row;
  AppendRow(line, row);
  const auto rows = ReadRows(row);
  RC_ASSERT(rows.size() == 1U);
  RC_ASSERT(rows[0] ==
            (std::vector<std::string>{
                std::string(Name(line.bill_type)), line.billing_period.ToString(),
                line.payer_account_id, line.usage_account_id, line.product_code, line.region,
                line.usage_type, line.line_item_type, line.contract_id, line.clause,
                line.description, line.quantity, line.amount.ToString(), line.currency}));
}

RC_GTEST_PROP(LineItemProperties, LinesThatDifferHaveRowsThatDiffer, ()) {
  const LineItem line = *AnyLine();
  LineItem other = line;
  // One field differs, or text moves over the border between two.
  switch (*rc::gen::inRange(0, 6)) {
    case 0: other.description = *AnyText(); break;
    case 1: other.clause += ","; break;
    case 2: std::swap(other.clause, other.description); break;
    case 3: other.amount.digits = (other.amount.digits + 1) % 19; break;
    case 4: other.bill_type = BillType::kOutOfCycle; break;
    default: other.currency += "\""; break;
  }
  std::string row, other_row;
  AppendRow(line, row);
  AppendRow(other, other_row);
  RC_ASSERT((row == other_row) == (line == other));
}

RC_GTEST_PROP(LineItemProperties, AFieldIsQuotedOnlyWhereItMustBe, ()) {
  const std::string text = *AnyText();
  std::string field;
  AppendCsvField(text, field);
  const bool needed = std::any_of(text.begin(), text.end(), [](char c) {
    return c == ',' || c == '"' || c == '\r' || c == '\n';
  });
  RC_ASSERT((field == text) == !needed);
}

RC_GTEST_PROP(LineItemProperties, AnAmountHasItsDigitsAndItsValue, ()) {
  const Amount amount{*rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(),
                                      rc::gen::map(rc::gen::inRange(-1000, 1001),
                                                   [](int units) { return std::int64_t{units}; })),
                      *rc::gen::inRange(0, 19)};
  const std::string text = amount.ToString();
  const auto point = text.find('.');
  RC_ASSERT((point == std::string::npos) == (amount.digits == 0));
  if (amount.digits > 0)
    RC_ASSERT(text.size() - point - 1 == static_cast<std::size_t>(amount.digits));
  RC_ASSERT(text.starts_with('-') == (amount.units < 0));
  RC_ASSERT(*Decimal::Parse(text) == *Decimal::FromUnits(amount.units, amount.digits));
}

RC_GTEST_PROP(LineItemProperties, AFileDoesNotDependOnTheOrderGiven, ()) {
  auto lines = *rc::gen::container<std::vector<LineItem>>(AnyLine());
  const std::string file = CanonicalFile(lines);
  std::mt19937 random(*rc::gen::arbitrary<std::uint32_t>());
  std::shuffle(lines.begin(), lines.end(), random);
  RC_ASSERT(CanonicalFile(lines) == file);
  std::vector<std::string> rows(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) AppendRow(lines[i], rows[i]);
  std::sort(rows.begin(), rows.end(), [](const std::string& a, const std::string& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
      return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
    });
  });
  std::string expected(LineItemHeader());
  for (const std::string& row : rows) expected += row;
  RC_ASSERT(file == expected);
}

}  // namespace
}  // namespace twinbill::model
