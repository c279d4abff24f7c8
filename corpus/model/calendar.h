// The calendar that both sides share: dates, timestamps, billing periods, terms and their windows.
// All UTC.
//
// Proleptic Gregorian, years 0001 to 9999. Sources: specification, usage.md "Records",
// standard_contract.md "Windows".
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace twinbill::model {

// A day, counted from 1970-01-01.
struct Date {
  std::int32_t days = 0;

  // `YYYY-MM-DD` and nothing else.
  static std::optional<Date> Parse(std::string_view text);
  static Date FromCivil(int year, int month, int day);  // a day that exists
  std::string ToString() const;
  auto operator<=>(const Date&) const = default;
};

// A moment, in microseconds from 1970-01-01T00:00:00Z.
struct Timestamp {
  std::int64_t micros = 0;

  // `2025-01-31T23:00:00Z`, with or without a fraction of 1 to 9 digits (beyond microseconds only
  // zeros), `2025-01-31 23:00:00` (the same), `2025-01-31`; the `Z` may be absent or present with
  // either.
  static std::optional<Timestamp> Parse(std::string_view text);
  static Timestamp AtMidnight(Date date);
  Date ToDate() const;  // the UTC day it lies in
  // `2025-01-31T23:00:00Z`; a fraction only where there is one, as short as it can be.
  std::string ToString() const;
  auto operator<=>(const Timestamp&) const = default;
};

// A billing month, counted from 0000-01.
struct Period {
  std::int32_t months = 0;

  static std::optional<Period> Parse(std::string_view text);  // `YYYY-MM` and nothing else
  static Period FromCivil(int year, int month);
  static Period Of(Date date);
  static Period Of(Timestamp timestamp);
  Date FirstDay() const;
  Period Next() const { return {months + 1}; }
  int year() const { return months / 12; }
  int month() const { return months % 12 + 1; }
  std::string ToString() const;  // `YYYY-MM`
  auto operator<=>(const Period&) const = default;
};

enum class WindowKind { kMonth, kQuarter, kYear, kTerm };

// A run of periods within a term.
struct Window {
  Period first;
  Period last;                   // inclusive; cut short by the term's end
  std::int32_t index = 0;        // of the window within the term, from 0
  std::int32_t months_full = 0;  // of an uncut window of its kind; for a term, its own length

  int months() const { return last.months - first.months + 1; }
  bool Contains(Period period) const { return first <= period && period <= last; }
  bool operator==(const Window&) const = default;
};

// [start, end): `end` is the first day that no longer belongs to it. start < end.
struct Term {
  Date start;
  Date end;

  Period FirstPeriod() const;  // the period that contains `start`
  Period LastPeriod() const;   // the period that contains the last day before `end`
  bool Contains(Timestamp moment) const;
  bool Contains(Period period) const { return FirstPeriod() <= period && period <= LastPeriod(); }
  // The window of the kind that `period`, one of the term's, lies in. Quarters and years are blocks
  // of 3 and 12 periods counted from FirstPeriod().
  Window WindowOf(WindowKind kind, Period period) const;
  bool operator==(const Term&) const = default;
};

}  // namespace twinbill::model
