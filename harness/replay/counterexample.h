// Counterexample: usage that the two sides once billed differently, in its smallest form, as a
// file.
//
// It stands alone: the records, both contract texts as they were, both bills as they were. Run
// again it is held against the contract's files of today, or against its own texts. Source:
// docs/formats/counterexample.md.
#pragma once

#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "harness/evidence/evidence.h"
#include "harness/replay/replay_plan.h"

namespace twinbill::replay {

struct Counterexample {
  std::string contract;
  model::Period period;  // whose lines are looked at
  std::vector<model::UsageRecord> records;
  bool smallest = false;
  std::string legacy_name;  // of its file, as `legacy.json`
  std::string legacy_text;
  std::string standard_text;
  std::vector<std::string> legacy_lines;  // rows with their LF, of the period
  std::vector<std::string> standard_lines;
};

// The file's bytes, ended by a LF; the same for the same counterexample.
std::string WriteCounterexample(const Counterexample& counterexample);
// `counterexample_wrong` where the text is none.
model::Result<Counterexample> ReadCounterexample(std::string_view text, const std::string& file);

// A name that says what is in it: PERIOD-DIGEST.json, by the records.
std::string NameOf(const Counterexample& counterexample);

// Both sides over a counterexample's records.
struct CounterexampleRun {
  evidence::Verdict verdict = evidence::Verdict::kInconclusive;
  std::vector<std::string> legacy_lines;
  std::vector<std::string> standard_lines;
  std::vector<model::Diagnostic> refusals;
  model::FailureKind refusal_kind = model::FailureKind::kInput;  // the worse of both sides'
};
model::Result<CounterexampleRun> RunCounterexample(const Counterexample& counterexample,
                                                   const Side& legacy, const Side& standard);

// All of the contract's, whose sides are open, by name.
model::Result<std::vector<evidence::CounterexampleEvidence>> RunCounterexamples(
    const PlannedContract& contract);

}  // namespace twinbill::replay
