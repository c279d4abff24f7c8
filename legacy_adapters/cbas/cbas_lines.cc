// The lines of a group: CbasRun's last step.
#include <algorithm>

#include "legacy_adapters/cbas/cbas_run.h"

namespace twinbill::cbas {

using model::LineItem;
using rule_book::Rule;

namespace {

// A sum of units / 10^scale, as a decimal.
std::string DecimalText(const WideInteger& units, int scale) {
  std::string text = (units.sign() < 0 ? -units : units).ToString();
  const auto digits = static_cast<std::size_t>(scale);
  if (text.size() <= digits) text.insert(0, digits + 1 - text.size(), '0');
  if (digits > 0) {
    text.insert(text.size() - digits, 1, '.');
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
  }
  return units.sign() < 0 ? "-" + text : text;
}

}  // namespace

// Lines of a group without `spread`: one, of all its records.
void CbasRun::CollectLines(const RulePlan& rule, const Group& group) {
  line_ends_.clear();
  if (rule.line_grouping == kNone || group.begin == group.end) {
    line_ends_.push_back(group.end);
    return;
  }
  for (std::size_t i = group.begin + 1; i < group.end; ++i) {
    if (entries_[i].line_rank != entries_[i - 1].line_rank) line_ends_.push_back(i);
  }
  line_ends_.push_back(group.end);
}

Trouble CbasRun::SpreadUnits(const RulePlan& rule, const Group& group, const GroupResult& result) {
  units_.assign(line_ends_.size(), 0);
  if (rule.line_grouping == kNone) {
    units_.front() = result.units;
    return Trouble::kNone;
  }
  const bool on_cost = rule.rule->spread_on == rule_book::SpreadOn::kCost;
  const ExactColumn& column = on_cost ? costs_ : quantities_;
  weights_.resize(line_ends_.size());
  std::size_t i = group.begin;
  for (std::size_t line = 0; line < line_ends_.size(); ++line) {
    weights_[line] = WideInteger();
    for (; i < line_ends_[line]; ++i) weights_[line] += column.Of(entries_[i].cell);
  }
  if (rule.rule->spread_cut == rule_book::SpreadCut::kLine) {
    return spreading_.CutLines(result.exact, result.units, weights_, edition_->amount, units_);
  }
  return spreading_.CutAmount(result.units, weights_, edition_->edition->settings.remainder,
                              units_);
}

model::Result<void> CbasRun::Deliver(std::uint32_t number, const Group& group,
                                     const GroupResult& result, std::vector<LineItem>& lines) {
  const RulePlan& rule = edition_->rules[number];
  const int digits = edition_->amount.digits;
  CollectLines(rule, group);
  const Trouble trouble = SpreadUnits(rule, group, result);
  if (trouble != Trouble::kNone) return model::Fail(Stopped(number, group.number, trouble));
  if (listener_ != nullptr) listener_->OnAmount({result.units, digits});
  for (const std::uint32_t given : rule.gives) {
    const std::uint32_t ordered =
        cells_.Project(rule.grouping, rule.ordered_grouping, group.number);
    for (const Int128 units : units_) given_.Add(given, ordered, period_, units, digits);
  }
  std::size_t begin = group.begin;
  for (std::size_t line = 0; line < line_ends_.size(); ++line) {
    if (rule.rule->is_credit) units_[line] = -units_[line];
    if (number < edition_->falls_of) {
      group_cells_.clear();
      for (std::size_t i = begin; i < line_ends_[line]; ++i) {
        group_cells_.push_back(entries_[i].cell);
      }
      falls_.AddLine(number, group_cells_, units_[line]);
    }
    WriteLine(rule, group, line, lines);
    begin = line_ends_[line];
  }
  return {};
}

void CbasRun::WriteLine(const RulePlan& rule, const Group& group, std::size_t line,
                        std::vector<LineItem>& lines) {
  const model::Amount amount{units_[line], edition_->amount.digits};
  const bool is_left_out = amount.units == 0 && !edition_->edition->settings.zero_lines;
  if (is_left_out && listener_ == nullptr) return;
  if (is_left_out) left_out_ = {};
  LineItem& item = is_left_out ? left_out_ : lines.emplace_back();
  const rule_book::Head& head = plan_.book->head;
  item.bill_type = rule.rule->bill;
  item.billing_period = period_;
  item.payer_account_id = head.payer;
  const std::size_t begin = line == 0 ? group.begin : line_ends_[line - 1];
  const bool spreads = rule.line_grouping != kNone;
  if (begin < line_ends_[line]) {
    const model::Slot& slot = cells_.SlotOf(entries_[begin].cell);
    for (const model::Dimension& dimension : spreads ? *rule.rule->spread : rule.rule->per) {
      switch (dimension.kind) {
        case model::DimensionKind::kAccount: item.usage_account_id = slot.account; break;
        case model::DimensionKind::kService: item.product_code = slot.service; break;
        case model::DimensionKind::kRegion: item.region = slot.region; break;
        case model::DimensionKind::kUsageType: item.usage_type = slot.usage_type; break;
        default: break;  // of no field
      }
    }
  }
  item.line_item_type = rule.rule->line_type;
  item.contract_id = head.id;
  item.clause = rule.rule->clause;
  item.description = rule.rule->line_text;
  if (rule.has_quantity) {
    WideInteger sum;
    for (std::size_t i = begin; i < line_ends_[line]; ++i) {
      sum += quantities_.Of(entries_[i].cell);
    }
    item.quantity = DecimalText(sum, quantities_.scale());
  }
  item.amount = amount;
  item.currency = head.currency;
  if (listener_ != nullptr) {
    const ExactColumn& column =
        rule.rule->spread_on == rule_book::SpreadOn::kCost ? costs_ : quantities_;
    listener_->OnLine({item.usage_account_id, item.product_code, item.region, item.usage_type,
                       spreads ? DecimalText(weights_[line], column.scale()) : std::string(),
                       item.quantity, amount, is_left_out});
  }
}

}  // namespace twinbill::cbas
