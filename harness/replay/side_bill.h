// SideBill: what one side made of one period: its canonical file, or why there is none.
//
// Large files lie in a nameless place on disk, so that two sides' bills of any size can wait for
// each other.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "harness/compare/difference_spool.h"
#include "harness/evidence/evidence.h"

namespace twinbill::replay {

struct SpillOptions {
  std::string folder = "/tmp";
  std::size_t memory_bytes_max = std::size_t{64} << 20;  // of one bill, or one set of differences
};

class SideBill {
 public:
  // The canonical file of `lines`.
  static model::Result<SideBill> Of(const std::vector<model::LineItem>& lines,
                                    const SpillOptions& options);
  // A side that refused the period, or an earlier one.
  static SideBill Refused(model::Failure failure);
  // A period that is none of the side's.
  static SideBill Nothing();

  bool is_refused() const { return failure_.has_value(); }
  const model::Failure& failure() const { return *failure_; }
  std::int64_t line_count() const { return line_count_; }
  const model::Digest& digest() const { return digest_; }  // of the file; not where refused

  // The file's bytes, or, where they are spilled, a path that reads as them.
  bool is_spilled() const { return spilled_ != nullptr; }
  const std::string& bytes() const { return bytes_; }
  std::string path() const;
  model::Result<void> Spill(const SpillOptions& options);

 private:
  struct Spilled;
  std::optional<model::Failure> failure_;
  std::int64_t line_count_ = 0;
  model::Digest digest_;
  std::string bytes_;
  std::shared_ptr<Spilled> spilled_;
};

// A period compared: what is known of it, and every difference (null where there is none).
struct ComparedPeriod {
  evidence::PeriodEvidence evidence;
  std::unique_ptr<compare::DifferenceSpool> differences;
  std::vector<compare::Difference> first;  // a few of them, to be shown
};

// Compares two bills of one period as multisets of canonical rows. `evidence` comes with period and
// usage filled in. A failure is one of the surroundings: the comparison itself could not be done.
model::Result<ComparedPeriod> ComparePeriod(evidence::PeriodEvidence evidence, SideBill legacy,
                                            SideBill standard, const SpillOptions& options);

// Whether bills are still compared as they should be: two that differ in one amount are different,
// equal ones identical, empty ones inconclusive. A comparison gone blind would report parity, so
// each run asks first; the failure is `comparison_blind` of harness/compare, or `replay_blind`.
using PeriodComparison = model::Result<ComparedPeriod> (*)(evidence::PeriodEvidence evidence,
                                                           SideBill legacy, SideBill standard,
                                                           const SpillOptions& options);
model::Result<void> CheckSight(const SpillOptions& options,
                               PeriodComparison compare_periods = ComparePeriod);

}  // namespace twinbill::replay
