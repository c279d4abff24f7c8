#include "corpus/history/number_range.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace twinbill::history {
namespace {

NumberRange RangeOf(std::initializer_list<const char*> numbers) {
  NumberRange range;
  for (const char* number : numbers) range.Add(*model::Decimal::Parse(number));
  return range;
}

TEST(NumberRange, TheNarrowestLayoutThatIsExact) {
  const struct {
    std::initializer_list<const char*> numbers;
    NumberLayout wanted;
  } cases[] = {
      {{}, {NumberKind::kInt64, 10}},
      {{"0"}, {NumberKind::kInt64, 10}},
      {{"1.5", "-2.25"}, {NumberKind::kInt64, 10}},
      {{"99999999.9999999999"}, {NumberKind::kInt64, 10}},
      {{"100000000", "0.25"}, {NumberKind::kInt64, 2}},
      {{"100000000", "0.0000000001"}, {NumberKind::kInt128, 10}},
      {{"0.00000000001"}, {NumberKind::kInt64, 11}},
      {{"999999999999999999"}, {NumberKind::kInt64, 0}},
      {{"1000000000000000000"}, {NumberKind::kInt128, 10}},
      {{"-99999999999999999", "0.1"}, {NumberKind::kInt64, 1}},
      {{"-999999999999999999", "0.1"}, {NumberKind::kInt128, 10}},
      {{"0.000000000000000001"}, {NumberKind::kInt64, 18}},
      {{"0.0000000000000000001"}, {NumberKind::kInt128, 19}},
      {{"9999999999.9999999999999999999999999999"}, {NumberKind::kInt128, 28}},
      {{"9999999999", "0.0000000000000000000000000001"}, {NumberKind::kInt128, 28}},
      {{"10000000000", "0.0000000000000000000000000001"}, {NumberKind::kText, 0}},
      {{"9999999999999999999999999999"}, {NumberKind::kInt128, 10}},
      {{"99999999999999999999999999999999999999"}, {NumberKind::kInt128, 0}},
      {{"99999999999999999999999999999999999999", "0.5"}, {NumberKind::kText, 0}},
  };
  for (const auto& [numbers, wanted] : cases) {
    const NumberRange range = RangeOf(numbers);
    EXPECT_EQ(range.Layout(), wanted) << range.ToString();
  }
}

TEST(NumberRange, OfPartsIsOfTheWhole) {
  NumberRange whole = RangeOf({"1.5", "-3", "0.25"});
  NumberRange parts = RangeOf({"0.25"});
  parts.Add(RangeOf({"-3", "1.5"}));
  EXPECT_EQ(whole, parts);
  EXPECT_EQ(whole.ToString(), "0:3 1:15 2:25");
}

TEST(NumberRange, IsReadAsItIsWritten) {
  for (const NumberRange& range : {RangeOf({}), RangeOf({"0"}), RangeOf({"1.5", "-3", "0.25"})}) {
    EXPECT_EQ(NumberRange::Parse(range.ToString()), range);
  }
  for (const char* text : {"1", "x:1", "29:1", "-1:1", "0:1.5", "0:x", ":"}) {
    EXPECT_EQ(NumberRange::Parse(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace twinbill::history
