#include "tests/support/random_standard.h"

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/random_usage.h"

namespace twinbill::support {
namespace {

using nlohmann::json;

const std::vector<const char*> kWindows = {"month", "contract_quarter", "contract_year", "term"};
const std::vector<const char*> kModes = {"UP",      "DOWN",      "CEILING",  "FLOOR",
                                         "HALF_UP", "HALF_DOWN", "HALF_EVEN"};
const std::vector<const char*> kLineDimensions = {"account", "service", "region", "usage_type"};

class Maker {
 public:
  Maker(RandomSource& source, model::Term term) : source_(source), term_(term) {
    for (bool& feature : features_) feature = source_.Percent(60);
  }

  json Contract(int construct_count_max) {
    json contract = {
        {"twinbill", 1},
        {"contract",
         {{"id", "K-1"},
          {"customer", "K"},
          {"payer", kPayer},
          {"currency", "USD"},
          {"term", {{"start", term_.start.ToString()}, {"end", term_.end.ToString()}}}}},
        {"constructs", json::array()}};
    if (source_.OneIn(2)) contract["contract"]["net"] = source_.OneOf({"exact", "billed"});
    const std::int64_t count = source_.Between(1, construct_count_max);
    for (std::int64_t i = 0; i < count; ++i) contract["constructs"].push_back(Construct(i, count));
    return contract;
  }

 private:
  enum Feature {
    kCap,
    kCommit,
    kEntitlement,
    kSettle,
    kSpread,
    kEffective,
    kUnless,
    kPrepaid,
    kScopes,
    kFeatureCount
  };
  bool On(Feature feature, int share) { return features_[feature] && source_.Percent(share); }

  std::string Number(int whole, int digits, int negative_share) {
    const std::string text = source_.Decimal(whole, digits);
    return source_.Percent(negative_share) && text.find_first_of("123456789") != std::string::npos
               ? "-" + text
               : text;
  }

  json Patterns(const std::vector<const char*>& texts) {
    json patterns = json::array();
    const std::int64_t count = source_.Between(1, 2);
    for (std::int64_t i = 0; i < count; ++i) {
      const std::string text = source_.OneOf(texts);
      const std::size_t half = text.size() / 2;
      const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
      switch (source_.Between(0, 6)) {
        case 0: patterns.push_back("*"); break;
        case 1: patterns.push_back(ascii ? text.substr(0, half) + "*" : "?"); break;
        case 2: patterns.push_back(ascii && !text.empty() ? "?" + text.substr(1) : text); break;
        case 3: patterns.push_back(ascii ? "*" + text.substr(half) + "*" : text); break;
        default: patterns.push_back(text);
      }
    }
    return patterns;
  }

  json ScopeKeys(bool with_type) {
    json scope = json::object();
    if (source_.Percent(50)) scope["service"] = Patterns(kServices);
    if (source_.Percent(25)) scope["usage_type"] = Patterns(kUsageTypes);
    if (source_.Percent(20)) scope["account"] = Patterns(kAccounts);
    if (source_.Percent(20)) scope["region"] = Patterns(kRegions);
    if (source_.Percent(10)) scope["operation"] = Patterns(kOperations);
    if (source_.Percent(20)) scope["product.family"] = Patterns({"a", "b", ""});
    if (source_.Percent(10)) scope["tag.team"] = Patterns({"x", "y", ""});
    if (source_.Percent(7)) scope["product.size"] = Patterns({"1", "2", ""});
    if (source_.Percent(5)) scope["tag.env"] = Patterns({"live", "test", ""});
    if (with_type && source_.Percent(15))
      scope["line_item_type"] = Patterns({"Usage", "Tax", "Credit"});
    return scope;
  }

  json Scope() {
    json scope = ScopeKeys(true);
    if (features_[kScopes] && source_.Percent(25)) {
      json no = ScopeKeys(true);
      if (!no.empty()) scope["not"] = no;
    }
    if (scope.empty()) scope["service"] = {"*"};
    return scope;
  }

