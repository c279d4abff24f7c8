#include "tests/support/sayable_contract.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/support/random_usage.h"

namespace twinbill::support {
namespace {

using contract::Construct;
using contract::Rule;
using model::Decimal;
using model::Dimension;
using model::DimensionKind;
using model::WindowKind;
using nlohmann::ordered_json;

Decimal D(const std::string& text) { return Decimal::Parse(text).value(); }
Dimension Of(DimensionKind kind) { return {kind, {}}; }

// The decimal with the point moved two digits to the left: per cent to fraction.
std::string Hundredth(const Decimal& value) {
  return Decimal::FromUnits(value.units(), value.scale() + 2).value().ToString();
}
std::string OneLess(const std::string& fraction) {
  return Decimal::Add(D("1"), D(fraction).Negated()).value().ToString();
}
std::string Bracketed(const std::string& number) {
  return number.starts_with('-') ? "(" + number + ")" : number;
}

class Writer {
 public:
  Writer(RandomSource& source, model::Term term) : source_(source) {
    out_.contract.id = "K-1";
    out_.contract.payer = kPayer;
    out_.contract.currency = "USD";
    out_.contract.term = term;
    out_.contract.net = contract::Net::kBilled;
    rounding_.mode = static_cast<arithmetic::RoundingMode>(source.Between(0, 6));
    rounding_.digits = static_cast<int>(source.Between(0, 6));
    rounding_.deal = arithmetic::DealBy::kRounded;
    rounding_.remainder = static_cast<arithmetic::RemainderTo>(source.Between(0, 2));
    lower_edge_ = source.OneIn(2);
  }

  SayableCase Write(int construct_count_max) {
    book_ = {{"cbas", 1},
             {"contract",
              {{"id", "K-1"},
               {"payer", kPayer},
               {"currency", "USD"},
               {"start", out_.contract.term.start.ToString()},
               {"end", out_.contract.term.end.ToString()}}},
             {"settings", Settings()},
             {"tables", ordered_json::object()},
             {"rules", ordered_json::array()}};
    const std::int64_t count = source_.Between(1, construct_count_max);
    for (std::int64_t i = 0; i < count; ++i) AddConstruct(static_cast<std::size_t>(i));
    // Charges count towards net cost on the legacy side only, so they come last there.
    if (source_.OneIn(3)) AddCharge();
    out_.rule_book = book_.dump(1);
    return std::move(out_);
  }

 private:
  static constexpr std::array kModes = {"UP",      "DOWN",      "CEILING",  "FLOOR",
                                        "HALF_UP", "HALF_DOWN", "HALF_EVEN"};

  // The mode of the rule book whose credits round as the contract's lines do.
  std::string CreditMode() const {
    switch (rounding_.mode) {
      case arithmetic::RoundingMode::kCeiling: return "FLOOR";
      case arithmetic::RoundingMode::kFloor: return "CEILING";
      default: return kModes[static_cast<std::size_t>(rounding_.mode)];
    }
  }

  ordered_json Settings() {
    static constexpr std::array kRemainders = {"largest", "first", "last"};
    return {{"arithmetic", "decimal"},
            {"scale", 28},
            {"scale_rounding", kModes[static_cast<std::size_t>(source_.Between(0, 6))]},
            {"amount_digits", rounding_.digits},
            {"amount_rounding", CreditMode()},
            {"tier_edge", lower_edge_ ? "lower" : "upper"},
            {"remainder", kRemainders[static_cast<std::size_t>(rounding_.remainder)]}};
  }

  std::string Number(int whole, int digits) {
    std::string number = D(source_.Decimal(whole, digits)).ToString();
    if (number == "0") number = "0.5";
    if (source_.OneIn(8)) number = "-" + number;
    return number;
  }

  std::string Quoted(const std::string& text) const { return "'" + text + "'"; }

