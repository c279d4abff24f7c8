#include "harness/fuzz/slot_universe.h"

#include <gtest/gtest.h>

#include <set>

#include "standard_engine/contract/contract_reader.h"

namespace twinbill::fuzz {
namespace {

// Two scopes of three keys each, and one that nothing can be in.
constexpr const char* kContract = R"({
  "twinbill": 1,
  "contract": {"id": "C", "payer": "1", "currency": "USD",
               "term": {"start": "2025-01-01", "end": "2026-01-01"}},
  "constructs": [
    {"id": "a", "construct": "primitive", "clause": "1",
     "scope": {"service": ["AmazonBedrock"], "usage_type": ["*-tokens"], "tag.team": ["core"]},
     "benefit": {"percent_off": "1"}, "line": {"type": "T", "description": "D"}},
    {"id": "b", "construct": "primitive", "clause": "1",
     "scope": {"usage_type": ["*-tokens"], "not": {"tag.team": ["core"]}},
     "benefit": {"percent_off": "1"}, "line": {"type": "T", "description": "D"}},
    {"id": "c", "construct": "primitive", "clause": "1",
     "scope": {"usage_type": ["q"], "not": {"usage_type": ["q"]}},
     "benefit": {"percent_off": "1"}, "line": {"type": "T", "description": "D"}}]
})";

Mentions MentionsOfContract() {
  const auto contract = contract::ReadContract(kContract, "c.json");
  Mentions mentions;
  if (contract) mentions.Add(*contract);
  return mentions;
}

TEST(SlotUniverse, HasEveryWayOfBeingTaken) {
  const Mentions mentions = MentionsOfContract();
  ASSERT_EQ(mentions.selectors.size(), 4U);
  const SlotUniverse universe(mentions, 7, {});
  std::set<std::pair<bool, bool>> ways;
  for (std::uint32_t i = 0; i < universe.slots().size(); ++i) {
    const model::Slot& slot = universe.slots()[i];
    ways.emplace(mentions.selectors[1].takes(slot), mentions.selectors[2].takes(slot));
  }
  EXPECT_EQ(ways.size(), 3U);  // both at once can't be
  EXPECT_EQ(universe.selectors_without_slot(), std::vector<std::size_t>{3});
  EXPECT_TRUE(universe.selectors_of_all().empty());
}

TEST(SlotUniverse, IsTheSameForTheSameSeed) {
  const Mentions mentions = MentionsOfContract();
  const SlotUniverse first(mentions, 11, {});
  const SlotUniverse second(mentions, 11, {});
  ASSERT_EQ(first.slots().size(), second.slots().size());
  for (std::uint32_t i = 0; i < first.slots().size(); ++i) {
    EXPECT_EQ(first.slots()[i], second.slots()[i]);
  }
}

}  // namespace
}  // namespace twinbill::fuzz
