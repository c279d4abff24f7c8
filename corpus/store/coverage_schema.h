// The tables of coverage (harness/coverage/coverage_store.h): a step of schema.h.
//
// What history and fuzzing reached, under the digests of what decides it, and where the history's
// reading goes on.
#pragma once

#include <string_view>

namespace twinbill::store {

inline constexpr std::string_view kCoverageSchema = R"sql(
CREATE TABLE coverage_history (
  contract TEXT NOT NULL,
  key TEXT NOT NULL,
  cells TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (contract, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE coverage_state (
  contract TEXT PRIMARY KEY,
  key TEXT NOT NULL,
  period TEXT NOT NULL,
  legacy TEXT NOT NULL,
  standard TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT;
CREATE TABLE coverage_fuzzing (
  contract TEXT NOT NULL,
  key TEXT NOT NULL,
  runs TEXT NOT NULL,
  cases TEXT NOT NULL,
  cells TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (contract, key)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace twinbill::store
