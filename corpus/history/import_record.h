// The books of imports: what came in, and what became of it.
#pragma once

#include <cstdint>
#include <string>

#include "corpus/model/sha256.h"

namespace twinbill::history {

// A file whose rows are part of the history, kept so that the same bytes are not taken twice.
struct InputRecord {
  std::string file;  // as it was given
  std::string kind;  // readers::Name of its kind; `generated` for what `twinbill generate` makes
  model::Digest digest;
  std::int64_t bytes = 0;
  std::int64_t rows = 0;
  std::string warnings;  // codes, joined by ' '
};

// One import. rows_read = rows_taken + rows_already + rows_replaced.
struct ImportRecord {
  std::int64_t number = 0;  // from 1; 0 where nothing was changed
  bool keep_last = false;
  std::int64_t rows_read = 0;
  std::int64_t rows_taken = 0;
  std::int64_t rows_already = 0;           // of files that are part of the history already
  std::int64_t rows_replaced = 0;          // for a later row of this import with the same key
  std::int64_t history_rows_replaced = 0;  // rows of the history that gave way to later ones
};

}  // namespace twinbill::history
