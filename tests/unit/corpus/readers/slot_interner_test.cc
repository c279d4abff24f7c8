#include "corpus/readers/slot_interner.h"

#include <gtest/gtest.h>

namespace twinbill::readers {
namespace {

using model::Attributes;
using model::DimensionKind;

ReportSchema Schema() {
  ReportSchema schema;
  schema.dimensions = {{0, DimensionKind::kAccount, ""},
                       {1, DimensionKind::kRegion, ""},
                       {2, DimensionKind::kRegion, ""},
                       {3, DimensionKind::kTag, ""},
                       {4, DimensionKind::kTag, "user_a"}};
  return schema;
}

TEST(SlotInterner, TheSameTextsAreTheSameSlot) {
  const ReportSchema schema = Schema();
  SlotInterner interner(schema, nullptr);
  using Texts = std::vector<std::string_view>;
  const auto number = [&](const Texts& texts) { return *interner.Intern(texts); };
  EXPECT_EQ(number({"1", "", "eu", "{}", ""}), 0U);
  EXPECT_EQ(number({"2", "", "eu", "{}", ""}), 1U);
  EXPECT_EQ(number({"1", "", "eu", "{}", ""}), 0U);
  EXPECT_EQ(number({"1", "eu", "us", "", ""}), 0U);  // other texts, the same slot
  EXPECT_EQ(number({"1", "eu", "", "{\"user_a\":\"x\"}", "y"}), 2U);
  EXPECT_EQ(number({"1", "eu", "", "", "x"}), 2U);
  EXPECT_EQ(interner.slots().size(), 3U);
  EXPECT_EQ(interner.slots()[0].region, "eu");
  EXPECT_EQ(interner.slots()[2].tags, (Attributes{{"user_a", "x"}}));
}

TEST(SlotInterner, TextsThatJoinAlikeAreDifferent) {
  const ReportSchema schema = Schema();
  SlotInterner interner(schema, nullptr);
  const std::vector<std::string_view> one = {"ab", "c", "", "", ""};
  const std::vector<std::string_view> other = {"a", "bc", "", "", ""};
  EXPECT_NE(*interner.Intern(one), *interner.Intern(other));
}

TEST(SlotInterner, ManySlotsKeepTheirNumbers) {
  const ReportSchema schema = Schema();
  SlotInterner interner(schema, nullptr);
  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t i = 0; i < 5000; ++i) {
      const std::string account = "account number " + std::to_string(i) + " of some length";
      EXPECT_EQ(*interner.Intern(std::vector<std::string_view>{account, "", "", "", ""}), i);
    }
  }
}

TEST(SlotInterner, SaysWhichMapIsWrong) {
  const ReportSchema schema = Schema();
  SlotInterner interner(schema, nullptr);
  const auto slot = interner.Intern(std::vector<std::string_view>{"1", "", "", "{oops", ""});
  ASSERT_FALSE(slot.has_value());
  EXPECT_EQ(slot.error().dimension, 3U);
  EXPECT_EQ(slot.error().cell.offset, 1U);
}

}  // namespace
}  // namespace twinbill::readers
