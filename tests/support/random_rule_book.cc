#include "tests/support/random_rule_book.h"

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/random_usage.h"

namespace twinbill::support {
namespace {

using nlohmann::json;

const std::vector<const char*> kWindows = {"month", "quarter", "year", "term"};
const std::vector<const char*> kModes = {"UP",      "DOWN",      "CEILING",  "FLOOR",
                                         "HALF_UP", "HALF_DOWN", "HALF_EVEN"};
const std::vector<const char*> kLineDimensions = {"account", "service", "region", "usage_type"};

class Maker {
 public:
  Maker(RandomSource& source, model::Term term) : source_(source), term_(term) {}

  json Book(int rule_count_max) {
    json book = {{"cbas", 1},
                 {"contract",
                  {{"id", "K-1"},
                   {"payer", kPayer},
                   {"currency", "USD"},
                   {"start", term_.start.ToString()},
                   {"end", term_.end.ToString()}}},
                 {"settings", Settings()},
                 {"tables", {{"t1", Table()}, {"t2", Table()}}},
                 {"rules", json::array()}};
    const std::int64_t count = source_.Between(1, rule_count_max);
    for (std::int64_t i = 0; i < count; ++i) book["rules"].push_back(Rule(i, count));
    if (source_.OneIn(3)) book["amendments"] = Amendments(book);
    return book;
  }

 private:
  json Settings() {
    json settings = json::object();
    if (source_.Percent(80)) settings["arithmetic"] = source_.OneOf({"binary64", "decimal"});
    if (settings.value("arithmetic", "binary64") == "decimal") {
      if (source_.OneIn(2))
        settings["scale"] = source_.OneIn(4) ? source_.Between(0, 28) : source_.Between(2, 14);
      if (source_.OneIn(2)) settings["scale_rounding"] = source_.OneOf(kModes);
    } else if (source_.OneIn(2)) {
      settings["round_how"] = source_.OneOf({"scaled", "exact"});
    }
    if (source_.OneIn(2))
      settings["amount_digits"] = source_.OneIn(8) ? source_.Between(9, 18) : source_.Between(0, 8);
    if (source_.OneIn(2)) settings["amount_rounding"] = source_.OneOf(kModes);
    if (source_.OneIn(2)) settings["tier_edge"] = source_.OneOf({"upper", "lower"});
    if (source_.OneIn(2)) settings["remainder"] = source_.OneOf({"last", "first", "largest"});
    if (source_.OneIn(4)) settings["zero_lines"] = source_.OneIn(2);
    return settings;
  }

  std::string Entry() { return (source_.OneIn(8) ? "-" : "") + source_.Decimal(1, 6); }

  // Bands from 0 up; some with a gap, some that end.
  json Table() {
    json table = json::array();
    std::string from = "0";
    std::int64_t edge = 0;
    const std::int64_t count = source_.Between(0, 3);
    for (std::int64_t i = 0; i < count; ++i) {
      edge += source_.OneIn(2) ? source_.Between(1, 12) : source_.Between(1, 4000);
      const std::string to = std::to_string(edge) + (source_.OneIn(4) ? ".5" : "");
      table.push_back({from, to, Entry()});
      if (source_.OneIn(6)) edge += 1;
      from = std::to_string(edge) + (to.ends_with(".5") ? ".5" : "");
    }
    if (table.empty() || !source_.OneIn(5)) table.push_back({from, nullptr, Entry()});
    return table;
  }

  std::string Quoted(const std::string& text) { return "'" + text + "'"; }

  std::string Condition() {
    const std::vector<std::pair<const char*, const std::vector<const char*>*>> dimensions = {
        {"service", &kServices},        {"service", &kServices},
        {"account", &kAccounts},        {"region", &kRegions},
        {"usage_type", &kUsageTypes},   {"operation", &kOperations},
        {"product.family", &kFamilies}, {"tag.team", &kTeams},
        {"line_item_type", &kTypes},    {"unit", &kUnits}};
    const auto& [name, texts] = source_.OneOf(dimensions);
    const std::string text = source_.OneOf(*texts);
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
    switch (source_.Between(0, 4)) {
      case 0: return std::string(name) + " <> " + Quoted(text);
      case 1:
        return std::string(name) + " in (" + Quoted(text) + ", " + Quoted(source_.OneOf(*texts)) +
               ")";
      case 2:
        return std::string(name) + " like " +
               Quoted(ascii ? text.substr(0, text.size() / 2) + "%" : "_");
      case 3:
        return std::string(name) + " like " +
               Quoted(ascii && !text.empty() ? "_" + text.substr(1) : "%");
      default: return std::string(name) + " = " + Quoted(text);
    }
  }

