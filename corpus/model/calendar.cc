#include "corpus/model/calendar.h"

#include <algorithm>
#include <array>
#include <limits>

#include "corpus/model/check.h"

namespace twinbill::model {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

bool IsLeap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int DaysIn(int year, int month) {
  static constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

// Days from 1970-01-01, counting years from March so that a leap day ends one.
std::int32_t DaysFromCivil(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int era = y / 400;
  const int year_of_era = y - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

struct Civil {
  int year = 0;
  int month = 0;
  int day = 0;
};

Civil CivilFromDays(std::int32_t days) {
  const int shifted = days + 719468;
  const int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int day_of_era = shifted - era * 146097;
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted_month = (5 * day_of_year + 2) / 153;
  const int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          day_of_year - (153 * shifted_month + 2) / 5 + 1};
}

// The number that two digits are; at least kNoNumber where one of them is none.
constexpr unsigned kNoNumber = 100;
unsigned TwoDigitsAt(const char* at) {
  const unsigned tens = static_cast<unsigned char>(at[0]) - unsigned{'0'};
  const unsigned ones = static_cast<unsigned char>(at[1]) - unsigned{'0'};
  return tens > 9 || ones > 9 ? kNoNumber : tens * 10 + ones;
}

// The year that four digits are; 0, which is none of ours, where one of them is none.
int YearAt(const char* at) {
  const unsigned century = TwoDigitsAt(at);
  const unsigned of_century = TwoDigitsAt(at + 2);
  if (century >= kNoNumber || of_century >= kNoNumber) return 0;
  return static_cast<int>(century * 100 + of_century);
}

// The day that ten bytes are, from 1970-01-01; kNoDay where they are none.
constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();
std::int32_t DayAt(const char* at) {
  const int year = YearAt(at);
  const unsigned month = TwoDigitsAt(at + 5);
  const unsigned day = TwoDigitsAt(at + 8);
  if (year < 1 || at[4] != '-' || at[7] != '-' || month < 1 || month > 12 || day < 1) return kNoDay;
  const int of_month = static_cast<int>(day);
  if (of_month > 28 && of_month > DaysIn(year, static_cast<int>(month))) return kNoDay;
  return DaysFromCivil(year, static_cast<int>(month), of_month);
}

void PutTwoDigits(char* at, std::int64_t value) {
  at[0] = static_cast<char>('0' + value / 10);
  at[1] = static_cast<char>('0' + value % 10);
}

// `YYYY-MM`
void PutMonth(char* at, int year, int month) {
  PutTwoDigits(at, year / 100);
  PutTwoDigits(at + 2, year % 100);
  at[4] = '-';
  PutTwoDigits(at + 5, month);
}

// `YYYY-MM-DD`
void PutDay(char* at, std::int32_t days) {
  const Civil civil = CivilFromDays(days);
  PutMonth(at, civil.year, civil.month);
  at[7] = '-';
  PutTwoDigits(at + 8, civil.day);
}

std::int64_t FloorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// The micros of `.digits` at `at`, which moves behind them; -1 where they are no fraction that
// fits.
std::int64_t Fraction(std::string_view text, std::size_t& at) {
  std::int64_t micros = 0;
  std::size_t count = 0;
  for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++count) {
    if (count < 6)
      micros = micros * 10 + (text[at] - '0');
    else if (text[at] != '0')
      return -1;
  }
  if (count == 0 || count > 9) return -1;
  for (; count < 6; ++count) micros *= 10;
  return micros;
}

int MonthsOf(WindowKind kind) {
  return kind == WindowKind::kMonth ? 1 : kind == WindowKind::kQuarter ? 3 : 12;
}

}  // namespace

std::optional<Date> Date::Parse(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  const std::int32_t days = DayAt(text.data());
  if (days == kNoDay) return std::nullopt;
  return Date{days};
}

Date Date::FromCivil(int year, int month, int day) {
  TWINBILL_CHECK(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
                 day <= DaysIn(year, month));
  return Date{DaysFromCivil(year, month, day)};
}

