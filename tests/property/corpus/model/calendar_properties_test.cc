// The calendar against counting days and periods one by one.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

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

RC_GTEST_PROP(CalendarProperties, TheTermIsOneWindow, ()) {
  const Date start{*rc::gen::inRange(10'000, 20'000)};
  const Term term{start, Date{start.days + *rc::gen::inRange(1, 2'000)}};
  std::int32_t count = 0;
  for (Period p = term.FirstPeriod(); p <= term.LastPeriod(); p = p.Next()) ++count;
  for (Period p = term.FirstPeriod(); p <= term.LastPeriod(); p = p.Next()) {
    RC_ASSERT(term.WindowOf(WindowKind::kTerm, p) ==
              (Window{term.FirstPeriod(), term.LastPeriod(), 0, count}));
  }
  // A day is in the term where counting from its first day to its last one meets it.
  const Date probe{*rc::gen::inRange(start.days - 2, term.end.days + 3)};
  bool met = false;
  for (Date day = term.start; day < term.end; ++day.days) met = met || day == probe;
  RC_ASSERT(term.Contains(Timestamp::AtMidnight(probe)) == met);
}

std::string Padded(int value, int width) {
  std::string text = std::to_string(value);
  if (static_cast<int>(text.size()) < width)
    text.insert(0, static_cast<std::size_t>(width) - text.size(), '0');
  return text;
}

// Against the standard library's calendar: fields of which most exist, in every allowed form.
RC_GTEST_PROP(CalendarProperties, ATimestampIsReadWhereItsFieldsExist, ()) {
  const int year = *rc::gen::oneOf(rc::gen::inRange(0, 10'000), rc::gen::element(0, 1, 1900, 2000));
  const int month = *rc::gen::inRange(0, 14);
  const int day = *rc::gen::oneOf(rc::gen::inRange(0, 33), rc::gen::inRange(28, 32));
  const int hour = *rc::gen::inRange(0, 26);
  const int minute = *rc::gen::inRange(0, 62);
  const int second = *rc::gen::inRange(0, 62);
  const int digits = *rc::gen::inRange(0, 11);
  const int micros = *rc::gen::inRange(0, 1'000'000);
  std::string fraction = Padded(micros, 6) + "0000";
  fraction.resize(static_cast<std::size_t>(digits));
  const std::string text = Padded(year, 4) + "-" + Padded(month, 2) + "-" + Padded(day, 2) +
                           *rc::gen::element<std::string>("T", " ") + Padded(hour, 2) + ":" +
                           Padded(minute, 2) + ":" + Padded(second, 2) +
                           (digits > 0 ? "." + fraction : "") +
                           *rc::gen::element<std::string>("Z", "");
  const std::chrono::year_month_day civil{std::chrono::year(year),
                                          std::chrono::month(static_cast<unsigned>(month)),
                                          std::chrono::day(static_cast<unsigned>(day))};
  const bool exists = civil.ok() && year >= 1 && hour < 24 && minute < 60 && second < 60;
  const auto moment = Timestamp::Parse(text);
  RC_TAG(exists && digits < 10 ? "a moment" : "refused");
  RC_ASSERT(moment.has_value() == (exists && digits < 10));
  if (!moment) return;
  const std::chrono::microseconds expected =
      std::chrono::sys_days(civil).time_since_epoch() + std::chrono::hours(hour) +
      std::chrono::minutes(minute) + std::chrono::seconds(second) +
      std::chrono::microseconds(digits > 0 ? std::stoi((fraction + "000000").substr(0, 6)) : 0);
  RC_ASSERT(moment->micros == expected.count());
}

RC_GTEST_PROP(CalendarProperties, APeriodReadsBackAndIsFoundByItsDays, ()) {
  const Period period = Period::FromCivil(*rc::gen::inRange(1, 10'000), *rc::gen::inRange(1, 13));
  RC_ASSERT(Period::Parse(period.ToString()) == period);
  RC_ASSERT(Period::Of(period.FirstDay()) == period);
  RC_ASSERT(Period::Of(Date{period.Next().FirstDay().days - 1}) == period);
}

}  // namespace
}  // namespace twinbill::model
