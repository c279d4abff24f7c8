#include "legacy_adapters/recorded/bill_book.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "legacy_adapters/foreign/given_line.h"
#include "legacy_adapters/foreign/line_file.h"
#include "legacy_adapters/recorded/report_intake.h"

namespace twinbill::recorded {

using model::Code;
using model::LineItem;
using model::Period;
using model::Position;

namespace {

constexpr std::int64_t kLinesBytesMax = std::int64_t{1} << 30;

model::Failure Wrong(const Position& place, std::string message, std::string allowed = {}) {
  return model::InputFailure(
      {Code{"recorded_bad_line"}, place, std::move(message), std::move(allowed)});
}

std::string TextOf(const foreign::GivenLine& given, std::string_view field) {
  return given[*foreign::LineFieldNamed(field)].value_or("");
}

// `sum` with exactly `digits` digits behind the point; none where it has more.
std::optional<model::Amount> AmountOf(const model::DecimalSum& sum, int digits) {
  std::string text = sum.ToString();
  const std::size_t point = text.find('.');
  const std::size_t has = point == std::string::npos ? 0 : text.size() - point - 1;
  const auto wanted = static_cast<std::size_t>(digits);
  if (has > wanted) return std::nullopt;
  if (has == 0 && wanted > 0) text += '.';
  text.append(wanted - has, '0');
  return foreign::ParseAmount(text);
}

}  // namespace

model::Result<void> BillBook::AddLines(const std::string& path) {
  TWINBILL_ASSIGN(bytes, foreign::ReadWholeFile(path, kLinesBytesMax));
  digests_.push_back(model::Sha256::Of(bytes));
  auto rows = foreign::ReadLineFile(bytes);
  if (!rows) {
    const foreign::LineFileError& error = rows.error();
    return model::Fail(Wrong({path, error.line, 0, "", ""}, error.message, error.allowed));
  }
  const legacy::LegacyHead& head = plan_.head.contract;
  for (const foreign::FileRow& row : *rows) {
    const Position place{path, row.line, 0, "", ""};
    const std::string period_text = TextOf(row.given, "billing_period");
    const auto period = Period::Parse(period_text);
    if (!period) {
      return model::Fail(Wrong(place, "billing_period is " + foreign::JsonText(period_text),
                               "a period, as \"2025-01\""));
    }
    const auto amount = model::Decimal::Parse(TextOf(row.given, "amount"));
    std::string other;
    if (TextOf(row.given, "contract_id") != head.contract_id) {
      other = "contract " + TextOf(row.given, "contract_id");
    } else if (TextOf(row.given, "payer_account_id") != head.payer) {
      other = "payer " + TextOf(row.given, "payer_account_id");
    } else if (!head.term.Contains(*period)) {
      other = "a period outside of the term";
    }
    if (!other.empty()) {
      left_over_.Add(period_text, other, amount ? *amount : model::Decimal(), place);
      continue;
    }
    auto line = foreign::MakeLine(row.given, head, *period);
    if (!line) return model::Fail(Wrong(place, line.error().message, line.error().allowed));
    lines_[*period].push_back(std::move(*line));
  }
  return {};
}

model::Result<void> BillBook::AddReport(const std::string& path) {
  TWINBILL_ASSIGN(digest, ReadReport(path, plan_, *this));
  digests_.push_back(digest);
  return {};
}

void BillBook::Add(std::size_t mapping, Period period, std::vector<std::string> by,
                   const model::Decimal& amount, const model::Decimal& quantity) {
  Sums& sums = sums_[{period, mapping, std::move(by)}];
  sums.amount.Add(amount);
  sums.quantity.Add(quantity);
}

model::Result<LineItem> BillBook::LineOf(std::size_t number, Period period,
                                         const std::vector<std::string>& by,
                                         const Sums& sums) const {
  const Mapping& mapping = plan_.mappings[number];
  const auto amount = AmountOf(sums.amount, mapping.digits);
  if (!amount) {
    return model::Fail(model::InputFailure(
        {Code{"recorded_digits"},
         {plan_.path, 0, 0, fmt::format("/mappings/{}", number), period.ToString()},
         fmt::format("the recorded amounts of \"{}\" add up to {}", mapping.clause,
                     sums.amount.ToString()),
         fmt::format("{} digits behind the point", mapping.digits),
         "\"digits\", for a recorded bill is taken as it is and never rounded"}));
  }
  const legacy::LegacyHead& head = plan_.head.contract;
  LineItem line;
  line.bill_type = mapping.bill;
  line.billing_period = period;
  line.payer_account_id = head.payer;
  line.line_item_type = mapping.line_type;
  line.contract_id = head.contract_id;
  line.clause = mapping.clause;
  line.description = mapping.text;
  line.currency = head.currency;
  line.amount = *amount;
  for (std::size_t i = 0; i < by.size(); ++i) {
    switch (mapping.by[i]) {
      case Field::kAccount: line.usage_account_id = by[i]; break;
      case Field::kService: line.product_code = by[i]; break;
      case Field::kRegion: line.region = by[i]; break;
      default: line.usage_type = by[i]; line.quantity = sums.quantity.ToString();
    }
  }
  return line;
}

model::Result<std::map<Period, std::vector<LineItem>>> BillBook::Lines() const {
  auto lines = lines_;
  for (const auto& [key, sums] : sums_) {
    const auto& [period, mapping, by] = key;
    TWINBILL_ASSIGN(line, LineOf(mapping, period, by, sums));
    if (line.amount.units == 0 && !plan_.mappings[mapping].zero_lines) continue;
    lines[period].push_back(std::move(line));
  }
  return lines;
}

}  // namespace twinbill::recorded
