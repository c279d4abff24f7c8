// What was run over which digests, and what came out: plain records that stand alone.
//
// Nothing here points to a file: source texts, records and lines are in it. No clock, host, thread
// or folder is in it either, so that the same inputs give the same evidence. Source:
// docs/formats/evidence.md.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/diagnostic.h"
#include "corpus/model/usage_record.h"
#include "harness/evidence/verdict.h"

namespace twinbill::evidence {

// The classes of difference, in the order of docs/VERDICTS.md.
inline constexpr std::array<std::string_view, 6> kClassNames = {"missing",  "extra", "amount",
                                                                "quantity", "text",  "repetition"};

// By which the standard side bills more, and less: exact sums, both 0 or more.
struct MoneyMoved {
  std::string over = "0";
  std::string under = "0";
  bool operator==(const MoneyMoved&) const = default;
};

// Adds the money of one to that of others, by currency.
void AddMoney(const std::map<std::string, MoneyMoved>& more,
              std::map<std::string, MoneyMoved>& money);

struct PeriodEvidence {
  model::Period period;
  Verdict verdict = Verdict::kInconclusive;
  int exit_code = 0;               // what it alone makes the program say: 0, 1, 3, 4
  std::int64_t usage_records = 0;  // of the payer in the period
  std::int64_t legacy_lines = 0;
  std::int64_t standard_lines = 0;
  std::int64_t equal_lines = 0;
  std::array<std::int64_t, 6> differences{};  // of each class
  std::map<std::string, MoneyMoved> money;    // by currency; none where nothing differs
  std::string legacy_digest;  // SHA-256, in hex, of the canonical file; empty where none was made
  std::string standard_digest;
  // Why a side has no lines.
  std::vector<model::Diagnostic> legacy_refusal;
  std::vector<model::Diagnostic> standard_refusal;

  std::int64_t difference_count() const;
  bool operator==(const PeriodEvidence&) const = default;
};

struct DifferenceEvidence {
  model::Period period;
  std::string difference_class;
  std::string legacy;  // the row with its LF; empty where that side has none
  std::string standard;
  bool operator==(const DifferenceEvidence&) const = default;
};

// Each side against itself.
struct Certificate {
  bool holds = false;
  std::int64_t records = 0;  // of the sample
  int legacy_runs = 0;
  int standard_runs = 0;
  std::vector<std::string> ways;  // in which the runs differed from the first one
  std::string broken;  // the side and the way that gave other bytes; empty where it holds
  bool operator==(const Certificate&) const = default;
};

// A saved counterexample, run again.
struct CounterexampleEvidence {
  std::string name;    // of its file
  std::string digest;  // of its bytes
  Verdict verdict = Verdict::kInconclusive;
  bool operator==(const CounterexampleEvidence&) const = default;
};

// Usage, and what each side makes of it.
struct Example {
  std::vector<model::UsageRecord> records;
  bool smallest = false;                  // nothing more can be taken away
  std::vector<std::string> legacy_lines;  // rows with their LF, of the last period
  std::vector<std::string> standard_lines;
  std::vector<std::string> legacy_trace;  // a step a line
  std::vector<std::string> standard_trace;
  std::string parts_at;  // the first step in which the traces part
};

// Why a group of differences is there.
struct CauseEvidence {
  std::string id;     // a digest of contract, kind and place
  std::string kind;   // "tier edge", "rounding mode", …; "unknown" where no knob explains it
  std::string text;   // one line: what the legacy side does, what the standard side does
  std::string place;  // JSON pointer into the standard contract or the rule book
  std::string legacy_says;
  std::string standard_says;
  std::vector<std::string> others;  // other knobs that make the differences vanish as well
  std::string clause;               // of the group's lines
  std::string line_item_type;
  std::int64_t differences = 0;  // that vanish with it
  bool explains_all = false;     // of the contract
  std::map<std::string, MoneyMoved> money;
  Example example;
};

struct ContractEvidence {
  std::string id;
  std::string payer;
  std::string currency;
  Verdict verdict = Verdict::kInconclusive;
  std::vector<model::Diagnostic> reasons;  // why it was not run, or not to its end
  int exit_code = 0;                       // what it alone makes the program say
  std::string legacy_kind;
  std::string legacy_digest;
  std::string standard_digest;
  std::string legacy_text;  // where something differs; else empty
  std::string standard_text;
  std::optional<Certificate> certificate;
  std::vector<CounterexampleEvidence> counterexamples;
  std::vector<PeriodEvidence> periods;
  std::vector<CauseEvidence> causes;  // by money, the most first

  std::int64_t difference_count() const;
};

}  // namespace twinbill::evidence
