#include "translators/cbas/formula_meaning.h"

#include <algorithm>

#include "corpus/model/check.h"

namespace twinbill::translators {

using algebra::Expression;
using algebra::Rational;
using rule_book::ArithmeticKind;
using rule_book::Formula;
using rule_book::FormulaNode;
using rule_book::Function;
using rule_book::InputOf;
using rule_book::NodeKind;
using rule_book::Operation;
using rule_book::Rule;
using rule_book::Settings;
using rule_book::TierEdge;
using rule_book::Variable;

namespace {

// How many digits after the point a node's value has more than the values of records.
struct Digits {
  std::map<RecordValue, int> more;
  int own = 0;  // of what doesn't come from records
  bool exact = true;
};

struct Part {
  Expression expression;
  std::optional<Rational> constant;
  // One of finitely many numbers of the rule book: a band's entry, a comparison.
  bool is_choice_of_numbers = false;
  Digits digits;
};

class Meaner {
 public:
  explicit Meaner(const RuleSurroundings& surroundings)
      : surroundings_(surroundings),
        rule_(*surroundings.rule),
        settings_(surroundings.edition->settings),
        formula_(rule_.formula) {}

  FormulaMeaning Run() {
    std::uint32_t root = static_cast<std::uint32_t>(formula_.nodes.size() - 1);
    if (IsAmountRounding(formula_.nodes[root])) root = formula_.nodes[root].arguments[0];
    result_.expression = Mean(root).expression;
    const auto months = algebra::Polynomial::Of(kMonths);
    result_.facts = {{months - algebra::Polynomial(Rational(1)), algebra::Relation::kAtLeast},
                     {algebra::Polynomial(Rational(surroundings_.months_full)) - months,
                      algebra::Relation::kAtLeast}};
    return std::move(result_);
  }

 private:
  bool decimal() const { return settings_.arithmetic == ArithmeticKind::kDecimal; }

  // Rounding a result to an amount before it is rounded to that amount changes nothing: in
  // decimals, and where the nearest amount is looked for, since a binary number next to it is read.
  bool IsAmountRounding(const FormulaNode& node) const {
    const bool is_nearest = settings_.amount_rounding >= rule_book::RoundingMode::kHalfUp;
    return node.kind == NodeKind::kCall && node.function == Function::kRound &&
           (decimal() ? settings_.amount_digits <= settings_.scale : is_nearest) &&
           node.number == model::Decimal::FromInteger(settings_.amount_digits) &&
           (!rule_.spread || rule_.spread_cut == rule_book::SpreadCut::kAmount);
  }

  Part Number(const Rational& value) const {
    Part part;
    part.expression = algebra::Constant(value);
    part.constant = value;
    part.is_choice_of_numbers = true;
    part.digits.own = algebra::DigitsOf(value).value_or(0);
    part.digits.exact = algebra::DigitsOf(value).has_value();
    return part;
  }

  Rational Stepped(const Rational& value) const {
    if (!decimal()) return value;
    return algebra::RoundTo(value, settings_.scale, RoundingOf(settings_.scale_rounding));
  }

  Part Mean(std::uint32_t number) {
    const FormulaNode& node = formula_.nodes[number];
    Part part;
    switch (node.kind) {
      case NodeKind::kNumber: return Number(AsRead(node.number, settings_));
      case NodeKind::kVariable: part = MeanVariable(node.variable); break;
      case NodeKind::kInput: part = MeanInput(node.name); break;
      case NodeKind::kOperation: part = MeanOperation(node); break;
      case NodeKind::kCall: part = MeanCall(node); break;
    }
    Note(part);
    return part;
  }

  void Note(const Part& part) {
    if (part.constant) return;
    Exactness& exactness = result_.exactness;
    for (const auto& [value, more] : part.digits.more) {
      const int allowed = settings_.scale - more;
      const auto [at, is_new] = exactness.digits_max.try_emplace(value, allowed);
      if (!is_new) at->second = std::min(at->second, allowed);
      if (allowed < 0) exactness.can_be_exact = false;
    }
    if (!part.digits.exact || part.digits.own > settings_.scale) exactness.can_be_exact = false;
  }

  Part Sum(algebra::VariableNumber variable, std::optional<RecordValue> value, int own = 0) {
    Part part;
    part.expression = algebra::Variable(variable);
    if (value) part.digits.more[*value] = 0;
    part.digits.own = own;
    return part;
  }

  Part Join(Part part, const Part& other) const {
    part.expression = algebra::Sum(part.expression, other.expression);
    for (const auto& [value, more] : other.digits.more) {
      part.digits.more.try_emplace(value, more);
    }
    return part;
  }