  // One condition on a dimension, on both sides.
  void AddKey(Dimension dimension, const std::vector<const char*>& choices,
              std::vector<contract::ScopeKey>& keys, std::string& match) {
    std::vector<std::string> texts = source_.Some(choices, 60);
    if (texts.empty()) texts.emplace_back(choices.front());
    const std::string name = dimension.Name();
    std::string said;
    if (texts.size() == 1 && texts[0].size() > 4 && source_.OneIn(2)) {
      const std::string start = texts[0].substr(0, 3);
      texts = {start + "*"};
      said = name + " like " + Quoted(start + "%");
    } else if (texts.size() == 1) {
      said = name + " = " + Quoted(texts[0]);
    } else if (source_.OneIn(3)) {
      for (const std::string& text : texts) {
        said += (said.empty() ? "(" : " or ") + name + " = " + Quoted(text);
      }
      said += ")";
    } else {
      for (const std::string& text : texts) said += (said.empty() ? "" : ", ") + Quoted(text);
      said = name + " in (" + said + ")";
    }
    keys.push_back({dimension, texts});
    match += (match.empty() ? "" : " and ") + said;
  }

  void AddScope(Construct& construct, ordered_json& rule) {
    contract::Scope scope;
    std::string match;
    if (source_.OneIn(2)) AddKey(Of(DimensionKind::kService), kServices, scope.keys, match);
    if (source_.OneIn(3)) AddKey(Of(DimensionKind::kUsageType), kUsageTypes, scope.keys, match);
    if (source_.OneIn(3)) {
      std::string excluded;
      scope.excluded.emplace();
      AddKey(Of(DimensionKind::kRegion), kRegions, *scope.excluded, excluded);
      if (source_.OneIn(3)) {
        AddKey(Of(DimensionKind::kAccount), kAccounts, *scope.excluded, excluded);
      }
      match += (match.empty() ? "" : " and ") + ("not (" + excluded + ")");
    }
    if (match.empty()) return;
    construct.scope = scope;
    rule["match"] = match;
  }

  void AddLines(Construct& construct, ordered_json& rule) {
    for (const Dimension& dimension : contract::LineDimensions()) {
      if (source_.OneIn(2)) construct.line.by.push_back(dimension);
    }
    per_.clear();
    const bool one_a_group = source_.OneIn(3);
    for (const Dimension& dimension : construct.line.by) {
      if (one_a_group || source_.OneIn(2)) per_.push_back(dimension);
    }
    one_a_group_ = per_ == construct.line.by;
    cut_lines_ = !one_a_group_ && source_.OneIn(3);
    rule["per"] = Names(per_);
    construct.meter.emplace();
    construct.meter->per = per_;
    construct.rounding.rule = rounding_;
    if (one_a_group_) return;
    rule["spread"] = Names(construct.line.by);
    const bool by_cost = source_.OneIn(2);
    rule["spread_on"] = by_cost ? "cost" : "usage";
    construct.spread = by_cost ? contract::Spread::kListCost : contract::Spread::kQuantity;
    if (cut_lines_) {
      rule["spread_cut"] = "line";
    } else {
      construct.rounding.at = contract::RoundAt::kGroup;
    }
  }

  static std::vector<std::string> Names(const std::vector<Dimension>& dimensions) {
    std::vector<std::string> names;
    for (const Dimension& dimension : dimensions) names.push_back(dimension.Name());
    return names;
  }

  void AddWindow(Construct& construct, ordered_json& rule) {
    static constexpr std::array kNames = {"month", "quarter", "year", "term"};
    window_ = static_cast<WindowKind>(source_.Between(0, 3));
    rule["window"] = kNames[static_cast<std::size_t>(window_)];
    construct.meter->window = WindowKind::kMonth;
  }

  std::string BaseText(const Construct& construct) const {
    switch (construct.base) {
      case contract::Base::kList: return "cost";
      case contract::Base::kRated: return "rated";
      case contract::Base::kNet: return "net";
    }
    return {};
  }