  std::string Match(int depth) {
    if (depth == 0 || source_.OneIn(2)) return Condition();
    switch (source_.Between(0, 3)) {
      case 0: return "not " + Match(0);
      case 1: return "not (" + Match(depth - 1) + ")";
      case 2: return Match(depth - 1) + " or " + Match(depth - 1);
      default: return "(" + Match(depth - 1) + ") and " + Match(depth - 1);
    }
  }

  std::string Leaf(const json& rule) {
    if (source_.OneIn(4)) return source_.Decimal(2, 6);
    std::vector<std::string> names = {"usage",        "cost",        "rated",        "net",
                                      "usage",        "cost",        "usage_before", "cost_before",
                                      "usage_window", "cost_window", "given_before", "months"};
    if (rule.contains("inputs")) {
      for (const auto& [name, input] : rule["inputs"].items()) names.push_back(name);
    }
    return source_.OneOf(names);
  }

  std::string Formula(const json& rule, int depth) {
    if (depth == 0) return Leaf(rule);
    const auto part = [&] { return Formula(rule, depth - 1); };
    const std::string a = part();
    switch (source_.Between(0, 16)) {
      case 0:
      case 1: return a + " + " + part();
      case 2:
      case 3: return a + " - " + part();
      case 4:
      case 5: return "(" + a + ") * " + source_.Decimal(0, 6);
      case 6: return a + " * " + part();
      case 7:
        return "(" + a + ") / " +
               (source_.OneIn(6) ? "usage" : source_.OneOf({"3", "7.1", "months"}));
      case 8: return "min(" + a + ", " + part() + ")";
      case 9: return "max(0, " + a + ", " + part() + ")";
      case 10:
        return "if(" + a + " " + source_.OneOf({"<", "<=", ">", ">=", "=", "<>"}) + " " + part() +
               ", " + part() + ", " + part() + ")";
      case 11: return "round(" + a + ", " + std::to_string(source_.Between(0, 6)) + ")";
      case 12: return source_.OneOf({"floor(", "ceil(", "abs("}) + a + ")";
      case 13: return "tiered(" + a + ", " + source_.OneOf({"t1", "t2"}) + ")";
      case 14: return "band(" + a + ", " + source_.OneOf({"t1", "t2"}) + ")";
      case 15: return "-(" + a + ")";
      default: return a;
    }
  }

  json Inputs(const std::vector<std::string>& per) {
    json inputs;
    const std::int64_t count = source_.Between(1, 2);
    for (std::int64_t i = 0; i < count; ++i) {
      json input = {{"of", source_.OneOf({"usage", "cost", "net"})}};
      if (source_.Percent(80)) input["match"] = Match(1);
      if (source_.OneIn(2)) input["window"] = source_.OneOf(kWindows);
      json own = json::array();
      for (const std::string& dimension : per) {
        if (source_.OneIn(2)) own.push_back(dimension);
      }
      if (source_.OneIn(2)) input["per"] = own;
      inputs["other" + std::to_string(i)] = input;
    }
    return inputs;
  }

  json Active() {
    const auto date = [&]() -> json {
      if (source_.OneIn(3)) return nullptr;
      return model::Date{term_.start.days + static_cast<std::int32_t>(source_.Between(-10, 120))}
          .ToString();
    };
    json active = {{"from", date()}, {"to", date()}};
    if (active["from"].is_string() && active["to"].is_string() && active["to"] <= active["from"]) {
      active["to"] = nullptr;
    }
    return active;
  }

  json Others(std::int64_t count) {
    json ids = json::array();
    const std::int64_t first = source_.Between(0, count - 1);
    ids.push_back("R" + std::to_string(first));
    if (source_.OneIn(3)) ids.push_back("R" + std::to_string((first + 1) % count));
    return ids;
  }

