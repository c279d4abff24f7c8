// A run as a file: every result and every difference of a replay, in JSON lines; whole or refused.
//
// What a shard says to those that merge, and what a run says to whoever asks for its bytes: the
// merged file of n shards is the file of one run. The last line has the number of lines before it
// and their SHA-256. Source: docs/formats/evidence.md.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <span>
#include <string>

#include "corpus/model/result.h"
#include "harness/replay/replay.h"

namespace twinbill::replay {

model::Result<void> WriteRunFile(ReplayOutcome& outcome, std::ostream& out);

struct MergedRun {
  std::map<std::string, std::int64_t> verdicts;  // contracts of each
  int exit_code = 0;                             // as the one run's
};

// Writes the file of the one run of which these are the shards, each there at least once. Refused
// are: a file that is cut or changed (`run_file_damaged`), shards of other programs, settings or
// counts, or too few (`shards_do_not_fit`), and two different files of one shard
// (`shards_disagree`).
model::Result<MergedRun> MergeRunFiles(std::span<const std::string> paths, std::ostream& out);

}  // namespace twinbill::replay
