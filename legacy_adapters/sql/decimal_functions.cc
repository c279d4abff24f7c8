#include "legacy_adapters/sql/decimal_functions.h"

#include <sqlite3.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <optional>

namespace twinbill::sql {
namespace {

using boost::multiprecision::cpp_int;

constexpr int kDigitsMax = 1000;

// units / 10^scale
struct Number {
  cpp_int units = 0;
  int scale = 0;
};

cpp_int PowerOfTen(int exponent) {
  return boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(exponent));
}

std::optional<Number> Parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::string digits;
  int scale = 0;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && !point && !digits.empty()) {
      point = true;
    } else if (c >= '0' && c <= '9') {
      digits += c;
      scale += point ? 1 : 0;
    } else {
      return std::nullopt;
    }
  }
  if (digits.empty() || text.back() == '.' || digits.size() > kDigitsMax) return std::nullopt;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));  // not octal
  Number number{cpp_int(digits), scale};
  if (negative) number.units = -number.units;
  return number;
}

std::string ToText(const Number& number, bool keep_zeros) {
  const bool negative = number.units < 0;
  std::string digits = cpp_int(negative ? cpp_int(-number.units) : number.units).str();
  const auto scale = static_cast<std::size_t>(number.scale);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, 1, '.');
  if (scale > 0 && !keep_zeros) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return (negative ? "-" : "") + digits;
}

void Align(Number& a, Number& b) {
  const int scale = std::max(a.scale, b.scale);
  a.units *= PowerOfTen(scale - a.scale);
  b.units *= PowerOfTen(scale - b.scale);
  a.scale = b.scale = scale;
}

// The whole number next to dividend / divisor, divisor > 0; none where `mode` is unknown.
std::optional<cpp_int> DivideWhole(const cpp_int& dividend, const cpp_int& divisor,
                                   std::string_view mode) {
  cpp_int whole = dividend / divisor;  // toward zero
  const cpp_int rest = abs(cpp_int(dividend - whole * divisor));
  const cpp_int away = dividend < 0 ? cpp_int(whole - 1) : cpp_int(whole + 1);
  const int half = cpp_int(rest * 2).compare(divisor);
  const bool any = rest != 0;
  if (mode == "DOWN") return whole;
  if (mode == "UP") return any ? away : whole;
  if (mode == "CEILING") return any && dividend > 0 ? away : whole;
  if (mode == "FLOOR") return any && dividend < 0 ? away : whole;
  if (mode == "HALF_UP") return half >= 0 ? away : whole;
  if (mode == "HALF_DOWN") return half > 0 ? away : whole;
  if (mode == "HALF_EVEN") return half > 0 || (half == 0 && whole % 2 != 0) ? away : whole;
  return std::nullopt;
}

