#include "corpus/model/calendar.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace twinbill::model {
namespace {

TEST(Timestamp, ReadsEveryFormOfTheSpecification) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"2025-01-31T23:00:00Z", "2025-01-31T23:00:00Z"},
      {"2025-01-31T23:00:00.000Z", "2025-01-31T23:00:00Z"},
      {"2025-01-31T23:00:00.120Z", "2025-01-31T23:00:00.12Z"},
      {"2025-01-31T23:00:00.123456000", "2025-01-31T23:00:00.123456Z"},
      {"2025-01-31 23:00:00", "2025-01-31T23:00:00Z"},
      {"2025-01-31 23:00:00Z", "2025-01-31T23:00:00Z"},
      {"2025-01-31", "2025-01-31T00:00:00Z"},
      {"0001-01-01", "0001-01-01T00:00:00Z"},
      {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
      {"2024-02-29", "2024-02-29T00:00:00Z"},
      {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
  };
  for (const auto& [text, canonical] : table) {
    const auto moment = Timestamp::Parse(text);
    ASSERT_TRUE(moment.has_value()) << text;
    EXPECT_EQ(moment->ToString(), canonical);
  }
}

TEST(Timestamp, RefusesWhatIsNone) {
  for (const char* text : {"",
                           "2025",
                           "2025-1-31",
                           "4/1/25",
                           "2025-02-29",
                           "2025-13-01",
                           "2025-00-01",
                           "2025-01-00",
                           "0000-01-01",
                           "2025-01-31T",
                           "2025-01-31T23:00",
                           "2025-01-31T24:00:00Z",
                           "2025-01-31T23:60:00Z",
                           "2025-01-31T23:00:60Z",
                           "2025-01-31T23:00:00+01:00",
                           "2025-01-31T23:00:00.Z",
                           "2025-01-31T23:00:00.1234567Z",
                           "2025-01-31T23:00:00ZZ",
                           "2025-01-31 23:00:00 UTC",
                           " 2025-01-31",
                           "2025-01-31Z",
                           "2025-04-31",
                           "1900-02-29",
                           "2025/01/31",
                           "2025-01/31",
                           "-025-01-31",
                           "2025-+1-31",
                           "2025-01-31t23:00:00Z",
                           "2025-01-31T23:00:00z",
                           "2025-01-31T23-00:00Z",
                           "2025-01-31T23:00-00Z",
                           "2025-01-31T2 :00:00Z",
                           "2025-01-31T23:00:00.0000000000Z",
                           "2025-01-31T23:00:00,5Z",
                           "2025-01-31T23:00:00.5.5Z"}) {
    EXPECT_FALSE(Timestamp::Parse(text).has_value()) << text;
  }
}

TEST(Period, ReadsOnlyYearAndMonth) {
  EXPECT_EQ(Period::Parse("2025-07")->ToString(), "2025-07");
  for (const char* text : {"", "2025", "2025-7", "2025-13", "2025-00", "2025-07-01", "0000-01",
                           "2025/07", "20a5-07", "2025-0a", " 2025-0"}) {
    EXPECT_FALSE(Period::Parse(text).has_value()) << text;
  }
}

TEST(Term, ItsLastDayIsTheOneBeforeItsEnd) {
  const Term term{*Date::Parse("2024-12-15"), *Date::Parse("2025-05-01")};
  EXPECT_EQ(term.FirstPeriod().ToString(), "2024-12");
  EXPECT_EQ(term.LastPeriod().ToString(), "2025-04");
  EXPECT_FALSE(term.Contains(*Timestamp::Parse("2024-12-14T23:59:59Z")));
  EXPECT_TRUE(term.Contains(*Timestamp::Parse("2024-12-15")));
  EXPECT_TRUE(term.Contains(*Timestamp::Parse("2025-04-30T23:59:59Z")));
  EXPECT_FALSE(term.Contains(*Timestamp::Parse("2025-05-01")));
}

TEST(Term, WindowsAreBlocksFromTheFirstPeriodAndTheLastIsCutShort) {
  const Term term{*Date::Parse("2024-12-15"), *Date::Parse("2026-04-02")};
  const auto window = [&](WindowKind kind, const char* period) {
    return term.WindowOf(kind, *Period::Parse(period));
  };
  EXPECT_EQ(window(WindowKind::kQuarter, "2025-02").last.ToString(), "2025-02");
  EXPECT_EQ(window(WindowKind::kQuarter, "2025-03").first.ToString(), "2025-03");
  EXPECT_EQ(window(WindowKind::kYear, "2025-11").last.ToString(), "2025-11");
  const Window cut = window(WindowKind::kYear, "2026-01");
  EXPECT_EQ(cut.first.ToString(), "2025-12");
  EXPECT_EQ(cut.last.ToString(), "2026-04");
  EXPECT_EQ(cut.months(), 5);
  EXPECT_EQ(cut.months_full, 12);
  EXPECT_EQ(cut.index, 1);
  EXPECT_EQ(window(WindowKind::kTerm, "2025-06"),
            (Window{term.FirstPeriod(), term.LastPeriod(), 0, 17}));
}

}  // namespace
}  // namespace twinbill::model