  json Rule(std::int64_t place, std::int64_t count) {
    json rule = {{"id", "R" + std::to_string(place)},
                 {"clause", "Exhibit " + std::to_string(place)},
                 {"line", {{"type", "PrivateRateDiscount"}, {"text", "with, comma \"q\""}}}};
    if (source_.Percent(70)) rule["match"] = Match(2);
    std::vector<std::string> per = source_.Some(kLineDimensions, 25);
    if (source_.OneIn(6))
      per.emplace_back(
          source_.OneOf({"product.family", "operation", "tag.team", "unit", "line_item_type"}));
    if (source_.Percent(80))
      rule["per"] = per;
    else
      per.clear();
    if (source_.OneIn(4)) rule["inputs"] = Inputs(per);
    if (source_.OneIn(5)) rule["each"] = source_.OneOf({"event", "group"});
    if (source_.Percent(60)) rule["window"] = source_.OneOf(kWindows);
    if (source_.OneIn(6)) rule["when"] = source_.OneOf({"always", "window_end"});
    if (source_.OneIn(5)) rule["active"] = Active();
    if (source_.OneIn(6) && count > 1) rule["unless"] = Others(count);
    if (source_.OneIn(3)) rule["bill"] = source_.OneOf({"ANNIVERSARY", "OCB"});
    if (source_.Percent(60)) {
      rule["spread"] = source_.Some(kLineDimensions, 50);
      if (source_.OneIn(2)) rule["spread_on"] = source_.OneOf({"cost", "usage"});
      if (source_.OneIn(3) && rule.value("each", "group") != "event")
        rule["spread_cut"] = source_.OneOf({"amount", "line"});
    } else if (per.empty() && source_.OneIn(3)) {
      rule["without_usage"] = source_.OneIn(2);
    }
    rule[source_.Percent(75) ? "credit" : "charge"] =
        Formula(rule, static_cast<int>(source_.Between(1, 3)));
    return rule;
  }

  // A value of an enumerated key, where the rule or the settings have it.
  void SetChoice(json& set, const json& owner, const std::string& pointer, const char* key,
                 const std::vector<const char*>& choices) {
    if (owner.contains(key) && source_.OneIn(4)) set[pointer + key] = source_.OneOf(choices);
  }

  void SetSettings(json& set, const json& settings) {
    const std::string at = "/settings/";
    SetChoice(set, settings, at, "arithmetic", {"binary64", "decimal"});
    SetChoice(set, settings, at, "scale_rounding", kModes);
    SetChoice(set, settings, at, "amount_rounding", kModes);
    SetChoice(set, settings, at, "round_how", {"scaled", "exact"});
    SetChoice(set, settings, at, "tier_edge", {"upper", "lower"});
    SetChoice(set, settings, at, "remainder", {"last", "first", "largest"});
    if (settings.contains("scale") && source_.OneIn(3)) set[at + "scale"] = source_.Between(0, 16);
    if (settings.contains("amount_digits") && source_.OneIn(3)) {
      set[at + "amount_digits"] = source_.Between(0, 6);
    }
    if (settings.contains("zero_lines") && source_.OneIn(2)) set[at + "zero_lines"] = true;
    // What goes with one arithmetic only must not be left over beside the other.
    if (set.contains(at + "arithmetic")) {
      set = json::object();
      set["/settings"] = Settings();
    }
  }

  void SetRule(json& set, const json& rule, std::int64_t place, std::int64_t count) {
    const std::string at = "/rules/" + std::to_string(place);
    if (source_.OneIn(3)) {  // another rule of the same id
      set[at] = Rule(place, count);
      return;
    }
    const std::string formula = rule.contains("credit") ? "/credit" : "/charge";
    if (source_.OneIn(3)) set[at + formula] = Formula(rule, 2);
    if (rule.contains("match") && source_.OneIn(2)) set[at + "/match"] = Match(1);
    SetChoice(set, rule, at + "/", "window", kWindows);
    SetChoice(set, rule, at + "/", "when", {"always", "window_end"});
    SetChoice(set, rule, at + "/", "bill", {"ANNIVERSARY", "OCB"});
    SetChoice(set, rule, at + "/", "spread_on", {"cost", "usage"});
    if (!rule.contains("spread_cut")) SetChoice(set, rule, at + "/", "each", {"event", "group"});
    if (rule.contains("active") && source_.OneIn(2)) set[at + "/active"] = Active();
    if (rule.contains("unless") && source_.OneIn(2)) set[at + "/unless"] = Others(count);
    if (rule.contains("spread") && source_.OneIn(3)) {
      set[at + "/spread"] = source_.Some(kLineDimensions, 50);
    }
    if (rule.contains("per") && !rule.contains("inputs") && !rule.contains("without_usage") &&
        source_.OneIn(2)) {
      set[at + "/per"] = source_.Some(kLineDimensions, 25);
    }
    if (source_.OneIn(6)) set[at + "/clause"] = "Amended";
    if (source_.OneIn(6)) set[at + "/line/text"] = "amended";
  }