  // The sums of earlier periods: none in a window of one month.
  Part Before(algebra::VariableNumber variable, RecordValue value) {
    if (rule_.window == model::WindowKind::kMonth) return Number(0);
    return Sum(variable, value);
  }

  Part WithBefore(algebra::VariableNumber now, algebra::VariableNumber before, RecordValue value) {
    const Part this_period = Sum(now, value);
    if (rule_.window == model::WindowKind::kMonth) return this_period;
    return Join(Sum(before, value), this_period);
  }

  Part MeanVariable(Variable variable) {
    const int amount_digits = settings_.amount_digits;
    switch (variable) {
      case Variable::kUsage: return Sum(kUsage, RecordValue::kUsage);
      case Variable::kCost: return Sum(kCost, RecordValue::kCost);
      case Variable::kRated: return Sum(kRated, RecordValue::kRated);
      case Variable::kNet:
        result_.reads_net = true;
        return Sum(kNet, RecordValue::kCost, amount_digits);
      case Variable::kUsageBefore: return Before(kUsageBefore, RecordValue::kUsage);
      case Variable::kCostBefore: return Before(kCostBefore, RecordValue::kCost);
      case Variable::kUsageWindow: return WithBefore(kUsage, kUsageBefore, RecordValue::kUsage);
      case Variable::kCostWindow: return WithBefore(kCost, kCostBefore, RecordValue::kCost);
      case Variable::kMonths: return Months();
      case Variable::kGivenBefore:
        result_.reads_given = true;
        // A rule that runs in a window's last period only has given nothing in it before.
        if (rule_.window == model::WindowKind::kMonth ||
            rule_.when == rule_book::When::kWindowEnd) {
          return Number(0);
        }
        return Sum(kGivenBefore, std::nullopt, amount_digits);
    }
    return Number(0);
  }

  Part Months() {
    if (rule_.window == model::WindowKind::kMonth) return Number(1);
    if (rule_.window == model::WindowKind::kTerm && rule_.when == rule_book::When::kWindowEnd) {
      return Number(surroundings_.months_term);
    }
    return Sum(kMonths, std::nullopt);
  }

  Part MeanInput(const std::string& name) {
    const auto at = std::find_if(rule_.inputs.begin(), rule_.inputs.end(),
                                 [&](const rule_book::Input& input) { return input.name == name; });
    TWINBILL_CHECK(at != rule_.inputs.end());
    const auto index = at - rule_.inputs.begin();
    const bool is_own = surroundings_.input_is_own[static_cast<std::size_t>(index)];
    const bool is_month = at->window == model::WindowKind::kMonth;
    switch (at->of) {
      case InputOf::kUsage:
        if (is_own)
          return is_month ? MeanVariable(Variable::kUsage) : MeanVariable(Variable::kUsageWindow);
        return Sum(kInputs + static_cast<int>(index), RecordValue::kUsage);
      case InputOf::kCost:
        if (is_own)
          return is_month ? MeanVariable(Variable::kCost) : MeanVariable(Variable::kCostWindow);
        return Sum(kInputs + static_cast<int>(index), RecordValue::kCost);
      case InputOf::kNet:
        result_.reads_net = true;
        if (is_own && is_month) return MeanVariable(Variable::kNet);
        return Sum(kInputs + static_cast<int>(index), RecordValue::kCost, settings_.amount_digits);
    }
    return Number(0);
  }

  static Digits Wider(const Digits& a, const Digits& b) {
    Digits both = a;
    for (const auto& [value, more] : b.more) {
      const auto [at, is_new] = both.more.try_emplace(value, more);
      if (!is_new) at->second = std::max(at->second, more);
    }
    both.own = std::max(a.own, b.own);
    both.exact = a.exact && b.exact;
    return both;
  }

  static Digits Shifted(const Digits& digits, int by) {
    Digits shifted = digits;
    for (auto& [value, more] : shifted.more) more += by;
    shifted.own += by;
    return shifted;
  }

