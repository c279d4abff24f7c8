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
      if (source_.OneIn(2)) settings["scale"] = source_.Between(2, 14);
      if (source_.OneIn(2)) settings["scale_rounding"] = source_.OneOf(kModes);
    } else if (source_.OneIn(2)) {
      settings["round_how"] = source_.OneOf({"scaled", "exact"});
    }
    if (source_.OneIn(2)) settings["amount_digits"] = source_.Between(0, 8);
    if (source_.OneIn(2)) settings["amount_rounding"] = source_.OneOf(kModes);
    if (source_.OneIn(2)) settings["tier_edge"] = source_.OneOf({"upper", "lower"});
    if (source_.OneIn(2)) settings["remainder"] = source_.OneOf({"last", "first", "largest"});
    if (source_.OneIn(4)) settings["zero_lines"] = source_.OneIn(2);
    return settings;
  }

  json Table() {
    json table = json::array();
    std::string from = "0";
    std::int64_t edge = 0;
    const std::int64_t count = source_.Between(0, 3);
    for (std::int64_t i = 0; i < count; ++i) {
      edge += source_.OneIn(2) ? source_.Between(1, 12) : source_.Between(1, 4000);
      const std::string to = std::to_string(edge) + (source_.OneIn(4) ? ".5" : "");
      table.push_back({from, to, source_.Decimal(1, 6)});
      from = to;
    }
    table.push_back({from, nullptr, source_.Decimal(1, 6)});
    return table;
  }

  std::string Quoted(const std::string& text) { return "'" + text + "'"; }

  std::string Condition() {
    const std::vector<std::pair<const char*, const std::vector<const char*>*>> dimensions = {
        {"service", &kServices},        {"service", &kServices},      {"account", &kAccounts},
        {"region", &kRegions},          {"usage_type", &kUsageTypes}, {"operation", &kOperations},
        {"product.family", &kFamilies}, {"tag.team", &kTeams},        {"line_item_type", &kTypes}};
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
      json input = {{"match", Match(1)}, {"of", source_.OneOf({"usage", "cost", "net"})}};
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

  json Rule(std::int64_t place, std::int64_t count) {
    json rule = {{"id", "R" + std::to_string(place)},
                 {"clause", "Exhibit " + std::to_string(place)},
                 {"line", {{"type", "PrivateRateDiscount"}, {"text", "with, comma \"q\""}}}};
    if (source_.Percent(70)) rule["match"] = Match(2);
    std::vector<std::string> per = source_.Some(kLineDimensions, 25);
    if (source_.OneIn(6))
      per.emplace_back(source_.OneOf({"product.family", "operation", "tag.team", "unit"}));
    if (source_.Percent(80))
      rule["per"] = per;
    else
      per.clear();
    if (source_.OneIn(4)) rule["inputs"] = Inputs(per);
    if (source_.OneIn(5)) rule["each"] = source_.OneOf({"event", "group"});
    if (source_.Percent(60)) rule["window"] = source_.OneOf(kWindows);
    if (source_.OneIn(6)) rule["when"] = source_.OneOf({"always", "window_end"});
    if (source_.OneIn(5)) rule["active"] = Active();
    if (source_.OneIn(6) && count > 1)
      rule["unless"] = {"R" + std::to_string(source_.Between(0, count - 1))};
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

  json Amendments(const json& book) {
    json amendments = json::array();
    model::Period from = term_.FirstPeriod();
    const std::int64_t count = source_.Between(1, 2);
    for (std::int64_t i = 0; i < count; ++i) {
      from.months += static_cast<std::int32_t>(source_.Between(0, 3));
      json set;
      if (source_.OneIn(2)) set["/tables/t1/0/2"] = source_.Decimal(1, 6);
      if (source_.OneIn(3) && book["settings"].contains("amount_digits")) {
        set["/settings/amount_digits"] = source_.Between(0, 6);
      }
      const json& rule = book["rules"][0];
      const std::string key = rule.contains("credit") ? "credit" : "charge";
      if (source_.OneIn(2)) set["/rules/0/" + key] = Formula(rule, 2);
      if (rule.contains("match") && source_.OneIn(3)) set["/rules/0/match"] = Match(1);
      if (set.is_null()) set["/tables/t2/0/2"] = "0.5";
      amendments.push_back({{"from", from.FirstDay().ToString()}, {"set", set}});
    }
    return amendments;
  }

  RandomSource& source_;
  model::Term term_;
  const std::vector<const char*> kFamilies = {"a", "b", ""};
  const std::vector<const char*> kTeams = {"x", "y", ""};
  const std::vector<const char*> kTypes = {"Usage", "Tax", "Credit"};
};

}  // namespace

json RandomRuleBook(RandomSource& source, model::Term term, int rule_count_max) {
  return Maker(source, term).Book(rule_count_max);
}

}  // namespace twinbill::support
