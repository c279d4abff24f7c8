#include "corpus/model/line_item.h"

#include <algorithm>

namespace twinbill::model {

std::string_view Name(BillType bill_type) {
  return bill_type == BillType::kAnniversary ? "Anniversary" : "OutOfCycle";
}

void Amount::AppendTo(std::string& out) const {
  TWINBILL_CHECK(digits >= 0 && digits <= kDigitsMax);
  if (units < 0) out += '-';
  const std::size_t from = out.size();
  // The magnitude's digits; the smallest 128-bit number has no counterpart and is no amount.
  AppendInteger(units < 0 ? -units : units, out);
  if (digits == 0) return;
  const auto width = static_cast<std::size_t>(digits) + 1;
  if (out.size() - from < width) out.insert(from, width - (out.size() - from), '0');
  out.insert(out.size() - static_cast<std::size_t>(digits), 1, '.');
}

std::string Amount::ToString() const {
  std::string out;
  AppendTo(out);
  return out;
}

std::string_view LineItemHeader() {
  return "bill_type,billing_period,payer_account_id,usage_account_id,product_code,region,usage_"
         "type,"
         "line_item_type,contract_id,clause,description,quantity,amount,currency\n";
}

void AppendCsvField(std::string_view field, std::string& out) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void AppendRow(const LineItem& line_item, std::string& out) {
  out += Name(line_item.bill_type);
  out += ',';
  out += line_item.billing_period.ToString();
  for (const std::string* field :
       {&line_item.payer_account_id, &line_item.usage_account_id, &line_item.product_code,
        &line_item.region, &line_item.usage_type, &line_item.line_item_type, &line_item.contract_id,
        &line_item.clause, &line_item.description, &line_item.quantity}) {
    out += ',';
    AppendCsvField(*field, out);
  }
  out += ',';
  line_item.amount.AppendTo(out);
  out += ',';
  AppendCsvField(line_item.currency, out);
  out += '\n';
}

std::string CanonicalFile(std::span<const LineItem> line_items) {
  std::vector<std::string> rows(line_items.size());
  for (std::size_t i = 0; i < rows.size(); ++i) AppendRow(line_items[i], rows[i]);
  std::sort(rows.begin(), rows.end());  // std::char_traits<char> compares as unsigned bytes
  std::string file(LineItemHeader());
  for (const std::string& row : rows) file += row;
  return file;
}

}  // namespace twinbill::model
