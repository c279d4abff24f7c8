// ProcessPlan: the head of a foreign program, read: which command, at which level, under which
// limits. Format: docs/formats/process_protocol.md.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "legacy_adapters/child/child.h"
#include "legacy_adapters/foreign/head_file.h"

namespace twinbill::process {

struct ProcessLimits {
  std::int64_t start_ms = 10'000;    // to READY
  std::int64_t idle_ms = 30'000;     // without a byte in or out
  std::int64_t period_ms = 600'000;  // for a period's answer
  std::int64_t grace_ms = 2'000;     // between SIGTERM and SIGKILL
  std::int64_t search_ms = 60'000;   // for the search of a poison row
  std::int64_t memory_mib = 2048;
  std::int64_t cpu_seconds = 3600;
  std::int64_t processes = 64;
  std::int64_t files = 256;
  std::int64_t file_mib = 1024;
  std::int64_t output_mib = 256;
};

struct ProcessPlan {
  foreign::Head head;
  std::string path;    // of the head
  std::string folder;  // that it lies in: `{here}`
  std::vector<std::string> command;
  int level = 1;         // 0 files, 1 lines
  bool earlier = false;  // a request has the records of the term's earlier periods, too
  int runs = 1;          // how often a period is asked for, each time in a fresh process
  std::vector<std::int64_t> exit_codes = {0};
  std::string lines = "-";  // level 0: the file of lines, `-`: stdout
  std::string taken;        // level 0: the file of the rows that were billed; empty: none
  std::string rejected;     // level 0: the file of those that were not
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::string> reads;  // paths that it may read
  bool contain = true;
  ProcessLimits limits;
};

// All errors at once, each with its place.
model::Result<ProcessPlan> ReadProcessPlan(const foreign::HeadFile& file);

// What the keeper shall run in `scratch`; `words` stand for {NAME} in the command.
child::KeeperOrder OrderOf(const ProcessPlan& plan, const std::string& scratch,
                           const std::vector<std::pair<std::string, std::string>>& words);
child::ChildLimits ChildLimitsOf(const ProcessPlan& plan);

// Of the head and of all files that the command and `reads` name, the program itself among them.
model::Digest DigestOf(const ProcessPlan& plan, std::string_view head_bytes);

}  // namespace twinbill::process