std::string Date::ToString() const {
  std::string text(10, '-');
  PutDay(text.data(), days);
  return text;
}

std::optional<Timestamp> Timestamp::Parse(std::string_view text) {
  if (text.size() < 10) return std::nullopt;
  const std::int32_t days = DayAt(text.data());
  if (days == kNoDay) return std::nullopt;
  if (text.size() == 10) return AtMidnight(Date{days});
  if (text.size() < 19 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' ||
      text[16] != ':') {
    return std::nullopt;
  }
  const unsigned hour = TwoDigitsAt(text.data() + 11);
  const unsigned minute = TwoDigitsAt(text.data() + 14);
  const unsigned second = TwoDigitsAt(text.data() + 17);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  std::int64_t micros = 0;
  std::size_t at = 19;
  if (at < text.size() && text[at] == '.') micros = Fraction(text, at);
  if (at < text.size() && text[at] == 'Z') ++at;
  if (at != text.size() || micros < 0) return std::nullopt;
  const std::int64_t seconds = hour * 3600 + minute * 60 + second;
  return Timestamp{days * kMicrosPerDay + seconds * kMicrosPerSecond + micros};
}

Timestamp Timestamp::AtMidnight(Date date) { return Timestamp{date.days * kMicrosPerDay}; }

Date Timestamp::ToDate() const {
  return Date{static_cast<std::int32_t>(FloorDivide(micros, kMicrosPerDay))};
}

std::string Timestamp::ToString() const {
  const Date date = ToDate();
  const std::int64_t in_day = micros - date.days * kMicrosPerDay;
  const std::int64_t seconds = in_day / kMicrosPerSecond;
  std::string text = "YYYY-MM-DDThh:mm:ssZ";
  PutDay(text.data(), date.days);
  PutTwoDigits(text.data() + 11, seconds / 3600);
  PutTwoDigits(text.data() + 14, seconds / 60 % 60);
  PutTwoDigits(text.data() + 17, seconds % 60);
  if (const std::int64_t fraction = in_day % kMicrosPerSecond; fraction != 0) {
    std::string digits = std::to_string(kMicrosPerSecond + fraction).substr(1);
    digits.resize(digits.find_last_not_of('0') + 1);
    text.insert(19, "." + digits);
  }
  return text;
}

std::optional<Period> Period::Parse(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const int year = YearAt(text.data());
  const unsigned month = TwoDigitsAt(text.data() + 5);
  if (year < 1 || month < 1 || month > 12) return std::nullopt;
  return FromCivil(year, static_cast<int>(month));
}

Period Period::FromCivil(int year, int month) { return Period{year * 12 + month - 1}; }

Period Period::Of(Date date) {
  const Civil civil = CivilFromDays(date.days);
  return FromCivil(civil.year, civil.month);
}

Period Period::Of(Timestamp timestamp) { return Of(timestamp.ToDate()); }

Date Period::FirstDay() const { return Date{DaysFromCivil(year(), month(), 1)}; }

std::string Period::ToString() const {
  std::string text(7, '-');
  PutMonth(text.data(), year(), month());
  return text;
}

Period Term::FirstPeriod() const { return Period::Of(start); }

Period Term::LastPeriod() const { return Period::Of(Date{end.days - 1}); }

bool Term::Contains(Timestamp moment) const {
  return Timestamp::AtMidnight(start) <= moment && moment < Timestamp::AtMidnight(end);
}

Window Term::WindowOf(WindowKind kind, Period period) const {
  TWINBILL_CHECK(Contains(period));
  const Period first = FirstPeriod();
  const Period last = LastPeriod();
  if (kind == WindowKind::kTerm) return {first, last, 0, last.months - first.months + 1};
  const int length = MonthsOf(kind);
  const std::int32_t index = (period.months - first.months) / length;
  const Period begin{first.months + index * length};
  return {begin, std::min(Period{begin.months + length - 1}, last), index, length};
}

}  // namespace twinbill::model
