// Exact decimals in SQL, since SQLite's REAL is binary: what NUMERIC is in the databases that
// billing scripts come from.
//
// All take and give text (NULL where an argument is NULL), without limit of digits but 1000:
//   decimal_add(a, b), decimal_sub(a, b), decimal_mul(a, b), decimal_cmp(a, b) (-1, 0 or 1),
//   decimal_sum(a) (as an aggregate or over a window; '0' of no rows),
//   decimal_round(a, digits [, mode]), decimal_div(a, b, digits [, mode]): exactly `digits` digits
//   behind the point, mode as Java's RoundingMode, HALF_UP where it isn't given.
// What is no number, a division by 0 or more digits stop the script with an error.
#pragma once

#include <string>
#include <string_view>

struct sqlite3;

namespace twinbill::sql {

// False where SQLite refuses.
bool AddDecimalFunctions(sqlite3* connection);

}  // namespace twinbill::sql
