// The tables of twinbill.db, as the steps that make them. Steps are added, never changed.
//
// Every row of a table that results depend on ends in `seal`: the SHA-256 of the row's other
// columns (see Seal in seal.h), because SQLite does not notice a flipped bit inside a value.
#pragma once

#include <string_view>

#include "corpus/store/coverage_schema.h"

namespace twinbill::store {

inline constexpr std::string_view kSchema[] = {
    // 1: the history (corpus/history/catalog.h).
    R"sql(
CREATE TABLE history_import (
  number INTEGER PRIMARY KEY,
  keep_last INTEGER NOT NULL,
  rows_read INTEGER NOT NULL,
  rows_taken INTEGER NOT NULL,
  rows_already INTEGER NOT NULL,
  rows_replaced INTEGER NOT NULL,
  history_rows_replaced INTEGER NOT NULL,
  seal TEXT NOT NULL
) STRICT;
CREATE TABLE history_input (
  digest TEXT PRIMARY KEY,
  import INTEGER NOT NULL REFERENCES history_import(number),
  file TEXT NOT NULL,
  kind TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  warnings TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT;
CREATE TABLE history_partition (
  payer TEXT NOT NULL,
  period TEXT NOT NULL,
  currency TEXT NOT NULL,
  rows INTEGER NOT NULL,
  slots INTEGER NOT NULL,
  unblended_cost TEXT NOT NULL,
  list_cost TEXT NOT NULL,
  records_digest TEXT NOT NULL,
  records_size INTEGER NOT NULL,
  records_changed_ns INTEGER NOT NULL,
  records_inode INTEGER NOT NULL,
  slots_digest TEXT NOT NULL,
  slots_size INTEGER NOT NULL,
  slots_changed_ns INTEGER NOT NULL,
  slots_inode INTEGER NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (payer, period)
) STRICT;
-- Renames that a commit has promised and that may not have happened yet.
CREATE TABLE history_publish (
  target TEXT PRIMARY KEY,
  staged TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT;
)sql",
    // 2: replays (harness/replay/result_store.h). Results stand under the digests of what decides
    // them, and stay: a later run adds rows, and changes none but stamps and where runs go on.
    R"sql(
CREATE TABLE replay_file (
  path TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  changed_ns INTEGER NOT NULL,
  inode INTEGER NOT NULL,
  facts TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT;
CREATE TABLE replay_period (
  contract TEXT NOT NULL,
  key TEXT NOT NULL,
  period TEXT NOT NULL,
  evidence TEXT NOT NULL,
  differences_digest TEXT NOT NULL,
  differences_file TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (contract, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE replay_difference (
  contract TEXT NOT NULL,
  key TEXT NOT NULL,
  number INTEGER NOT NULL,
  evidence TEXT NOT NULL,
  PRIMARY KEY (contract, key, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE replay_state (
  contract TEXT PRIMARY KEY,
  key TEXT NOT NULL,
  period TEXT NOT NULL,
  legacy TEXT NOT NULL,
  standard TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT;
CREATE TABLE replay_contract (
  contract TEXT NOT NULL,
  key TEXT NOT NULL,
  evidence TEXT NOT NULL,
  period_keys TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (contract, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE replay_run (
  number INTEGER PRIMARY KEY,
  header TEXT NOT NULL,
  exit_code INTEGER NOT NULL,
  seal TEXT NOT NULL
) STRICT;
CREATE TABLE replay_run_contract (
  run INTEGER NOT NULL REFERENCES replay_run(number),
  contract TEXT NOT NULL,
  key TEXT NOT NULL,
  verdict TEXT NOT NULL,
  PRIMARY KEY (run, contract)
) STRICT, WITHOUT ROWID;
)sql",
    // 3: fuzzing (harness/fuzz/fuzz_store.h). Rows are added, never changed.
    R"sql(
CREATE TABLE fuzz_run (
  number INTEGER PRIMARY KEY,
  contract TEXT NOT NULL,
  legacy_digest TEXT NOT NULL,
  standard_digest TEXT NOT NULL,
  seed TEXT NOT NULL,
  cases INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  as_of TEXT NOT NULL,
  evidence TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT;
CREATE INDEX fuzz_run_by_contract ON fuzz_run(contract, number);
)sql",
    kCoverageSchema,  // 4
};

}  // namespace twinbill::store
