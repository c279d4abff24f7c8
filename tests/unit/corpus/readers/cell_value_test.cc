#include "corpus/readers/cell_value.h"

#include <gtest/gtest.h>

namespace twinbill::readers {
namespace {

TEST(CellValue, ReadsNumbersAsTheyAreWritten) {
  for (const auto& [text, canonical] : std::vector<std::pair<std::string, std::string>>{
           {"1.50", "1.5"}, {"-0", "0"}, {"5e-06", "0.000005"}, {"1.2E-7", "0.00000012"}}) {
    const auto number = NumberIn(text, "rate");
    ASSERT_TRUE(number.has_value() && number->has_value()) << text;
    EXPECT_EQ((*number)->ToString(), canonical);
  }
}

TEST(CellValue, EmptyAndNullWordsAreNoNumber) {
  for (const char* text : {"", "NULL", "\\N"}) {
    const auto number = NumberIn(text, "rate");
    ASSERT_TRUE(number.has_value());
    EXPECT_FALSE(number->has_value());
    const auto needed = NeededNumberIn(text, "cost");
    ASSERT_FALSE(needed.has_value());
    EXPECT_EQ(needed.error().code.text, "value_missing");
  }
}

TEST(CellValue, RefusesWhatIsNoNumber) {
  for (const char* text : {"null", "N", "1,5", "$1", " 1", "1 ", "+1", ".5", "5.", "inf", "0x1"}) {
    const auto number = NumberIn(text, "cost");
    ASSERT_FALSE(number.has_value()) << text;
    EXPECT_EQ(number.error().code.text, "value_not_a_number");
    EXPECT_NE(number.error().message.find("cost is '" + std::string(text) + "'"),
              std::string::npos);
  }
}

TEST(CellValue, ReadsTheFourFormsOfTimestamps) {
  for (const auto& [text, canonical] : std::vector<std::pair<std::string, std::string>>{
           {"2025-01-31T23:00:00Z", "2025-01-31T23:00:00Z"},
           {"2025-01-31T23:00:00.000Z", "2025-01-31T23:00:00Z"},
           {"2025-01-31 23:00:00", "2025-01-31T23:00:00Z"},
           {"2025-01-31", "2025-01-31T00:00:00Z"}}) {
    const auto timestamp = TimestampIn(text, "start");
    ASSERT_TRUE(timestamp.has_value()) << text;
    EXPECT_EQ(timestamp->ToString(), canonical);
  }
  for (const char* text : {"4/1/25", "2025-02-30", "2025-01-31 23:00:00+00:00", "31.01.2025"}) {
    const auto timestamp = TimestampIn(text, "start");
    ASSERT_FALSE(timestamp.has_value()) << text;
    EXPECT_EQ(timestamp.error().code.text, "value_not_a_timestamp");
  }
  EXPECT_EQ(TimestampIn("\\N", "start").error().code.text, "value_missing");
}

}  // namespace
}  // namespace twinbill::readers