std::string TextOf(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return text == nullptr ? std::string()
                         : std::string(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

void Fail(sqlite3_context* context, const std::string& message) {
  sqlite3_result_error(context, message.c_str(), -1);
}

// The argument as a number; said, where it is none. A REAL is none: it has lost its digits already.
std::optional<Number> Argument(sqlite3_context* context, sqlite3_value* value) {
  std::optional<Number> number;
  if (sqlite3_value_type(value) == SQLITE_TEXT || sqlite3_value_type(value) == SQLITE_INTEGER) {
    number = Parse(TextOf(value));
  }
  if (!number) {
    Fail(context, "\"" + TextOf(value).substr(0, 60) + "\" is no decimal (a text like '-12.50')");
  }
  return number;
}

void Give(sqlite3_context* context, const Number& number, bool keep_zeros = false) {
  const std::string text = ToText(number, keep_zeros);
  if (text.size() > kDigitsMax) return Fail(context, "a decimal of more than 1000 digits");
  sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

bool AnyNull(int count, sqlite3_value** values) {
  return std::any_of(values, values + count,
                     [](sqlite3_value* v) { return sqlite3_value_type(v) == SQLITE_NULL; });
}

enum class Operation { kAdd, kSubtract, kMultiply, kCompare };

template <Operation kOperation>
void Binary(sqlite3_context* context, int count, sqlite3_value** values) {
  if (AnyNull(count, values)) return sqlite3_result_null(context);
  auto a = Argument(context, values[0]);
  auto b = a ? Argument(context, values[1]) : std::nullopt;
  if (!a || !b) return;
  if constexpr (kOperation == Operation::kMultiply) {
    return Give(context, {a->units * b->units, a->scale + b->scale});
  }
  Align(*a, *b);
  if constexpr (kOperation == Operation::kAdd) {
    Give(context, {a->units + b->units, a->scale});
  } else if constexpr (kOperation == Operation::kSubtract) {
    Give(context, {a->units - b->units, a->scale});
  } else if constexpr (kOperation == Operation::kCompare) {
    sqlite3_result_int(context, a->units < b->units ? -1 : (a->units > b->units ? 1 : 0));
  }
}

// dividend / divisor, at the digits and by the mode of the arguments.
void GiveQuotient(sqlite3_context* context, Number dividend, Number divisor,
                  sqlite3_value* digits_value, sqlite3_value* mode_value) {
  const int digits = sqlite3_value_int(digits_value);
  if (sqlite3_value_type(digits_value) != SQLITE_INTEGER || digits < 0 || digits > 100) {
    return Fail(context, "digits are a whole number from 0 to 100");
  }
  if (divisor.units == 0) return Fail(context, "a division by 0");
  if (divisor.units < 0) {
    divisor.units = -divisor.units;
    dividend.units = -dividend.units;
  }
  Align(dividend, divisor);
  const std::string mode = mode_value == nullptr ? "HALF_UP" : TextOf(mode_value);
  const auto units = DivideWhole(dividend.units * PowerOfTen(digits), divisor.units, mode);
  if (!units) {
    return Fail(context, "\"" + mode.substr(0, 60) +
                             "\" is no rounding mode (UP, DOWN, CEILING, FLOOR, HALF_UP, "
                             "HALF_DOWN, HALF_EVEN)");
  }
  Give(context, {*units, digits}, true);
}

void RoundDecimal(sqlite3_context* context, int count, sqlite3_value** values) {
  if (AnyNull(count, values)) return sqlite3_result_null(context);
  if (const auto a = Argument(context, values[0])) {
    GiveQuotient(context, *a, {1, 0}, values[1], count > 2 ? values[2] : nullptr);
  }
}

void DivideDecimal(sqlite3_context* context, int count, sqlite3_value** values) {
  if (AnyNull(count, values)) return sqlite3_result_null(context);
  const auto a = Argument(context, values[0]);
  const auto b = a ? Argument(context, values[1]) : std::nullopt;
  if (a && b) GiveQuotient(context, *a, *b, values[2], count > 3 ? values[3] : nullptr);
}

// The sum so far lies in SQLite's memory as a pointer.
Number** SumOf(sqlite3_context* context) {
  auto** sum = static_cast<Number**>(sqlite3_aggregate_context(context, sizeof(Number*)));
  if (sum == nullptr) {
    sqlite3_result_error_nomem(context);
  } else if (*sum == nullptr) {
    *sum = new Number;
  }
  return sum;
}

template <int kSign>
void StepSum(sqlite3_context* context, int count, sqlite3_value** values) {
  if (AnyNull(count, values)) return;
  auto added = Argument(context, values[0]);
  Number** sum = added ? SumOf(context) : nullptr;
  if (sum == nullptr) return;
  Align(**sum, *added);
  (*sum)->units += added->units * kSign;
}

void ValueOfSum(sqlite3_context* context) {
  auto** sum = static_cast<Number**>(sqlite3_aggregate_context(context, 0));
  Give(context, sum == nullptr || *sum == nullptr ? Number() : **sum);
}

void FinishSum(sqlite3_context* context) {
  ValueOfSum(context);
  auto** sum = static_cast<Number**>(sqlite3_aggregate_context(context, 0));
  if (sum != nullptr) delete *sum;
}

}  // namespace

bool AddDecimalFunctions(sqlite3* connection) {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  const auto add = [&](const char* name, int arguments, auto function) {
    return sqlite3_create_function_v2(connection, name, arguments, kFlags, nullptr, function,
                                      nullptr, nullptr, nullptr) == SQLITE_OK;
  };
  return add("decimal_add", 2, &Binary<Operation::kAdd>) &&
         add("decimal_sub", 2, &Binary<Operation::kSubtract>) &&
         add("decimal_mul", 2, &Binary<Operation::kMultiply>) &&
         add("decimal_cmp", 2, &Binary<Operation::kCompare>) &&
         add("decimal_round", 2, &RoundDecimal) && add("decimal_round", 3, &RoundDecimal) &&
         add("decimal_div", 3, &DivideDecimal) && add("decimal_div", 4, &DivideDecimal) &&
         sqlite3_create_window_function(connection, "decimal_sum", 1, kFlags, nullptr, &StepSum<1>,
                                        &FinishSum, &ValueOfSum, &StepSum<-1>,
                                        nullptr) == SQLITE_OK;
}

}  // namespace twinbill::sql