  json Amendments(const json& book) {
    json amendments = json::array();
    model::Period from = term_.FirstPeriod();
    const auto rules = static_cast<std::int64_t>(book["rules"].size());
    const std::int64_t count = source_.Between(1, 2);
    for (std::int64_t i = 0; i < count; ++i) {
      from.months += static_cast<std::int32_t>(source_.Between(0, 3));
      json set = json::object();
      SetSettings(set, book["settings"]);
      if (source_.OneIn(3)) set["/tables/t1/0/2"] = source_.Decimal(1, 6);
      if (source_.OneIn(6)) set["/tables/t2"] = Table();
      // Of two amendments only one changes a rule: the second one would have to know what the first
      // one left.
      if (i == 0 && source_.OneIn(6)) {
        json turned = book["rules"];  // in the other order
        std::reverse(turned.begin(), turned.end());
        set["/rules"] = turned;
      } else if (i == 0) {
        const std::int64_t place = source_.Between(0, rules - 1);
        SetRule(set, book["rules"][static_cast<std::size_t>(place)], place, rules);
      }
      if (set.empty()) set["/tables/t2/0/2"] = "0.5";
      amendments.push_back({{"from", from.FirstDay().ToString()}, {"set", set}});
    }
    // Places of settings that a first amendment took away can't be set by a second one.
    if (amendments.size() == 2 && amendments[0]["set"].contains("/settings")) amendments.erase(1);
    return amendments;
  }