  // A flat benefit in one of the ways to write it.
  std::string FlatText(const Construct& construct, Rule kind, const Decimal& value) {
    const std::string base = BaseText(construct);
    const std::string number = Bracketed(value.ToString());
    if (kind == Rule::kUnitDiscount) {
      return source_.OneIn(2) ? "usage * " + number : number + " * usage";
    }
    if (kind == Rule::kUnitPrice) {
      return source_.OneIn(2) ? base + " - usage * " + number
                              : "-(" + number + " * usage) + " + base;
    }
    const std::string fraction = Hundredth(value);
    switch (source_.Between(0, 4)) {
      case 0: return base + " * " + Bracketed(fraction);
      case 1: return Bracketed(fraction) + " * " + base;
      case 2: return base + " * " + number + " / 100";
      case 3: return base + " - " + base + " * " + Bracketed(OneLess(fraction));
      default: return base + " * " + number + " * 0.01";
    }
  }

  Decimal RandomValue(Rule kind) {
    return D(kind == Rule::kPercentOff ? Number(2, 2) : Number(1, 4));
  }

  std::string AddTable(const contract::Tiers& tiers) {
    const std::string name = "t" + std::to_string(book_["tables"].size() + 1);
    ordered_json bands = ordered_json::array();
    std::string from = "0";
    for (const contract::Step& step : tiers.steps) {
      const bool percent = tiers.rule == Rule::kPercentOff;
      const std::string entry = percent ? Hundredth(step.value) : step.value.ToString();
      ordered_json to = nullptr;
      if (step.up_to) to = step.up_to->ToString();
      bands.push_back({from, to, entry});
      if (step.up_to) from = step.up_to->ToString();
    }
    book_["tables"][name] = bands;
    return name;
  }

  contract::Tiers RandomTiers(contract::TierMode mode, Rule kind) {
    contract::Tiers tiers;
    tiers.mode = mode;
    tiers.rule = kind;
    if (mode == contract::TierMode::kVolume && lower_edge_) {
      tiers.bound = contract::Bound::kLowerInclusive;
    }
    tiers.below_zero = contract::BelowZero::kNothing;
    std::int64_t edge = 0;
    const std::int64_t count = source_.Between(2, 4);
    for (std::int64_t i = 0; i < count; ++i) {
      contract::Step step;
      step.value = RandomValue(kind);
      edge += source_.OneOf(std::vector<std::int64_t>{1, 7, 12, 100, 500});
      if (i + 1 < count) step.up_to = Decimal::FromInteger(edge);
      tiers.steps.push_back(step);
    }
    if (mode == contract::TierMode::kVolume) tiers.below_zero = contract::BelowZero::kFirstStep;
    return tiers;
  }

  std::string Measured(const contract::Meter& meter) const {
    const bool window = meter.window != WindowKind::kMonth;
    const bool quantity = meter.measure == contract::Measure::kQuantity;
    return std::string(quantity ? "usage" : "cost") + (window ? "_window" : "");
  }

  std::string VolumeText(Construct& construct, Rule kind) {
    contract::Meter& meter = *construct.meter;
    meter.measure = source_.OneIn(2) ? contract::Measure::kQuantity : contract::Measure::kListCost;
    if (source_.OneIn(2)) meter.window = window_;
    const contract::Tiers tiers = RandomTiers(contract::TierMode::kVolume, kind);
    construct.benefit->form = tiers;
    const std::string x = Measured(meter);
    if (source_.OneIn(2)) {
      // A ladder of conditions.
      std::string text = FlatText(construct, kind, tiers.steps.back().value);
      for (std::size_t i = tiers.steps.size() - 1; i-- > 0;) {
        const std::string edge = tiers.steps[i].up_to->ToString();
        const std::string flat = FlatText(construct, kind, tiers.steps[i].value);
        text = source_.OneIn(2) ? "if(" + x + (lower_edge_ ? " < " : " <= ") + edge + ", " + flat +
                                      ", " + text + ")"
                                : "if(" + x + (lower_edge_ ? " >= " : " > ") + edge + ", " + text +
                                      ", " + flat + ")";
      }
      return text;
    }
    const std::string band = "band(" + x + ", " + AddTable(tiers) + ")";
    if (kind == Rule::kUnitDiscount) return "usage * " + band;
    if (kind == Rule::kUnitPrice) return BaseText(construct) + " - usage * " + band;
    return BaseText(construct) + " * " + band;
  }

