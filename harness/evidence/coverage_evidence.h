// Of a contract: each cell of coverage, and who reached it: history, fuzzing, both or neither.
//
// A plain record that stands alone: reports and the gate read it without any engine. Source:
// docs/formats/coverage.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/diagnostic.h"

namespace twinbill::evidence {

struct CoverageCell {
  std::string clause;
  std::string side;                      // `standard` or `legacy`
  std::string place;                     // construct or rule id
  std::string cell;                      // "step 2", "cap binds", …
  std::optional<model::Period> history;  // the first period that reached it
  bool fuzzing = false;
  bool operator==(const CoverageCell&) const = default;

  bool is_missing() const { return !history && !fuzzing; }
};

struct CoverageCounts {
  std::size_t cells = 0;
  std::size_t both = 0;
  std::size_t history_alone = 0;
  std::size_t fuzzing_alone = 0;
  std::size_t neither = 0;

  void Add(const CoverageCounts& other);
};

struct CoverageEvidence {
  std::string contract;
  // The periods whose bills were looked at; none: there is no usage.
  std::optional<model::Period> from;
  std::optional<model::Period> to;
  // The fuzz runs of the two sides as they are, by this program, and their cases.
  std::int64_t fuzz_runs = 0;
  std::int64_t fuzz_cases = 0;
  std::vector<CoverageCell> cells;         // by clause, side, place and cell
  std::vector<model::Diagnostic> reasons;  // why there are none, where the contract can't be run

  CoverageCounts Counts() const;
};

// One object, one line, without line end.
std::string ToJson(const CoverageEvidence& coverage);

}  // namespace twinbill::evidence
