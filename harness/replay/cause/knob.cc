#include "harness/replay/cause/knob.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace twinbill::replay {
namespace {

using Json = nlohmann::ordered_json;
using Pointer = Json::json_pointer;

struct KindRow {
  std::string_view part;  // of the pointer
  std::string_view kind;
};
// The first whose part is in the pointer.
constexpr KindRow kKinds[] = {
    {"/rounding/mode", "rounding mode"},
    {"/rounding/digits", "rounding digits"},
    {"/rounding/at", "rounding place"},
    {"/rounding/deal", "rounding place"},
    {"/rounding/remainder", "remainder"},
    {"/rounding", "rounding"},
    {"/tiers/bound", "tier edge"},
    {"/tiers/below_zero", "tiers below zero"},
    {"/tiers/mode", "tier mode"},
    {"/up_to", "tier bound"},
    {"/steps", "price"},
    {"/benefit/floor", "floor"},
    {"/benefit/prepaid", "prepaid"},
    {"/benefit", "price"},
    {"/window", "window"},
    {"/meter/measure", "measure"},
    {"/meter/per", "group"},
    {"/meter/scope", "metered scope"},
    {"/meter", "meter"},
    {"/entitlement", "entitlement"},
    {"/cap", "cap"},
    {"/commit", "commitment"},
    {"/sharing", "sharing"},
    {"/settle", "settling"},
    {"/spread", "spread"},
    {"/line/by", "line grouping"},
    {"/line/emit_zero", "zero lines"},
    {"/line", "text"},
    {"/clause", "text"},
    {"/delivery", "delivery"},
    {"/unless", "unless"},
    {"/effective", "effective range"},
    {"/base", "base"},
    {"/scope", "scope"},
    {"/contract/net", "net"},
    {"/contract/term", "term"},
    {"/contract", "contract"},
};

std::string Said(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// One side's JSON, from which knobs are made.
class Turner {
 public:
  Turner(Json json, bool in_legacy, std::vector<Knob>& knobs)
      : json_(std::move(json)), in_legacy_(in_legacy), knobs_(knobs) {}

  const Json& json() const { return json_; }

  // Sets, or with a null takes away, what stands at the pointer. Nothing where it stands there.
  void Turn(const std::string& place, const Json& value, const std::string& kind,
            bool is_translated = false) {
    const Pointer pointer(place);
    const bool is_there = json_.contains(pointer);
    if (is_there ? json_.at(pointer) == value : value.is_null()) return;
    if (!json_.contains(pointer.parent_pointer())) return;
    Json turned = json_;
    if (value.is_null()) {
      turned.at(pointer.parent_pointer()).erase(pointer.back());
    } else {
      turned[pointer] = value;
    }
    Add(kind, place, is_there ? Said(json_.at(pointer)) : "the default",
        value.is_null() ? "the default" : Said(value), turned, is_translated);
  }

  void Add(std::string kind, std::string place, std::string was, std::string becomes,
           const Json& turned, bool is_translated = false) {
    std::string text = turned.dump(2);
    if (!texts_.insert(text).second) return;
    knobs_.push_back({std::move(kind), in_legacy_, std::move(place), std::move(was),
                      std::move(becomes), std::move(text), is_translated});
  }

  // Each pair of neighbours of the list at `place`, changed over.
  void SwapNeighbours(const std::string& place) {
    const Json& list = json_.at(Pointer(place));
    for (std::size_t i = 0; i + 1 < list.size(); ++i) {
      Json turned = json_;
      std::swap(turned.at(Pointer(place)).at(i), turned.at(Pointer(place)).at(i + 1));
      Add("order", fmt::format("{}/{}", place, i + 1),
          fmt::format("{} before {}", Said(list.at(i).value("id", Json())),
                      Said(list.at(i + 1).value("id", Json()))),
          "the other way round", turned);
    }
  }

 private:
  Json json_;
  bool in_legacy_;
  std::vector<Knob>& knobs_;
  std::set<std::string> texts_;
};

std::string Escaped(std::string_view key) {
  std::string escaped;
  for (const char c : key) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// Each leaf in which the translated contract differs, turned by itself.
void TurnToTranslated(const Json& now, const Json& translated, const std::string& place,
                      Turner& turner) {
  if (now == translated) return;
  if (now.is_object() && translated.is_object()) {
    for (const auto& [key, value] : translated.items()) {
      const std::string below = place + "/" + Escaped(key);
      if (now.contains(key)) {
        TurnToTranslated(now.at(key), value, below, turner);
      } else {
        turner.Turn(below, value, KindOf(below), true);
      }
    }
    for (const auto& [key, value] : now.items()) {
      if (translated.contains(key)) continue;
      const std::string below = place + "/" + Escaped(key);
      // An object of one value is about that value: a rounding with a mode, about the mode.
      const bool is_one = value.is_object() && value.size() == 1;
      const std::string about = is_one ? below + "/" + Escaped(value.begin().key()) : below;
      turner.Turn(below, nullptr, KindOf(about), true);
    }
    return;
  }
  if (now.is_array() && translated.is_array() && now.size() == translated.size() &&
      std::all_of(now.begin(), now.end(), [](const Json& at) { return at.is_object(); })) {
    for (std::size_t i = 0; i < now.size(); ++i) {
      TurnToTranslated(now.at(i), translated.at(i), fmt::format("{}/{}", place, i), turner);
    }
    return;
  }
  turner.Turn(place, translated, KindOf(place), true);
}

const Json* WithId(const Json& list, const std::string& id) {
  for (const Json& item : list) {
    if (item.value("id", "") == id) return &item;
  }
  return nullptr;
}

void TurnConstructsToTranslated(const Json& translated, Turner& turner) {
  const Json& now = turner.json().at("constructs");
  const Json& wanted = translated.at("constructs");
  for (std::size_t i = 0; i < now.size(); ++i) {
    const Json* const other = WithId(wanted, now.at(i).value("id", ""));
    const std::string place = fmt::format("/constructs/{}", i);
    if (other != nullptr) {
      TurnToTranslated(now.at(i), *other, place, turner);
    } else {
      Json turned = turner.json();
      turned.at("constructs").erase(i);
      turner.Add("construct", place, Said(now.at(i).value("id", Json())), "absent", turned, true);
    }
  }
  // In the order of the translation, with what is missing.
  Json ordered = turner.json();
  Json list = Json::array();
  for (const Json& construct : wanted) {
    if (const Json* const there = WithId(now, construct.value("id", ""))) {
      list.push_back(*there);
    } else {
      Json turned = turner.json();
      turned.at("constructs").push_back(construct);
      turner.Add("construct", "/constructs/-", "absent", Said(construct.value("id", Json())),
                 turned, true);
    }
  }
  if (list.size() == now.size()) {
    ordered["constructs"] = list;
    if (ordered != turner.json()) {
      turner.Add("order", "/constructs", "another order", "that of the rules", ordered, true);
    }
  }
}

struct Choice {
  const char* place;  // below a construct
  std::vector<const char*> values;
};

void TurnChoices(const std::string& at, Turner& turner) {
  static const std::vector<const char*> kModes = {"UP",      "DOWN",      "CEILING",  "FLOOR",
                                                  "HALF_UP", "HALF_DOWN", "HALF_EVEN"};
  static const std::vector<const char*> kWindows = {"month", "contract_quarter", "contract_year",
                                                    "term"};
  static const std::vector<Choice> kChoices = {
      {"/rounding/mode", kModes},
      {"/rounding/at", {"line", "total", "group"}},
      {"/rounding/deal", {"exact", "rounded"}},
      {"/rounding/remainder", {"largest", "first", "last"}},
      {"/benefit/tiers/bound", {"upper_inclusive", "lower_inclusive"}},
      {"/benefit/tiers/below_zero", {"first_step", "nothing"}},
      {"/benefit/tiers/mode", {"volume", "graduated"}},
      {"/benefit/floor", {"none", "zero", "signed"}},
      {"/benefit/prepaid/window", kWindows},
      {"/meter/window", kWindows},
      {"/meter/measure", {"quantity", "list_cost", "rated_cost", "net_cost"}},
      {"/cap/window", kWindows},
      {"/commit/window", kWindows},
      {"/commit/measure", {"list_cost", "net_cost"}},
      {"/base", {"list", "rated", "net"}},
      {"/spread", {"own", "quantity", "list_cost", "base"}},
      {"/settle", {"monthly", "window_end"}},
      {"/delivery", {"anniversary", "out_of_cycle"}},
      {"/effective/by", {"usage", "period"}},
  };
  for (const Choice& choice : kChoices) {
    for (const char* value : choice.values) {
      turner.Turn(at + choice.place, value, KindOf(choice.place));
    }
  }
  for (int digits = 0; digits <= 6; ++digits) {
    turner.Turn(at + "/rounding/digits", digits, "rounding digits");
  }
  turner.Turn(at + "/line/emit_zero", true, "zero lines");
  for (const char* gone : {"/line/emit_zero", "/unless", "/effective", "/effective/from",
                           "/effective/to", "/scope/not", "/cap", "/entitlement", "/meter/scope"}) {
    turner.Turn(at + gone, nullptr, KindOf(gone));
  }
}

}  // namespace

std::string KindOf(std::string_view pointer) {
  for (const KindRow& row : kKinds) {
    if (pointer.find(row.part) != std::string_view::npos) return std::string(row.kind);
  }
  return "construct";
}

std::vector<Knob> StandardKnobs(std::string_view text, std::string_view translated) {
  std::vector<Knob> knobs;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("constructs")) return knobs;
  Turner turner(json, false, knobs);
  const Json other = Json::parse(translated, nullptr, false);
  if (other.is_object() && other.contains("constructs")) {
    TurnConstructsToTranslated(other, turner);
    TurnToTranslated(json.at("contract"), other.at("contract"), "/contract", turner);
  }
  for (std::size_t i = 0; i < json.at("constructs").size(); ++i) {
    const std::string at = fmt::format("/constructs/{}", i);
    // Places for choices that are left to their defaults.
    Json open = json;
    if (!open.at("constructs").at(i).contains("rounding")) {
      open.at("constructs").at(i)["rounding"] = Json::object();
    }
    std::vector<Knob> of_construct;
    Turner opened(open, false, of_construct);
    TurnChoices(at, opened);
    knobs.insert(knobs.end(), of_construct.begin(), of_construct.end());
  }
  turner.SwapNeighbours("/constructs");
  turner.Turn("/contract/net", "exact", "net");
  turner.Turn("/contract/net", "billed", "net");
  return knobs;
}

std::vector<Knob> LegacyKnobs(std::string_view text) {
  std::vector<Knob> knobs;
  Json json = Json::parse(text, nullptr, false, true);
  if (!json.is_object() || !json.contains("rules")) return knobs;
  if (!json.contains("settings")) json["settings"] = Json::object();
  Turner turner(json, true, knobs);
  const Json& settings = json.at("settings");
  if (settings.value("arithmetic", "binary64") == "binary64") {
    Json turned = json;
    turned.at("settings")["arithmetic"] = "decimal";
    turned.at("settings")["scale"] = 28;
    turned.at("settings").erase("round_how");
    turner.Add("binary64 arithmetic", "/settings/arithmetic", "\"binary64\"",
               "\"decimal\", 28 digits", turned);
    turner.Turn("/settings/round_how", "exact", "binary64 rounding");
    turner.Turn("/settings/round_how", "scaled", "binary64 rounding");
  } else {
    turner.Turn("/settings/scale", 28, "scale");
  }
  for (const char* mode : {"UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN"}) {
    turner.Turn("/settings/amount_rounding", mode, "rounding mode");
  }
  for (int digits = 0; digits <= 6; ++digits) {
    turner.Turn("/settings/amount_digits", digits, "rounding digits");
  }
  for (const char* edge : {"upper", "lower"}) turner.Turn("/settings/tier_edge", edge, "tier edge");
  for (const char* remainder : {"last", "first", "largest"}) {
    turner.Turn("/settings/remainder", remainder, "remainder");
  }
  for (const bool zeros : {true, false}) turner.Turn("/settings/zero_lines", zeros, "zero lines");
  for (std::size_t i = 0; i < json.at("rules").size(); ++i) {
    const std::string at = fmt::format("/rules/{}", i);
    for (const char* window : {"month", "quarter", "year", "term"}) {
      turner.Turn(at + "/window", window, "window");
    }
    for (const char* each : {"group", "event"}) turner.Turn(at + "/each", each, "rounding place");
    for (const char* cut : {"amount", "line"}) {
      turner.Turn(at + "/spread_cut", cut, "rounding place");
    }
    for (const char* on : {"cost", "usage"}) turner.Turn(at + "/spread_on", on, "spread");
    for (const char* when : {"always", "window_end"}) turner.Turn(at + "/when", when, "settling");
    for (const char* gone : {"/active", "/unless", "/match"}) {
      turner.Turn(at + gone, nullptr, KindOf(gone == std::string("/active") ? "/effective" : gone));
    }
  }
  turner.SwapNeighbours("/rules");
  return knobs;
}

}  // namespace twinbill::replay