  RandomSource& source_;
  model::Term term_;
  const std::vector<const char*> kFamilies = {"a", "b", ""};
  const std::vector<const char*> kTeams = {"x", "y", ""};
  const std::vector<const char*> kTypes = {"Usage", "Tax", "Credit"};
  const std::vector<const char*> kUnits = {"GB", "Hrs"};
};

}  // namespace

json RandomRuleBook(RandomSource& source, model::Term term, int rule_count_max) {
  return Maker(source, term).Book(rule_count_max);
}

namespace {

void AddRuleFeatures(const json& rule, std::set<RuleBookFeature>& features) {
  const bool by_event = rule.value("each", "group") == "event";
  const std::string formula = rule.contains("credit") ? rule["credit"] : rule["charge"];
  for (const char* part :
       {"usage",        "cost",        "rated",        "net",    "usage_before", "cost_before",
        "usage_window", "cost_window", "given_before", "months", "other0",       " + ",
        " - ",          " * ",         " / ",          "min(",   "max(",         "if(",
        "round(",       "floor(",      "ceil(",        "abs(",   "tiered(",      "band(",
        "-(",           " < ",         " <= ",         " > ",    " >= ",         " = ",
        " <> "}) {
    if (formula.find(part) == std::string::npos) continue;
    features.insert(part);
    if (by_event) features.insert(std::string("event with ") + part);
  }
  for (const auto& [key, value] : rule.items()) {
    const bool is_choice = value.is_boolean() || key == "each" || key == "window" ||
                           key == "when" || key == "spread_on" || key == "spread_cut" ||
                           key == "bill";
    features.insert(is_choice ? key + " " + value.dump() : key);
    if (by_event) features.insert("event with " + key);
  }
  const json inputs = rule.value("inputs", json::object());
  for (const auto& [name, input] : inputs.items()) {
    features.insert("input of " + input["of"].get<std::string>() + " in " +
                    input.value("window", "month"));
  }
}

}  // namespace

std::set<RuleBookFeature> FeaturesOf(const json& book) {
  std::set<RuleBookFeature> features;
  for (const auto& [key, value] : book["settings"].items()) {
    features.insert(value.is_number() ? key : key + " " + value.dump());
  }
  for (const json& rule : book["rules"]) AddRuleFeatures(rule, features);
  for (const json& amendment : book.value("amendments", json::array())) {
    for (const auto& [pointer, value] : amendment["set"].items()) {
      std::string place = pointer;
      for (char& c : place) {
        if (c >= '0' && c <= '9' && place.rfind("/rules", 0) == 0) c = '#';
      }
      features.insert("set " + place);
    }
  }
  return features;
}

const std::vector<RuleBookFeature>& AllFeatures() {
  static const std::vector<RuleBookFeature> kFeatures = {"arithmetic \"binary64\"",
                                                         "arithmetic \"decimal\"",
                                                         "scale",
                                                         "scale_rounding \"UP\"",
                                                         "scale_rounding \"HALF_EVEN\"",
                                                         "amount_digits",
                                                         "amount_rounding \"UP\"",
                                                         "amount_rounding \"DOWN\"",
                                                         "amount_rounding \"CEILING\"",
                                                         "amount_rounding \"FLOOR\"",
                                                         "amount_rounding \"HALF_UP\"",
                                                         "amount_rounding \"HALF_DOWN\"",
                                                         "amount_rounding \"HALF_EVEN\"",
                                                         "round_how \"scaled\"",
                                                         "round_how \"exact\"",
                                                         "tier_edge \"upper\"",
                                                         "tier_edge \"lower\"",
                                                         "remainder \"last\"",
                                                         "remainder \"first\"",
                                                         "remainder \"largest\"",
                                                         "zero_lines true",
                                                         "zero_lines false",
                                                         "match",
                                                         "unless",
                                                         "active",
                                                         "per",
                                                         "each \"event\"",
                                                         "each \"group\"",
                                                         "credit",
                                                         "charge",
                                                         "window \"month\"",
                                                         "window \"quarter\"",
                                                         "window \"year\"",
                                                         "window \"term\"",
                                                         "inputs",
                                                         "when \"always\"",
                                                         "when \"window_end\"",
                                                         "spread",
                                                         "spread_on \"cost\"",
                                                         "spread_on \"usage\"",
                                                         "spread_cut \"amount\"",
                                                         "spread_cut \"line\"",
                                                         "bill \"ANNIVERSARY\"",
                                                         "bill \"OCB\"",
                                                         "without_usage true",
                                                         "without_usage false",
                                                         "usage",
                                                         "cost",
                                                         "rated",
                                                         "net",
                                                         "usage_before",
                                                         "cost_before",
                                                         "usage_window",
                                                         "cost_window",
                                                         "given_before",
                                                         "months",
                                                         "other0",
                                                         " + ",
                                                         " - ",
                                                         " * ",
                                                         " / ",
                                                         "min(",
                                                         "max(",
                                                         "if(",
                                                         "round(",
                                                         "floor(",
                                                         "ceil(",
                                                         "abs(",
                                                         "tiered(",
                                                         "band(",
                                                         "-(",
                                                         " < ",
                                                         " <= ",
                                                         " > ",
                                                         " >= ",
                                                         " = ",
                                                         " <> ",
                                                         "event with net",
                                                         "event with rated",
                                                         "event with given_before",
                                                         "event with usage_window",
                                                         "event with other0",
                                                         "event with spread",
                                                         "event with per",
                                                         "event with unless",
                                                         "event with active",
                                                         "event with when",
                                                         "event with tiered(",
                                                         "input of usage in month",
                                                         "input of cost in month",
                                                         "input of net in month",
                                                         "input of usage in term",
                                                         "input of cost in year",
                                                         "input of net in year",
                                                         "input of net in term",
                                                         "set /settings",
                                                         "set /settings/amount_digits",
                                                         "set /settings/scale",
                                                         "set /settings/amount_rounding",
                                                         "set /settings/tier_edge",
                                                         "set /settings/remainder",
                                                         "set /tables/t1/0/2",
                                                         "set /tables/t2",
                                                         "set /rules",
                                                         "set /rules/#",
                                                         "set /rules/#/credit",
                                                         "set /rules/#/match",
                                                         "set /rules/#/per",
                                                         "set /rules/#/window",
                                                         "set /rules/#/active",
                                                         "set /rules/#/unless",
                                                         "set /rules/#/spread",
                                                         "set /rules/#/each",
                                                         "set /rules/#/when",
                                                         "set /rules/#/clause"};
  return kFeatures;
}

}  // namespace twinbill::support
