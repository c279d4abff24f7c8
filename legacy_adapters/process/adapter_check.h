// AdapterCheck: a foreign program tried against the protocol, question by question, on usage made
// for that: what it keeps to, how it is contained, and how sure it is that it agrees with itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "legacy_adapters/process/process_plan.h"

namespace twinbill::process {

enum class ProbeOutcome { kPassed, kFailed, kNotTried };

struct Probe {
  std::string name;  // `answers_no_rows`
  std::string what;  // what a program has to do to pass
  ProbeOutcome outcome = ProbeOutcome::kNotTried;
  std::string finding;  // what was seen where it didn't
};

struct AdapterReport {
  int level = 1;
  std::string containment;  // `strong`, `medium`; empty where it never ran
  std::string means;
  std::string name;  // as it calls itself
  std::string build;
  std::vector<Probe> probes;
  std::int64_t error_bytes = 0;  // on stderr, of its last life
  std::string error_text;
  std::int64_t rows_asked_twice = 0;
  bool agrees_with_itself = true;

  bool passed() const;
  // "3/204": with 95 % certainty, fewer than this part of rows are answered otherwise when asked
  // again; empty where it disagreed, or nothing was asked twice.
  std::string Bound() const;
};

// A plan for `command` with a made-up contract; level 0 where a word names `{usage}`.
ProcessPlan PlanForCheck(std::vector<std::string> command, const std::string& folder);

AdapterReport CheckAdapter(const ProcessPlan& plan);

}  // namespace twinbill::process
