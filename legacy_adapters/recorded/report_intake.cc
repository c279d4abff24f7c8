#include "legacy_adapters/recorded/report_intake.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "corpus/readers/attribute_text.h"
#include "corpus/readers/cell_value.h"
#include "corpus/readers/raw_rows.h"
#include "corpus/readers/report_schema.h"
#include "legacy_adapters/recorded/bill_book.h"

namespace twinbill::recorded {
namespace {

using model::Code;
using model::Decimal;
using model::Period;
using readers::RawRow;

// Rows of these types are charges; all others are discounts, credits or unknown.
constexpr std::array<std::string_view, 12> kCharges = {"Usage",
                                                       "DiscountedUsage",
                                                       "SavingsPlanCoveredUsage",
                                                       "SavingsPlanNegation",
                                                       "SavingsPlanRecurringFee",
                                                       "SavingsPlanUpfrontFee",
                                                       "RIFee",
                                                       "Fee",
                                                       "FlatRateSubscription",
                                                       "Tax",
                                                       "Purchase",
                                                       ""};
constexpr std::array<std::string_view, 3> kDescriptions = {
    "line_item_line_item_description", "lineItem/LineItemDescription", "ChargeDescription"};
constexpr std::string_view kMapPrefix = "discount.";

bool IsDiscountCell(std::string_view column) {
  const bool discount = column.starts_with("discount_") || column.starts_with("discount/");
  return discount && column.find("otal") == std::string_view::npos;
}

std::optional<model::DimensionKind> KindOf(Field field) {
  switch (field) {
    case Field::kLineItemType: return model::DimensionKind::kLineItemType;
    case Field::kAccount: return model::DimensionKind::kAccount;
    case Field::kService: return model::DimensionKind::kService;
    case Field::kRegion: return model::DimensionKind::kRegion;
    case Field::kUsageType: return model::DimensionKind::kUsageType;
    case Field::kOperation: return model::DimensionKind::kOperation;
    default: return std::nullopt;
  }
}

class Intake {
 public:
  Intake(const std::string& path, const RecordedPlan& plan, BillBook& book)
      : path_(path), plan_(plan), book_(book) {}

  model::Result<std::vector<std::size_t>> Choose(const std::vector<std::string>& columns) {
    TWINBILL_ASSIGN(schema, readers::FindSchema(columns, [&](std::size_t column) {
                      return model::Position{path_, 1, 0, "",
                                             "column " + std::to_string(column + 1)};
                    }));
    columns_ = columns;
    payer_ = Want(schema.payer);
    period_ = Want(schema.period);
    currency_ = Want(schema.currency);
    cost_ = Want(schema.unblended_cost);
    quantity_ = Want(schema.quantity);
    for (std::size_t field = 0; field < kFieldCount; ++field) {
      const auto kind = KindOf(static_cast<Field>(field));
      for (const readers::DimensionColumn& dimension : schema.dimensions) {
        if (kind && dimension.kind == *kind) fields_[field].push_back(Want(dimension.column));
      }
    }
    for (std::size_t column = 0; column < columns.size(); ++column) {
      const std::string& name = columns[column];
      if (std::find(kDescriptions.begin(), kDescriptions.end(), name) != kDescriptions.end()) {
        fields_[static_cast<std::size_t>(Field::kDescription)].push_back(Want(column));
      } else if (name == "discount") {
        map_ = Want(column);
      } else if (IsDiscountCell(name) || IsMapped(name)) {
        cells_.emplace_back(name, Want(column));
      }
    }
    return wanted_;
  }

  model::Result<void> Take(const RawRow& row) {
    row_ = &row;
    if (TextAt(payer_) != plan_.head.contract.payer) return {};
    TWINBILL_TRY(TakeRow());
    for (const auto& [name, place] : cells_) {
      TWINBILL_ASSIGN(amount, NumberAt(place));
      TWINBILL_TRY(TakeCell(name, amount));
    }
    return map_ ? TakeMap() : model::Result<void>();
  }

 private:
  std::size_t Want(std::size_t column) {
    wanted_.push_back(column);
    return wanted_.size() - 1;
  }
  bool IsMapped(std::string_view name) const {
    return std::any_of(plan_.mappings.begin(), plan_.mappings.end(),
                       [&](const Mapping& mapping) { return mapping.column == name; });
  }

  std::string_view TextAt(std::size_t place) const {
    const std::string_view text = row_->texts[place];
    return readers::IsNullWord(text) ? std::string_view() : text;
  }
  std::string_view TextOf(Field field) const {
    for (const std::size_t place : fields_[static_cast<std::size_t>(field)]) {
      if (!TextAt(place).empty()) return TextAt(place);
    }
    return {};
  }
  model::Position Place() const {
    model::Position place{path_, row_->line, 0, "", ""};
    if (row_->line == 0) place.part = "row " + std::to_string(row_->row);
    return place;
  }
  model::Failure Wrong(const readers::CellError& error) const {
    return model::InputFailure({error.code, Place(), error.message, error.allowed});
  }

