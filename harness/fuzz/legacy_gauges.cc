#include "harness/fuzz/legacy_gauges.h"

#include <algorithm>
#include <utility>

namespace twinbill::fuzz {

using arithmetic::ExactAmount;
using model::Period;
using rule_book::ArithmeticKind;
using rule_book::FormulaNode;
using rule_book::Function;
using rule_book::NodeKind;
using rule_book::Operation;

namespace {

// Enough that a product of a record's number and a rate is exact.
constexpr int kTwinScale = 18;
// After the point of a record's number, where one is aimed at.
constexpr int kRecordDigits = 12;

bool IsLong(const rule_book::Settings& settings) {
  return settings.arithmetic == ArithmeticKind::kDecimal && settings.scale >= kTwinScale;
}

// The book with long decimals where it has doubles or short ones.
rule_book::RuleBook InLongDecimals(rule_book::RuleBook book) {
  for (rule_book::Edition& edition : book.editions) {
    if (IsLong(edition.settings)) continue;
    edition.settings.arithmetic = ArithmeticKind::kDecimal;
    edition.settings.scale = kTwinScale;
    edition.settings.scale_rounding = rule_book::RoundingMode::kHalfEven;
    edition.settings.round_how = rule_book::RoundHow::kScaled;
  }
  return book;
}

bool Compares(Operation operation) {
  return operation >= Operation::kLess && operation <= Operation::kNotEqual;
}

// How many digits after the point each node's value can have, if nothing is rounded to the scale.
std::vector<int> DigitsOf(const rule_book::Formula& formula, int scale) {
  std::vector<int> digits;
  for (const FormulaNode& node : formula.nodes) {
    // What an operation gives was rounded to the scale before it is an argument.
    const auto of = [&](std::size_t argument) {
      return std::min(digits[node.arguments[argument]], scale);
    };
    int most = 0;
    for (std::size_t i = 0; i < node.arguments.size(); ++i) most = std::max(most, of(i));
    switch (node.kind) {
      case NodeKind::kNumber: most = node.number.scale(); break;
      case NodeKind::kVariable:
      case NodeKind::kInput: most = kRecordDigits; break;
      case NodeKind::kOperation:
        if (node.operation == Operation::kMultiply) most = of(0) + of(1);
        if (node.operation == Operation::kDivide) most = scale + 1;
        if (Compares(node.operation)) most = 0;
        break;
      case NodeKind::kCall:
        if (node.function == Function::kRound) most = static_cast<int>(node.number.units());
        if (node.function == Function::kFloor || node.function == Function::kCeil) most = 0;
        if (node.function == Function::kBand || node.function == Function::kTiered) most = scale;
        break;
    }
    digits.push_back(most);
  }
  return digits;
}

}  // namespace

bool LegacyGauges::HasShortDecimals(const rule_book::RuleBook& book) {
  return std::any_of(book.editions.begin(), book.editions.end(), [](const auto& edition) {
    return edition.settings.arithmetic == ArithmeticKind::kDecimal && !IsLong(edition.settings);
  });
}

LegacyGauges::LegacyGauges(const cbas::CbasModel& legacy, const model::SlotTable& slots,
                           BookNumbers numbers)
    : book_(legacy.book()) {
  const bool is_long = std::all_of(book_.editions.begin(), book_.editions.end(),
                                   [](const auto& edition) { return IsLong(edition.settings); });
  if (numbers == BookNumbers::kStraight && !is_long) {
    twin_ = std::make_unique<const cbas::CbasModel>(InLongDecimals(book_));
  }
  const cbas::CbasModel& model = twin_ ? *twin_ : legacy;
  run_ = model.StartRun(slots);
  run_->Listen(this);
  for (std::size_t i = 0; i < book_.editions.size(); ++i) {
    const rule_book::Edition& edition = model.book().editions[i];
    for (std::uint32_t number = 0; number < edition.rules.size(); ++number) {
      Ask(book_.editions[i].settings, edition, number);
    }
  }
}

void LegacyGauges::Ask(const rule_book::Settings& settings, const rule_book::Edition& edition,
                       std::uint32_t number) {
  const rule_book::Rule& rule = edition.rules[number];
  const rule_book::Formula& formula = rule.formula;
  Asked& asked = asked_[&rule];
  asked.number = number;
  asked.root = formula.root_number();
  asked.amount_digits = settings.amount_digits;
  asked.is_event = rule.each == rule_book::Each::kEvent;
  asked.spreads = rule.spread.has_value();
  asked.cuts_lines = rule.spread_cut == rule_book::SpreadCut::kLine;
  const bool is_decimal = settings.arithmetic == ArithmeticKind::kDecimal;
  const bool is_exact = !is_decimal && settings.round_how == rule_book::RoundHow::kExact;
  // The numbers that are told are rounded as the book's own are.
  const bool rounds = is_decimal && settings.scale == edition.settings.scale;
  const auto binary = [&](int digits) { return is_exact ? digits : 0; };
  const std::vector<int> digits = DigitsOf(formula, edition.settings.scale);
  for (std::uint32_t i = 0; i < formula.nodes.size(); ++i) {
    const FormulaNode& node = formula.nodes[i];
    const std::vector<std::uint32_t>& arguments = node.arguments;
    if (node.kind == NodeKind::kOperation) {
      const bool divides = node.operation == Operation::kDivide;
      if (Compares(node.operation)) {
        asked.points.push_back(
            {GaugeKind::kFormulaBound, arguments[0], arguments[1], false, 0, 0, nullptr});
      } else if (rounds && digits[i] > settings.scale &&
                 (divides || node.operation == Operation::kMultiply)) {
        asked.points.push_back({GaugeKind::kScaleRounding,
                                arguments[0],
                                arguments[1],
                                divides,
                                settings.scale,
                                0,
                                {}});
      }
    }
    if (node.kind == NodeKind::kVariable && node.variable == rule_book::Variable::kRated) {
      uses_rated_ = true;
    }
    if (node.kind != NodeKind::kCall) continue;
    switch (node.function) {
      case Function::kRound: {
        const auto to = static_cast<int>(node.number.units());
        asked.points.push_back(
            {GaugeKind::kInnerRound, arguments[0], kNoNode, false, to, binary(to), nullptr});
        break;
      }
      case Function::kFloor:
      case Function::kCeil:
        asked.points.push_back(
            {GaugeKind::kInnerWhole, arguments[0], kNoNode, false, 0, 0, nullptr});
        break;
      case Function::kMin:
      case Function::kMax:
        for (std::size_t other = 1; other < arguments.size(); ++other) {
          asked.points.push_back(
              {GaugeKind::kFormulaBound, arguments[0], arguments[other], false, 0, 0, nullptr});
        }
        break;
      case Function::kBand:
      case Function::kTiered:
        for (const rule_book::Band& band : edition.tables.at(node.name)) {
          if (band.to) {
            asked.points.push_back(
                {GaugeKind::kFormulaBound, arguments[0], kNoNode, false, 0, 0, &band});
          }
          if (rounds && node.function == Function::kTiered &&
              std::min(digits[arguments[0]], settings.scale) + band.entry.scale() >
                  settings.scale) {
            asked.points.push_back({GaugeKind::kScaleRounding, arguments[0], kNoNode, false,
                                    settings.scale, 0, &band});
          }
        }
        break;
      case Function::kAbs:
      case Function::kIf: break;
    }
  }
  asked.points.push_back({asked.is_event ? GaugeKind::kRecordAmount : GaugeKind::kRuleAmount,
                          asked.root, kNoNode, false, settings.amount_digits,
                          binary(settings.amount_digits), nullptr});
  asked.keeps.resize(formula.nodes.size(), false);
  for (const Point& point : asked.points) {
    asked.keeps[point.left] = true;
    if (point.right != kNoNode) asked.keeps[point.right] = true;
  }
}

bool LegacyGauges::Bill(const UsageCase& usage, const CaseColumns& columns,
                        std::vector<Gauge>& gauges) {
  gauges_ = &gauges;
  lines_.clear();
  run_->Restart();
  const model::Term& term = book_.head.term;
  const Period last = std::min(usage.last, term.LastPeriod());
  for (Period period = term.FirstPeriod(); period <= last; period = period.Next()) {
    if (!run_->Add(columns.Of(period)) || !run_->BillNext(lines_)) return false;
    PutShares();
  }
  return true;
}

std::optional<int> LegacyGauges::ReadScale(Period period) const {
  const rule_book::Settings& settings = book_.EditionOf(period).settings;
  if (settings.arithmetic != ArithmeticKind::kDecimal) return std::nullopt;
  return settings.scale;
}

void LegacyGauges::OnRule(Period period, const rule_book::Rule& rule) {
  PutShares();
  rule_ = &asked_.at(&rule);
  period_ = period.months;
  index_ = 0;
  values_.assign(rule_->keeps.size(), std::nullopt);
}

void LegacyGauges::OnGroup(const std::vector<std::string>& /*texts*/) {
  PutShares();
  if (!rule_->is_event) values_.assign(rule_->keeps.size(), std::nullopt);
}

void LegacyGauges::OnVariable(rule_book::Variable /*variable*/, const std::string& /*value*/) {}
void LegacyGauges::OnInput(const std::string& /*name*/, const std::string& /*value*/) {}

void LegacyGauges::OnRecord(std::size_t /*record*/, std::size_t /*group*/) {
  values_.assign(rule_->keeps.size(), std::nullopt);
}

void LegacyGauges::OnNode(std::uint32_t node, const std::string& value) {
  if (rule_->keeps[node]) values_[node] = value;
}

void LegacyGauges::OnRecordAmount(const model::Amount& /*amount*/) { PutPoints(); }

void LegacyGauges::OnAmount(const model::Amount& amount) {
  amount_ = ExactAmount(amount);
  if (rule_->is_event) return;
  PutPoints();
  if (rule_->cuts_lines) amount_ = ValueOf(rule_->root);
}

void LegacyGauges::OnLine(const cbas::ToldLine& line) {
  if (!rule_->spreads) return;
  if (auto weight = ExactAmount::Parse(line.weight)) weights_.push_back(std::move(*weight));
}

void LegacyGauges::OnStop(const std::string& /*code*/) {
  weights_.clear();
  amount_.reset();
}

void LegacyGauges::Put(GaugeKind kind, ExactAmount value, int binary_digits) {
  gauges_->push_back({{period_, rule_->number, kind, index_++}, std::move(value), binary_digits});
}

std::optional<ExactAmount> LegacyGauges::ValueOf(std::uint32_t node) const {
  if (!values_[node]) return std::nullopt;
  auto value = ExactAmount::Parse(*values_[node]);
  if (!value) return std::nullopt;
  return std::move(*value);
}

// None in a branch that was not chosen, and for a band that the number does not end in.
std::optional<ExactAmount> LegacyGauges::ValueOf(const Point& point) const {
  auto value = ValueOf(point.left);
  if (!value) return value;
  const bool is_rounded = point.kind == GaugeKind::kScaleRounding;
  if (point.band != nullptr && is_rounded) {
    const bool ends_here = ExactAmount(point.band->from) < *value &&
                           (!point.band->to || *value <= ExactAmount(*point.band->to));
    if (!ends_here) return std::nullopt;
    *value -= ExactAmount(point.band->from);
    *value *= ExactAmount(point.band->entry);
  } else if (point.band != nullptr) {
    *value -= ExactAmount(*point.band->to);
  } else if (point.right != kNoNode) {
    const auto right = ValueOf(point.right);
    if (!right || (point.divides && right->is_zero())) return std::nullopt;
    if (!is_rounded) {
      *value -= *right;
    } else if (point.divides) {
      *value /= *right;
    } else {
      *value *= *right;
    }
  }
  if (point.kind == GaugeKind::kInnerWhole) *value += ExactAmount::OfUnits(5, 1);
  if (point.digits != 0) *value /= ExactAmount::OfUnits(1, point.digits);
  return value;
}

// What the formula that was run last decided.
void LegacyGauges::PutPoints() {
  for (const Point& point : rule_->points) {
    if (auto value = ValueOf(point)) {
      Put(point.kind, std::move(*value), point.binary_digits);
    } else {
      ++index_;
    }
  }
}

// Of the group told last, once all its lines are.
void LegacyGauges::PutShares() {
  if (weights_.size() > 1 && amount_) {
    ExactAmount sum;
    for (const ExactAmount& weight : weights_) sum += weight;
    const ExactAmount unit = ExactAmount::OfUnits(1, rule_->amount_digits);
    for (const ExactAmount& weight : weights_) {
      if (sum.is_zero()) break;
      ExactAmount share = *amount_ * weight / sum / unit;
      if (rule_->cuts_lines) {
        Put(GaugeKind::kRuleShare, std::move(share), 0);
      } else {
        Put(GaugeKind::kRuleShareCut, share + ExactAmount::OfUnits(5, 1), 0);
      }
    }
  }
  weights_.clear();
  amount_.reset();
}

}  // namespace twinbill::fuzz