  json Effective() {
    const auto date = [&]() -> json {
      if (source_.OneIn(4)) return nullptr;
      return model::Date{term_.start.days + static_cast<std::int32_t>(source_.Between(-10, 120))}
          .ToString();
    };
    json effective = {{"from", date()}, {"to", date()}};
    if (effective["from"].is_string() && effective["to"].is_string() &&
        effective["to"] <= effective["from"]) {
      effective["to"] = nullptr;
    }
    if (source_.OneIn(2)) effective["by"] = source_.OneOf({"usage", "period"});
    return effective;
  }

  json Step(const std::string& kind) {
    if (kind == "percent_off") return {{kind, Number(2, 4, 10)}};
    return {{kind, Number(1, 6, 10)}};
  }

  json Tiers(bool graduated, const std::string& kind) {
    json steps = json::array();
    std::int64_t edge = 0;
    const std::int64_t count = source_.Between(0, 3);
    for (std::int64_t i = 0; i < count; ++i) {
      edge += source_.OneIn(2) ? source_.Between(1, 12) : source_.Between(1, 4000);
      json step = Step(kind);
      step["up_to"] = std::to_string(edge) + (source_.OneIn(4) ? ".5" : "");
      steps.push_back(step);
    }
    json last = Step(kind);
    last["up_to"] = nullptr;
    steps.push_back(last);
    json tiers = {{"mode", graduated ? "graduated" : "volume"}, {"steps", steps}};
    if (source_.OneIn(2) && !graduated)
      tiers["bound"] = source_.OneOf({"upper_inclusive", "lower_inclusive"});
    if (source_.OneIn(2) && graduated)
      tiers["below_zero"] = source_.OneOf({"first_step", "nothing"});
    return tiers;
  }

  json Meter(bool graduated, const std::string& kind, bool within_line) {
    json meter;
    const bool quantity = graduated && kind != "percent_off";
    meter["measure"] =
        quantity ? "quantity" : source_.OneOf({"quantity", "list_cost", "rated_cost", "net_cost"});
    if (source_.Percent(70)) meter["window"] = source_.OneOf(kWindows);
    std::vector<std::string> per = source_.Some(kLineDimensions, 30);
    if (!within_line && source_.OneIn(5))
      per.emplace_back(source_.OneOf({"product.family", "operation", "tag.team", "product.size"}));
    if (source_.OneIn(3)) std::reverse(per.begin(), per.end());
    meter["per"] = per;
    if (!graduated && On(kScopes, 40)) meter["scope"] = Scope();
    return meter;
  }

  json Rounding(bool with_group) {
    json rounding = {
        {"mode", source_.OneOf(kModes)},
        {"digits", source_.OneIn(3) ? source_.Between(0, source_.OneIn(4) ? 18 : 10) : 2}};
    rounding["at"] = with_group ? "group" : source_.OneOf({"line", "line", "total"});
    if (source_.OneIn(2)) rounding["deal"] = source_.OneOf({"exact", "rounded"});
    if (source_.OneIn(2)) rounding["remainder"] = source_.OneOf({"largest", "first", "last"});
    return rounding;
  }

  json Commit() {
    json commit = {{"amount", source_.Decimal(4, 2)},
                   {"measure", source_.OneOf({"list_cost", "net_cost"})},
                   {"charge", {{"type", "Fee"}, {"description", "shortfall"}}}};
    if (source_.Percent(80)) commit["window"] = source_.OneOf(kWindows);
    if (source_.OneIn(2)) commit["prorate"] = source_.OneIn(2);
    if (source_.OneIn(3)) commit["scope"] = Scope();
    if (source_.OneIn(3)) {
      commit["limits"] = json::array();
      for (std::int64_t i = source_.Between(1, 2); i > 0; --i) {
        commit["limits"].push_back({{"scope", Scope()}, {"share", source_.Decimal(2, 1)}});
      }
    }
    return commit;
  }

