// WorkspaceSettings: what twinbill.json says about replaying and fuzzing.
//
// Source: docs/formats/workspace.md, docs/formats/workspace.schema.json.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/model/result.h"

namespace twinbill::replay {

struct WorkspaceSettings {
  int jobs = 0;                             // threads; 0: all cores. Changes no result.
  std::int64_t certificate_records = 2000;  // of each sampled period; 0: no certificate
  std::int64_t shrink_probes = 5000;        // at the most, for the example of a cause

  // What `check` fuzzes each contract with, each time with a new seed. Of either, what comes first.
  std::int64_t fuzz_cases = 2000;  // 0: not fuzzed
  std::int64_t fuzz_seconds = 0;   // 0: no limit

  // Of what decides replays' results.
  std::string Decisive() const;
};

// The settings of the file at `path`. Everything wrong with it is said at once; a key that is not
// known is wrong, but for "policy", which is the gate's affair.
model::Result<WorkspaceSettings> ReadSettings(const std::string& path);
model::Result<WorkspaceSettings> ParseSettings(std::string_view text, const std::string& file);

}  // namespace twinbill::replay
