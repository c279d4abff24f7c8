// The calendar against counting days and periods one by one.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "corpus/model/calendar.h"

namespace twinbill::model {
namespace {

TEST(CalendarProperties, EveryDayOfTenThousandYearsFollowsTheOneBefore) {
  int year = 1, month = 1, day = 1;
  const auto days_in = [](int y, int m) {
    if (m == 2) return y % 400 == 0 || (y % 4 == 0 && y % 100 != 0) ? 29 : 28;
    return m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31;
  };
  std::int32_t days = Date::FromCivil(1, 1, 1).days;
  ASSERT_EQ(days, -719162);
  while (year <= 9999) {
    const Date date{days};
    ASSERT_EQ(Date::FromCivil(year, month, day), date);
    ASSERT_EQ(Period::Of(date), Period::FromCivil(year, month));
    if (day == 1) {
      ASSERT_EQ(Date::Parse(date.ToString()), date);
      ASSERT_EQ(Period::FromCivil(year, month).FirstDay(), date);
    }
    ++days;
    if (++day > days_in(year, month)) {
      day = 1;
      if (++month > 12) {
        month = 1;
        ++year;
      }
    }
  }
}

RC_GTEST_PROP(CalendarProperties, ReadingATimestampThatWasWrittenIsTheIdentity, ()) {
  const std::int64_t first = Timestamp::AtMidnight(Date::FromCivil(1, 1, 1)).micros;
  const std::int64_t last = Timestamp::AtMidnight(Date::FromCivil(9999, 12, 31)).micros;
  const Timestamp moment{*rc::gen::inRange(first, last)};
  RC_ASSERT(Timestamp::Parse(moment.ToString()) == moment);
  RC_ASSERT(Timestamp::AtMidnight(moment.ToDate()) <= moment);
  RC_ASSERT(moment < Timestamp::AtMidnight(Date{moment.ToDate().days + 1}));
}

RC_GTEST_PROP(CalendarProperties, WindowsCutTheTermWithoutGapOrOverlap, ()) {
  const Date start{*rc::gen::inRange(10'000, 20'000)};
  const Term term{start, Date{start.days + *rc::gen::inRange(1, 2'000)}};
  for (const auto& [kind, length] :
       {std::pair{WindowKind::kMonth, 1}, std::pair{WindowKind::kQuarter, 3},
        std::pair{WindowKind::kYear, 12}}) {
    int count = 0;
    for (Period p = term.FirstPeriod(); p <= term.LastPeriod(); p = p.Next(), ++count) {
      const Window window = term.WindowOf(kind, p);
      RC_ASSERT(window.Contains(p));
      RC_ASSERT(window.index == count / length);
      RC_ASSERT(window.first.months == term.FirstPeriod().months + count / length * length);
      RC_ASSERT(window.last ==
                std::min(Period{window.first.months + length - 1}, term.LastPeriod()));
      RC_ASSERT(window.months_full == length);
    }
  }
}

}  // namespace
}  // namespace twinbill::model
