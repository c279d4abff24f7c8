#include "harness/replay/cause/knob.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace twinbill::replay {
namespace {

constexpr std::string_view kContract = R"({
  "twinbill": 1,
  "contract": {"id": "C", "payer": "1", "currency": "USD",
    "term": {"start": "2025-01-01", "end": "2026-01-01"}},
  "constructs": [
    {"id": "a", "construct": "primitive", "clause": "1",
     "meter": {"measure": "quantity", "window": "term"},
     "benefit": {"tiers": {"mode": "graduated", "steps": [
       {"up_to": "10", "unit_price": "2"}, {"up_to": null, "unit_price": "1"}]}},
     "line": {"type": "T", "description": "d"}},
    {"id": "b", "construct": "primitive", "clause": "2", "benefit": {"percent_off": "5"},
     "line": {"type": "T", "description": "d"}}]})";

const Knob* Find(const std::vector<Knob>& knobs, std::string_view place, std::string_view becomes) {
  const auto found = std::find_if(knobs.begin(), knobs.end(), [&](const Knob& knob) {
    return knob.place == place && knob.becomes == becomes;
  });
  return found == knobs.end() ? nullptr : &*found;
}

TEST(Knobs, OfAContractAreItsChoices) {
  const auto knobs = StandardKnobs(kContract, "");
  ASSERT_NE(Find(knobs, "/constructs/0/meter/window", "\"month\""), nullptr);
  EXPECT_EQ(Find(knobs, "/constructs/0/meter/window", "\"month\"")->kind, "window");
  EXPECT_NE(Find(knobs, "/constructs/0/benefit/tiers/bound", "\"lower_inclusive\""), nullptr);
  EXPECT_NE(Find(knobs, "/constructs/1/rounding/mode", "\"DOWN\""), nullptr);
  EXPECT_EQ(Find(knobs, "/constructs/1/meter/window", "\"month\""), nullptr);  // it has no meter
  EXPECT_NE(Find(knobs, "/constructs/1", "the other way round"), nullptr);
  for (const Knob& knob : knobs) EXPECT_FALSE(nlohmann::json::parse(knob.text).is_discarded());
}

TEST(Knobs, TurnedToTheTranslationComeFirst) {
  std::string translated(kContract);
  translated.replace(translated.find("\"10\""), 4, "\"20\"");
  const auto knobs = StandardKnobs(kContract, translated);
  ASSERT_FALSE(knobs.empty());
  EXPECT_TRUE(knobs.front().is_translated);
  EXPECT_EQ(knobs.front().kind, "tier bound");
  EXPECT_EQ(knobs.front().place, "/constructs/0/benefit/tiers/steps/0/up_to");
  EXPECT_EQ(knobs.front().was, "\"10\"");
  EXPECT_EQ(knobs.front().becomes, "\"20\"");
}

TEST(Knobs, AMissingConstructAndAnotherOrderAreSeen) {
  auto json = nlohmann::ordered_json::parse(kContract);
  std::swap(json["constructs"][0], json["constructs"][1]);
  auto knobs = StandardKnobs(json.dump(), kContract);
  EXPECT_EQ(knobs.front().kind, "order");
  json["constructs"].erase(0);
  knobs = StandardKnobs(json.dump(), kContract);
  EXPECT_EQ(knobs.front().kind, "construct");
  EXPECT_EQ(knobs.front().was, "absent");
}

TEST(Knobs, OfARuleBookAreItsSettingsAndWindows) {
  const auto knobs = LegacyKnobs(R"({"cbas": 1, // by hand
    "contract": {}, "rules": [{"id": "R1"}, {"id": "R2"}]})");
  ASSERT_NE(Find(knobs, "/settings/tier_edge", "\"lower\""), nullptr);
  EXPECT_TRUE(Find(knobs, "/settings/tier_edge", "\"lower\"")->in_legacy);
  EXPECT_NE(Find(knobs, "/settings/arithmetic", "\"decimal\", 28 digits"), nullptr);
  EXPECT_NE(Find(knobs, "/rules/1/window", "\"year\""), nullptr);
  EXPECT_NE(Find(knobs, "/rules/1", "the other way round"), nullptr);
  EXPECT_TRUE(LegacyKnobs("no JSON").empty());
}

}  // namespace
}  // namespace twinbill::replay
