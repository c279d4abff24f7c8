#include "corpus/model/usage_record.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <utility>

#include "corpus/model/dimension.h"
#include "corpus/model/slot_table.h"

namespace twinbill::model {
namespace {

Slot Example() {
  Slot slot;
  slot.account = "a";
  slot.service = "s";
  slot.region = "r";
  slot.usage_type = "t";
  slot.operation = "o";
  slot.line_item_type = "Usage";
  slot.unit = "GB";
  slot.product = {{"family", "m7g"}, {"tier", "1"}};
  slot.tags = {{"team", "x"}};
  return slot;
}

TEST(Dimension, NamesATextOfTheSlot) {
  const Slot slot = Example();
  for (const auto& [name, text] :
       std::vector<std::pair<std::string, std::string>>{{"account", "a"},
                                                        {"service", "s"},
                                                        {"region", "r"},
                                                        {"usage_type", "t"},
                                                        {"operation", "o"},
                                                        {"line_item_type", "Usage"},
                                                        {"unit", "GB"},
                                                        {"product.family", "m7g"},
                                                        {"product.tier", "1"},
                                                        {"product.absent", ""},
                                                        {"tag.team", "x"},
                                                        {"tag.family", ""}}) {
    const auto dimension = Dimension::Parse(name);
    ASSERT_TRUE(dimension.has_value()) << name;
    EXPECT_EQ(dimension->TextOf(slot), text) << name;
    EXPECT_EQ(dimension->Name(), name);
  }
  for (const char* name : {"", "Account", "product.", "tag.", "product", "quantity"}) {
    EXPECT_FALSE(Dimension::Parse(name).has_value()) << name;
  }
}

TEST(UsageRecord, ListCostIsThePublicCostWhereGiven) {
  UsageRecord record;
  record.unblended_cost = Decimal::FromInteger(1);
  EXPECT_EQ(record.list_cost(), Decimal::FromInteger(1));
  record.public_cost = Decimal();
  EXPECT_EQ(record.list_cost(), Decimal());
}

TEST(UsageRecord, LedgerOrderIsByStartThenByTheBytesOfTheId) {
  UsageRecord early, late;
  early.start = {1};
  late.start = {2};
  early.id = "z";
  late.id = "a";
  EXPECT_TRUE(LedgerLess(early, late));
  late.start = early.start;
  EXPECT_TRUE(LedgerLess(late, early));
  early.id = "\xc3\xa9";  // as a signed char it would come before every letter
  EXPECT_TRUE(LedgerLess(late, early));
}

TEST(SlotTable, KnowsASlotAgainByAllItsTexts) {
  SlotTable table;
  const Slot slot = Example();
  EXPECT_EQ(table.Intern(slot), 0U);
  EXPECT_EQ(table.Intern(Example()), 0U);
  Slot moved = Example();  // the same words on the other side are another slot
  std::swap(moved.product, moved.tags);
  EXPECT_EQ(table.Intern(moved), 1U);
  Slot other = Example();
  other.unit = "MB";
  EXPECT_EQ(table.Intern(other), 2U);
  EXPECT_EQ(table.size(), 3U);
  EXPECT_EQ(table[1], moved);
}

TEST(SlotTable, BeginsWithSlotsThatAreThere) {
  Slot other = Example();
  other.unit = "MB";
  const auto first = std::make_shared<const std::vector<Slot>>(std::vector{Example(), other});
  SlotTable table(first);
  EXPECT_EQ(table.size(), 2U);
  EXPECT_EQ(&table[1], &(*first)[1]);
  Slot third = Example();
  third.unit = "TB";
  EXPECT_EQ(table.Intern(third), 2U);
  EXPECT_EQ(table.Intern(other), 1U);
  EXPECT_EQ(table.Intern(third), 2U);
  EXPECT_EQ(table.size(), 3U);
  EXPECT_EQ(table[0], Example());
  EXPECT_EQ(table[2], third);
}

TEST(SlotTable, KnowsItsSlotsAfterItMoved) {
  static_assert(!std::is_copy_constructible_v<SlotTable> && !std::is_copy_assignable_v<SlotTable>);
  SlotTable table;
  table.Intern(Example());
  SlotTable moved = std::move(table);
  EXPECT_EQ(moved.Intern(Example()), 0U);
  EXPECT_EQ(moved.size(), 1U);
  EXPECT_EQ(moved[0], Example());
}

}  // namespace
}  // namespace twinbill::model