  std::string GraduatedText(Construct& construct, Rule kind) {
    contract::Meter& meter = *construct.meter;
    const bool percent = kind == Rule::kPercentOff;
    meter.measure = percent ? contract::Measure::kListCost : contract::Measure::kQuantity;
    if (percent) construct.base = contract::Base::kList;
    if (source_.OneIn(2)) meter.window = window_;
    const contract::Tiers tiers = RandomTiers(contract::TierMode::kGraduated, kind);
    construct.benefit->form = tiers;
    const std::string x = percent ? "cost" : "usage";
    const bool window = meter.window != WindowKind::kMonth;
    std::string slice;
    if (!window && source_.OneIn(3)) {
      std::string from = "0";
      for (const contract::Step& step : tiers.steps) {
        const std::string price =
            Bracketed(percent ? Hundredth(step.value) : step.value.ToString());
        const std::string top = step.up_to ? "min(" + x + ", " + step.up_to->ToString() + ")" : x;
        slice += (slice.empty() ? "" : " + ") + ("max(0, " + top + " - " + from + ") * " + price);
        if (step.up_to) from = step.up_to->ToString();
      }
    } else {
      const std::string table = AddTable(tiers);
      slice = window ? "tiered(" + x + "_window, " + table + ") - tiered(" + x + "_before, " +
                           table + ")"
                     : "tiered(" + x + ", " + table + ")";
    }
    if (construct.line.by == per_) construct.spread.reset();
    return kind == Rule::kUnitPrice ? BaseText(construct) + " - (" + slice + ")" : slice;
  }

  std::string Floored(Construct& construct, const std::string& text) {
    const std::int64_t choice = source_.Between(0, 3);
    if (choice == 1) {
      construct.benefit->floor = contract::Floor::kZero;
      return source_.OneIn(2) ? "max(0, " + text + ")" : "max(" + text + ", 0)";
    }
    if (choice == 2) {
      construct.benefit->floor = contract::Floor::kSigned;
      return "if(usage >= 0, max(0, " + text + "), min(0, " + text + "))";
    }
    construct.benefit->floor = contract::Floor::kNone;
    return text;
  }

  void AddConstruct(std::size_t number) {
    Construct construct;
    ordered_json rule;
    construct.id = "R" + std::to_string(number);
    construct.clause = "Clause " + std::to_string(number);
    rule["id"] = construct.id;
    rule["clause"] = construct.clause;
    AddScope(construct, rule);
    AddLines(construct, rule);
    AddWindow(construct, rule);
    construct.line.type = "PrivateRateDiscount";
    construct.line.description = "a, b";
    rule["line"] = {{"type", construct.line.type}, {"text", construct.line.description}};
    construct.base = static_cast<contract::Base>(source_.OneIn(2) ? 0 : source_.Between(0, 2));
    const Rule kind = static_cast<Rule>(source_.Between(0, 2));
    construct.benefit.emplace();
    std::string text;
    switch (source_.Between(0, 2)) {
      case 0: {
        contract::Flat flat{kind, RandomValue(kind)};
        construct.benefit->form = flat;
        text = FlatText(construct, kind, flat.value);
        break;
      }
      case 1: text = VolumeText(construct, kind); break;
      default: text = GraduatedText(construct, kind); break;
    }
    text = Floored(construct, text);
    text = Capped(construct, text);
    rule["credit"] = text;
    AddRange(construct, rule);
    if (source_.OneIn(4)) {
      construct.delivery = model::BillType::kOutOfCycle;
      rule["bill"] = "OCB";
    }
    if (number > 0 && source_.OneIn(4)) {
      construct.unless = {"R0"};
      rule["unless"] = {"R0"};
    }
    out_.contract.constructs.push_back(construct);
    book_["rules"].push_back(rule);
  }

