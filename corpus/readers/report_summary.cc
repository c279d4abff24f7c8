#include "corpus/readers/report_summary.h"

#include <algorithm>
#include <set>

namespace twinbill::readers {
namespace {

using model::Decimal;
using model::DecimalSum;
using model::Period;
using model::Slot;

// The digits of a number without the zeros that end it.
int SignificantDigits(const Decimal& value) {
  model::UInt128 magnitude = value.is_negative() ? static_cast<model::UInt128>(-value.units())
                                                 : static_cast<model::UInt128>(value.units());
  int count = 0;
  bool significant = false;
  for (; magnitude != 0; magnitude /= 10) {
    significant = significant || magnitude % 10 != 0;
    if (significant) ++count;
  }
  return count;
}

void Mark(std::vector<bool>& marks, std::uint32_t at) {
  if (at >= marks.size()) marks.resize(at + 1);
  marks[at] = true;
}

std::string Rows(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " row" : " rows");
}

}  // namespace

ReportSummary::ReportSummary(const UsageReader& reader) : reader_(reader) {}

void ReportSummary::AddDigits(std::size_t column, const Decimal& value) {
  ColumnDigits& digits = digits_[column];
  ++digits.values;
  digits.decimals_max = std::max(digits.decimals_max, value.scale());
  digits.significant_max = std::max(digits.significant_max, SignificantDigits(value));
}

void ReportSummary::Add(const UsageBatch& batch) {
  slots_.resize(reader_.slots().size());
  for (const UsageRow& row : batch.rows) {
    OfSlot& slot = slots_[row.slot];
    ++slot.rows;
    slot.unblended_cost.Add(row.unblended_cost);
    slot.list_cost.Add(row.list_cost());
    if (rows_ == 0 || row.start < first_) first_ = row.start;
    if (rows_ == 0 || row.start > last_) last_ = row.start;
    ++rows_;
    ++periods_[row.period];
    Mark(currencies_of_bill_[{row.payer, row.period}], row.currency);
    Mark(payers_, row.payer);
    Mark(currencies_, row.currency);
    if (Period::Of(row.start) != row.period) ++late_rows_;
    if (row.unblended_cost.is_negative() || row.quantity.is_negative()) ++negative_rows_;
    if (row.unblended_cost.is_zero() && row.list_cost().is_zero()) ++free_rows_;
    AddDigits(0, row.quantity);
    AddDigits(1, row.unblended_cost);
    if (row.rate) AddDigits(2, *row.rate);
    if (row.public_cost) AddDigits(3, *row.public_cost);
  }
}

ReportSummary::Counts ReportSummary::CountDifferent() const {
  std::set<std::string_view> accounts;
  std::set<std::string_view> services;
  std::set<std::string_view> regions;
  std::set<std::string_view> usage_types;
  for (std::uint32_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = reader_.slots()[i];
    accounts.insert(slot.account);
    services.insert(slot.service);
    regions.insert(slot.region);
    usage_types.insert(slot.usage_type);
  }
  const auto count = [](const std::set<std::string_view>& texts) {
    return texts.size() - texts.count("");
  };
  const std::vector<std::string> payers = Payers();
  return {payers.size(), count(accounts), count(services), count(regions), count(usage_types)};
}

std::map<std::string, std::int64_t> ReportSummary::RowsOfService() const {
  std::map<std::string, std::int64_t> rows;
  for (std::uint32_t i = 0; i < slots_.size(); ++i)
    rows[reader_.slots()[i].service] += slots_[i].rows;
  return rows;
}

std::map<std::string, LineItemTypeSummary> ReportSummary::ByLineItemType() const {
  std::map<std::string, LineItemTypeSummary> types;
  for (std::uint32_t i = 0; i < slots_.size(); ++i) {
    LineItemTypeSummary& type = types[reader_.slots()[i].line_item_type];
    type.rows += slots_[i].rows;
    type.unblended_cost.Add(slots_[i].unblended_cost);
    type.list_cost.Add(slots_[i].list_cost);
  }
  return types;
}

std::vector<std::string> ReportSummary::TextsOf(const std::vector<bool>& wanted) const {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] && !reader_.texts()[i].empty()) texts.push_back(reader_.texts()[i]);
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

std::vector<std::string> ReportSummary::Payers() const { return TextsOf(payers_); }
std::vector<std::string> ReportSummary::Currencies() const { return TextsOf(currencies_); }

DecimalSum ReportSummary::UnblendedCost() const {
  DecimalSum sum;
  for (const OfSlot& slot : slots_) sum.Add(slot.unblended_cost);
  return sum;
}

std::optional<std::pair<model::Timestamp, model::Timestamp>> ReportSummary::StartRange() const {
  if (rows_ == 0) return std::nullopt;
  return std::pair(first_, last_);
}

std::vector<std::string> ReportSummary::Odd() const {
  std::vector<std::string> odd;
  for (const model::Diagnostic& warning : reader_.warnings())
    odd.push_back(warning.code + ": " + warning.message);
  if (late_rows_ > 0)
    odd.push_back(Rows(late_rows_) + " of usage in another month than their billing period");
  if (negative_rows_ > 0) odd.push_back(Rows(negative_rows_) + " with a negative amount");
  if (rows_ > 0 && free_rows_ == rows_) odd.push_back("no row costs anything");
  for (const auto& [bill, currencies] : currencies_of_bill_) {
    const std::vector<std::string> texts = TextsOf(currencies);
    if (texts.size() < 2) continue;
    std::string list;
    for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + text;
    odd.push_back("several currencies in the bill " + bill.second.ToString() + " of payer " +
                  reader_.texts()[bill.first] + ": " + list);
  }
  return odd;
}

}  // namespace twinbill::readers
