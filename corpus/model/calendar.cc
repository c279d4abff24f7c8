#include "corpus/model/calendar.h"

#include <algorithm>
#include <array>

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

// `count` digits at `at`, or -1.
int Digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::string TwoDigits(std::int64_t value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

std::string FourDigits(int value) { return TwoDigits(value / 100) + TwoDigits(value % 100); }

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
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = Digits(text, 0, 4);
  const int month = Digits(text, 5, 2);
  const int day = Digits(text, 8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month))
    return std::nullopt;
  return Date{DaysFromCivil(year, month, day)};
}

Date Date::FromCivil(int year, int month, int day) {
  TWINBILL_CHECK(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
                 day <= DaysIn(year, month));
  return Date{DaysFromCivil(year, month, day)};
}

std::string Date::ToString() const {
  const Civil civil = CivilFromDays(days);
  return FourDigits(civil.year) + "-" + TwoDigits(civil.month) + "-" + TwoDigits(civil.day);
}

std::optional<Timestamp> Timestamp::Parse(std::string_view text) {
  if (text.size() < 10) return std::nullopt;
  const std::optional<Date> date = Date::Parse(text.substr(0, 10));
  if (!date) return std::nullopt;
  if (text.size() == 10) return AtMidnight(*date);
  if (text.size() < 19 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' ||
      text[16] != ':') {
    return std::nullopt;
  }
  const int hour = Digits(text, 11, 2);
  const int minute = Digits(text, 14, 2);
  const int second = Digits(text, 17, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return std::nullopt;
  std::int64_t micros = 0;
  std::size_t at = 19;
  if (at < text.size() && text[at] == '.') micros = Fraction(text, at);
  if (at < text.size() && text[at] == 'Z') ++at;
  if (at != text.size() || micros < 0) return std::nullopt;
  const std::int64_t seconds = std::int64_t{hour} * 3600 + minute * 60 + second;
  return Timestamp{date->days * kMicrosPerDay + seconds * kMicrosPerSecond + micros};
}

Timestamp Timestamp::AtMidnight(Date date) { return Timestamp{date.days * kMicrosPerDay}; }

Date Timestamp::ToDate() const {
  return Date{static_cast<std::int32_t>(FloorDivide(micros, kMicrosPerDay))};
}

std::string Timestamp::ToString() const {
  const Date date = ToDate();
  const std::int64_t in_day = micros - date.days * kMicrosPerDay;
  const std::int64_t seconds = in_day / kMicrosPerSecond;
  std::string text = date.ToString() + "T" + TwoDigits(seconds / 3600) + ":" +
                     TwoDigits(seconds / 60 % 60) + ":" + TwoDigits(seconds % 60);
  if (const std::int64_t fraction = in_day % kMicrosPerSecond; fraction != 0) {
    std::string digits = std::to_string(kMicrosPerSecond + fraction).substr(1);
    digits.resize(digits.find_last_not_of('0') + 1);
    text += "." + digits;
  }
  return text + "Z";
}

std::optional<Period> Period::Parse(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const int year = Digits(text, 0, 4);
  const int month = Digits(text, 5, 2);
  if (year < 1 || month < 1 || month > 12) return std::nullopt;
  return FromCivil(year, month);
}

Period Period::FromCivil(int year, int month) { return Period{year * 12 + month - 1}; }

Period Period::Of(Date date) {
  const Civil civil = CivilFromDays(date.days);
  return FromCivil(civil.year, civil.month);
}

Period Period::Of(Timestamp timestamp) { return Of(timestamp.ToDate()); }

Date Period::FirstDay() const { return Date{DaysFromCivil(year(), month(), 1)}; }

std::string Period::ToString() const { return FourDigits(year()) + "-" + TwoDigits(month()); }

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