  std::string Capped(Construct& construct, const std::string& text) {
    if (!per_.empty() || cut_lines_ || !source_.OneIn(3)) return text;
    construct.cap.emplace();
    construct.cap->amount = Decimal::FromInteger(source_.Between(1, 2000));
    construct.cap->window = window_;
    const std::string cap = construct.cap->amount.ToString();
    return "min(" + text + ", " + cap + " - given_before)";
  }

  void AddRange(Construct& construct, ordered_json& rule) {
    if (!source_.OneIn(4)) return;
    const model::Term& term = out_.contract.term;
    const model::Date from{term.start.days + static_cast<std::int32_t>(source_.Between(0, 60))};
    const model::Date to{from.days + static_cast<std::int32_t>(source_.Between(1, 90))};
    construct.effective.from = from;
    rule["active"] = {{"from", from.ToString()}, {"to", nullptr}};
    if (!source_.OneIn(2)) return;
    construct.effective.to = to;
    rule["active"]["to"] = to.ToString();
  }

  // A shortfall or a fee at the end of the list.
  void AddCharge() {
    Construct construct;
    ordered_json rule;
    construct.id = "charge";
    construct.clause = "Clause charge";
    rule["id"] = construct.id;
    rule["clause"] = construct.clause;
    rule["without_usage"] = true;
    construct.line.type = "Fee";
    construct.line.description = "Shortfall";
    rule["line"] = {{"type", "Fee"}, {"text", "Shortfall"}};
    construct.rounding.rule = rounding_;
    // A charge's line rounds as the rule book's mode says, a credit's the other way round.
    for (std::size_t i = 0; i < kModes.size(); ++i) {
      if (CreditMode() == kModes[i]) {
        construct.rounding.rule.mode = static_cast<arithmetic::RoundingMode>(i);
      }
    }
    static constexpr std::array kNames = {"month", "quarter", "year", "term"};
    const auto window = static_cast<WindowKind>(source_.Between(0, 3));
    rule["window"] = kNames[static_cast<std::size_t>(window)];
    const contract::ChargeText said{"Fee", "Shortfall"};
    const std::string amount = std::to_string(source_.Between(1, 3000));
    if (source_.OneIn(3)) {
      contract::Prepaid prepaid;
      prepaid.amount = D(amount);
      prepaid.window = window;
      prepaid.fee = said;
      construct.benefit.emplace();
      construct.benefit->form = prepaid;
      rule["charge"] = "if(months = 1, " + amount + ", 0)";
      rule["bill"] = "OCB";
    } else {
      AddScope(construct, rule);
      contract::Commit commit;
      commit.window = window;
      commit.charge = said;
      const bool block = window == WindowKind::kQuarter || window == WindowKind::kYear;
      commit.prorate = block && source_.OneIn(2);
      const std::int64_t months = window == WindowKind::kQuarter ? 3 : 12;
      commit.amount =
          commit.prorate ? Decimal::FromInteger(std::stoll(amount) * months) : D(amount);
      construct.commit = commit;
      rule["when"] = "window_end";
      rule["charge"] = "max(0, " + amount + (commit.prorate ? " * months" : "") + " - cost_window)";
    }
    out_.contract.constructs.push_back(construct);
    book_["rules"].push_back(rule);
  }

  RandomSource& source_;
  SayableCase out_;
  ordered_json book_;
  arithmetic::DealRule rounding_;
  bool lower_edge_ = false;
  std::vector<Dimension> per_;
  bool one_a_group_ = false;
  bool cut_lines_ = false;
  WindowKind window_ = WindowKind::kMonth;
};

}  // namespace

SayableCase RandomSayable(RandomSource& source, model::Term term, int construct_count_max) {
  return Writer(source, term).Write(construct_count_max);
}

}  // namespace twinbill::support