  // 0 where the cell is empty.
  model::Result<Decimal> NumberAt(std::size_t place) const {
    const auto number = readers::NumberIn(TextAt(place), columns_[wanted_[place]]);
    if (!number) return model::Fail(Wrong(number.error()));
    return number->value_or(Decimal());
  }
  model::Result<Period> PeriodOfRow() const {
    const auto moment = readers::TimestampIn(TextAt(period_), columns_[wanted_[period_]]);
    if (!moment) return model::Fail(Wrong(moment.error()));
    return Period::Of(*moment);
  }

  bool Holds(const Mapping& mapping) const {
    return std::all_of(mapping.rows.begin(), mapping.rows.end(), [&](const Condition& condition) {
      return condition.Holds(TextOf(condition.field));
    });
  }

  // The row by its own cost, where it is no charge or a mapping takes it all the same.
  model::Result<void> TakeRow() {
    TWINBILL_ASSIGN(cost, NumberAt(cost_));
    for (std::size_t i = 0; i < plan_.mappings.size(); ++i) {
      if (plan_.mappings[i].column.empty() && Holds(plan_.mappings[i])) return Give(i, cost);
    }
    const std::string_view type = TextOf(Field::kLineItemType);
    if (std::find(kCharges.begin(), kCharges.end(), type) != kCharges.end()) return {};
    return Leave("line_item_type " + std::string(type), cost);
  }

  model::Result<void> TakeCell(const std::string& column, const Decimal& amount) {
    if (amount.is_zero()) return {};
    for (std::size_t i = 0; i < plan_.mappings.size(); ++i) {
      if (plan_.mappings[i].column == column && Holds(plan_.mappings[i])) return Give(i, amount);
    }
    return Leave("column " + column, amount);
  }

  // The entries of the map `discount`. One that has a column of its own is that column's.
  model::Result<void> TakeMap() {
    const auto entries = readers::ParseAttributes(TextAt(*map_));
    if (!entries) return model::Fail(Wrong(entries.error()));
    for (const auto& [key, text] : *entries) {
      const bool has_column = std::any_of(
          cells_.begin(), cells_.end(), [&, name = std::string_view(key)](const auto& cell) {
            return cell.first == name || cell.first == "discount_" + std::string(name);
          });
      if (has_column || key.find("total") != std::string::npos) continue;
      const std::string column = std::string(kMapPrefix) + key;
      const auto amount = readers::NumberIn(text, column);
      if (!amount) return model::Fail(Wrong(amount.error()));
      TWINBILL_TRY(TakeCell(column, amount->value_or(Decimal())));
    }
    return {};
  }

  model::Result<void> Give(std::size_t number, const Decimal& amount) {
    const legacy::LegacyHead& head = plan_.head.contract;
    const Mapping& mapping = plan_.mappings[number];
    TWINBILL_ASSIGN(period, PeriodOfRow());
    if (!head.term.Contains(period)) {
      book_.left_over().Add(period.ToString(), "a period outside of the term", amount, Place());
      return {};
    }
    if (TextAt(currency_) != head.currency) {
      return model::Fail(model::InputFailure(
          {Code{"recorded_currency"}, Place(),
           fmt::format("a discount in \"{}\"", TextAt(currency_)), head.currency}));
    }
    std::vector<std::string> by;
    for (const Field field : mapping.by) by.emplace_back(TextOf(field));
    TWINBILL_ASSIGN(quantity, NumberAt(quantity_));
    book_.Add(number, period, std::move(by), amount, quantity);
    return {};
  }

  model::Result<void> Leave(const std::string& what, const Decimal& amount) {
    TWINBILL_ASSIGN(period, PeriodOfRow());
    book_.left_over().Add(period.ToString(), what, amount, Place());
    return {};
  }

  const std::string& path_;
  const RecordedPlan& plan_;
  BillBook& book_;
  std::vector<std::string> columns_;
  std::vector<std::size_t> wanted_;
  // Places in wanted_.
  std::size_t payer_ = 0, period_ = 0, currency_ = 0, cost_ = 0, quantity_ = 0;
  std::array<std::vector<std::size_t>, kFieldCount> fields_;
  std::vector<std::pair<std::string, std::size_t>> cells_;
  std::optional<std::size_t> map_;
  const RawRow* row_ = nullptr;
};

}  // namespace

model::Result<model::Digest> ReadReport(const std::string& path, const RecordedPlan& plan,
                                        BillBook& book) {
  Intake intake(path, plan, book);
  return readers::ReadRawRows(
      path, {}, [&](const std::vector<std::string>& columns) { return intake.Choose(columns); },
      [&](const RawRow& row) { return intake.Take(row); });
}

}  // namespace twinbill::recorded