  void AddBenefit(json& construct) {
    const bool prepaid = On(kPrepaid, 20);
    const std::string kind = source_.OneOf({"percent_off", "unit_price", "unit_discount"});
    const bool tiers = !prepaid && source_.Percent(55);
    const bool graduated = tiers && source_.OneIn(2);
    const bool group = !prepaid && source_.Percent(20);
    json benefit;
    if (prepaid) {
      benefit["prepaid"] = {{"amount", source_.Decimal(3, 3)},
                            {"grant", source_.Decimal(3, 3)},
                            {"fee", {{"type", "Purchase"}, {"description", "prepayment"}}}};
      if (source_.Percent(80)) benefit["prepaid"]["window"] = source_.OneOf(kWindows);
    } else {
      if (tiers)
        benefit["tiers"] = Tiers(graduated, kind);
      else
        benefit = Step(kind);
      if (source_.OneIn(3)) benefit["floor"] = source_.OneOf({"none", "zero", "signed"});
    }
    construct["benefit"] = benefit;
    const bool meter = tiers || group || (!prepaid && source_.OneIn(5));
    if (meter) construct["meter"] = Meter(graduated, kind, group);
    const bool settle = meter && On(kSettle, 30);
    if (settle) construct["settle"] = "window_end";
    if (!prepaid && !graduated && On(kEntitlement, 25)) {
      construct["entitlement"] = {{"scope", Scope()}, {"ratio", source_.Decimal(1, 2)}};
    }
    if (!prepaid && On(kSpread, 30)) {
      construct["spread"] = graduated ? source_.OneOf({"quantity", "list_cost", "base"})
                                      : source_.OneOf({"own", "quantity", "list_cost", "base"});
    }
    if (!settle && On(kCap, 30)) {
      construct["cap"] = {{"amount", source_.Decimal(3, 2)}};
      if (source_.Percent(80)) construct["cap"]["window"] = source_.OneOf(kWindows);
    }
    if ((prepaid || construct.contains("cap")) && source_.OneIn(2)) {
      construct["sharing"] =
          source_.OneIn(5) ? json{{"order", "pro_rata"}}
                           : json{{"order", "owner_first"}, {"owner", source_.OneOf(kAccounts)}};
    }
    if (group) {
      std::vector<std::string> by = source_.Some(kLineDimensions, 50);
      for (const json& per : construct["meter"]["per"]) {
        if (std::find(by.begin(), by.end(), per) == by.end()) by.push_back(per);
      }
      if (source_.OneIn(3)) std::reverse(by.begin(), by.end());
      construct["line"]["by"] = by;
    }
    construct["rounding"] = Rounding(group);
  }

  json Construct(std::int64_t place, std::int64_t count) {
    json construct = {{"id", "c" + std::to_string(place)},
                      {"construct", "primitive"},
                      {"clause", std::to_string(place) + ".1(a)"},
                      {"line", {{"type", "EdpDiscount"}, {"description", "with, comma \"q\""}}}};
    if (source_.OneIn(2)) construct["line"]["by"] = source_.Some(kLineDimensions, 45);
    if (source_.OneIn(5)) construct["line"]["emit_zero"] = source_.OneIn(2);
    if (source_.Percent(80)) construct["scope"] = Scope();
    if (source_.OneIn(2)) construct["base"] = source_.OneOf({"list", "rated", "net", "net"});
    const bool only_commit = On(kCommit, 15);
    if (!only_commit) AddBenefit(construct);
    if (only_commit || (!construct.contains("settle") && On(kCommit, 20)))
      construct["commit"] = Commit();
    if (only_commit && source_.OneIn(2)) construct["rounding"] = Rounding(false);
    if (On(kEffective, 40)) construct["effective"] = Effective();
    if (On(kUnless, 25) && count > 1) {
      const std::int64_t other = source_.Between(0, count - 1);
      const std::int64_t third = source_.Between(0, count - 1);
      if (other != place) construct["unless"] = {"c" + std::to_string(other)};
      if (other != place && third != place && third != other && source_.OneIn(2)) {
        construct["unless"].push_back("c" + std::to_string(third));
      }
    }
    if (source_.OneIn(3)) construct["delivery"] = source_.OneOf({"anniversary", "out_of_cycle"});
    return construct;
  }

  RandomSource& source_;
  model::Term term_;
  bool features_[kFeatureCount] = {};
};

}  // namespace

json RandomContract(RandomSource& source, model::Term term, int construct_count_max) {
  return Maker(source, term).Contract(construct_count_max);
}

}  // namespace twinbill::support