  Part Combine(Operation operation, const Part& a, const Part& b) {
    Part part;
    part.digits = Wider(a.digits, b.digits);
    switch (operation) {
      case Operation::kAdd: part.expression = algebra::Sum(a.expression, b.expression); break;
      case Operation::kSubtract:
        part.expression = algebra::Difference(a.expression, b.expression);
        break;
      case Operation::kMultiply:
        part.expression = algebra::Product(a.expression, b.expression);
        if (a.is_choice_of_numbers || b.is_choice_of_numbers) {
          const Part& numbers = a.is_choice_of_numbers ? a : b;
          const Part& other = a.is_choice_of_numbers ? b : a;
          part.digits = Shifted(other.digits, numbers.digits.own);
          part.digits.exact = a.digits.exact && b.digits.exact;
        } else {
          part.digits.exact = false;
        }
        break;
      default:
        part.expression = algebra::Quotient(a.expression, b.expression);
        if (b.constant && *b.constant != 0 && algebra::DigitsOf(Rational(1 / *b.constant))) {
          part.digits = Shifted(a.digits, *algebra::DigitsOf(Rational(1 / *b.constant)));
        } else {
          part.digits.exact = false;
        }
    }
    part.is_choice_of_numbers = a.is_choice_of_numbers && b.is_choice_of_numbers;
    if (a.constant && b.constant) return Fold(std::move(part));
    ++result_.exactness.operations;
    return part;
  }

  // An operation between numbers, as the rule book's arithmetic carries it out.
  Part Fold(Part part) {
    const auto branches = algebra::Branches(part.expression, {});
    const auto& value = branches->front().value;
    if (!value) return part;  // divides by zero, wherever it is evaluated
    return Number(Stepped(*value->AsConstant()));
  }

  Part MeanOperation(const FormulaNode& node) {
    const Part a = Mean(node.arguments[0]);
    if (node.operation == Operation::kNegate) {
      Part part = a;
      part.expression = algebra::Negative(a.expression);
      if (a.constant) return Number(-*a.constant);
      return part;
    }
    const Part b = Mean(node.arguments[1]);
    const Expression& x = a.expression;
    const Expression& y = b.expression;
    Part truth;
    truth.is_choice_of_numbers = true;
    switch (node.operation) {
      case Operation::kLess: truth.expression = algebra::Above(y, x); break;
      case Operation::kLessOrEqual: truth.expression = algebra::AtLeast(y, x); break;
      case Operation::kGreater: truth.expression = algebra::Above(x, y); break;
      case Operation::kGreaterOrEqual: truth.expression = algebra::AtLeast(x, y); break;
      case Operation::kEqual: truth.expression = algebra::Equal(x, y); break;
      case Operation::kNotEqual:
        truth.expression =
            algebra::Choice(algebra::Equal(x, y), algebra::Constant(0), algebra::Constant(1));
        break;
      default: return Combine(node.operation, a, b);
    }
    if (a.constant && b.constant) return Fold(std::move(truth));
    return truth;
  }

  Part MeanCall(const FormulaNode& node) {
    if (node.function == Function::kBand || node.function == Function::kTiered) {
      return MeanTable(node);
    }
    std::vector<Part> arguments;
    for (const std::uint32_t argument : node.arguments) arguments.push_back(Mean(argument));
    const bool constant = std::all_of(arguments.begin(), arguments.end(),
                                      [](const Part& part) { return part.constant.has_value(); });
    Part part = arguments[0];
    part.constant.reset();
    switch (node.function) {
      case Function::kIf: part = MeanIf(arguments); break;
      case Function::kAbs:
        part.expression = algebra::Greatest(part.expression, algebra::Negative(part.expression));
        break;
      case Function::kMin:
      case Function::kMax:
        for (std::size_t i = 1; i < arguments.size(); ++i) {
          part.expression = (node.function == Function::kMin ? algebra::Least : algebra::Greatest)(
              part.expression, arguments[i].expression);
          part.digits = Wider(part.digits, arguments[i].digits);
          part.is_choice_of_numbers &= arguments[i].is_choice_of_numbers;
        }
        break;
      default: return MeanRounding(node, arguments[0]);
    }
    return constant ? Fold(std::move(part)) : part;
  }

  static Part MeanIf(const std::vector<Part>& arguments) {
    Part part;
    part.expression =
        algebra::Choice(arguments[0].expression, arguments[1].expression, arguments[2].expression);
    part.digits = Wider(arguments[1].digits, arguments[2].digits);
    part.is_choice_of_numbers =
        arguments[1].is_choice_of_numbers && arguments[2].is_choice_of_numbers;
    return part;
  }

  Part MeanRounding(const FormulaNode& node, const Part& argument) {
    const bool is_round = node.function == Function::kRound;
    if (argument.constant) {
      const algebra::Rounding how = is_round ? RoundingOf(settings_.amount_rounding)
                                    : node.function == Function::kFloor
                                        ? algebra::Rounding::kFloor
                                        : algebra::Rounding::kCeiling;
      const int digits = is_round ? static_cast<int>(node.number.units()) : 0;
      return Number(Stepped(algebra::RoundTo(*argument.constant, digits, how)));
    }
    Fault(node, "rounding_inside",
          "the formula rounds on the way (" + std::string(rule_book::Name(node.function)) +
              "), and a construct rounds only its lines",
          "a construct that rounds what it is reckoned from");
    return argument;
  }

  Part MeanTable(const FormulaNode& node) {
    const Part x = Mean(node.arguments[0]);
    const std::vector<rule_book::Band>& bands = surroundings_.edition->tables.at(node.name);
    ++result_.exactness.operations;
    Part part = node.function == Function::kBand ? MeanBand(bands, x) : MeanTiered(bands, x);
    return x.constant ? Fold(std::move(part)) : part;
  }

  Part MeanBand(const std::vector<rule_book::Band>& bands, const Part& x) const {
    Part part = Number(AsRead(bands.back().entry, settings_));
    part.constant.reset();
    for (auto band = bands.rbegin(); band != bands.rend(); ++band) {
      const Part entry = Number(AsRead(band->entry, settings_));
      part.digits.own = std::max(part.digits.own, entry.digits.own);
      if (!band->to) {
        part.expression = entry.expression;
        continue;
      }
      const Expression to = algebra::Constant(AsRead(*band->to, settings_));
      const Expression within = settings_.tier_edge == TierEdge::kUpper
                                    ? algebra::AtLeast(to, x.expression)
                                    : algebra::Above(to, x.expression);
      part.expression = algebra::Choice(within, entry.expression, part.expression);
    }
    return part;
  }

  Part MeanTiered(const std::vector<rule_book::Band>& bands, const Part& x) const {
    Part part = Number(0);
    part.constant.reset();
    part.is_choice_of_numbers = false;
    for (const rule_book::Band& band : bands) {
      const Part from = Number(AsRead(band.from, settings_));
      const Part entry = Number(AsRead(band.entry, settings_));
      Expression top = x.expression;
      Digits digits = Wider(x.digits, from.digits);
      if (band.to) {
        const Part to = Number(AsRead(*band.to, settings_));
        top = algebra::Least(x.expression, to.expression);
        digits = Wider(digits, to.digits);
      }
      const Expression slice =
          algebra::Product(entry.expression, algebra::Difference(top, from.expression));
      part.expression = algebra::Sum(
          part.expression, algebra::Choice(algebra::Above(x.expression, from.expression), slice,
                                           algebra::Constant(0)));
      part.digits = Wider(part.digits, Shifted(digits, entry.digits.own));
    }
    return part;
  }

  void Fault(const FormulaNode& node, const char* code, std::string reason, const char* needed) {
    if (result_.fault) return;
    result_.fault =
        FormulaFault{code, formula_.text.substr(node.span.begin, node.span.end - node.span.begin),
                     node.span.begin, std::move(reason), needed};
  }

  const RuleSurroundings& surroundings_;
  const Rule& rule_;
  const Settings& settings_;
  const Formula& formula_;
  FormulaMeaning result_;
};

}  // namespace

algebra::Rounding RoundingOf(rule_book::RoundingMode mode) {
  // The same names in the same order; each side has its own.
  return static_cast<algebra::Rounding>(mode);
}

Rational AsRead(const model::Decimal& number, const Settings& settings) {
  const Rational exact = algebra::FromDecimal(number);
  if (settings.arithmetic != ArithmeticKind::kDecimal) return exact;
  return algebra::RoundTo(exact, settings.scale, RoundingOf(settings.scale_rounding));
}

FormulaMeaning MeaningOf(const RuleSurroundings& surroundings) {
  return Meaner(surroundings).Run();
}

std::string NameOfSum(algebra::VariableNumber variable, const Rule& rule) {
  static constexpr std::array<std::string_view, kInputs> kNames = {
      "usage", "cost", "rated", "net", "usage_before", "cost_before", "given_before", "months"};
  if (variable < kInputs) return std::string(kNames[static_cast<std::size_t>(variable)]);
  return rule.inputs[static_cast<std::size_t>(variable - kInputs)].name;
}

std::string WriteForm(const algebra::Polynomial& form, const Rule& rule) {
  std::string text;
  for (const auto& [monomial, coefficient] : form.terms()) {
    const bool negative = coefficient < 0;
    const Rational size = negative ? Rational(-coefficient) : coefficient;
    text += text.empty() ? (negative ? "-" : "") : (negative ? " - " : " + ");
    if (size != 1 || monomial.empty()) text += algebra::Write(size);
    bool first = size == 1;
    for (const algebra::VariableNumber variable : monomial) {
      text += (first ? "" : " · ") + NameOfSum(variable, rule);
      first = false;
    }
  }
  return text.empty() ? "0" : text;
}

}  // namespace twinbill::translators
