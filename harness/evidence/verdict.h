// Verdict: how a comparison of the two sides ended. Only kIdentical counts towards go.
//
// Source: docs/VERDICTS.md.
#pragma once

#include <optional>
#include <string_view>

namespace twinbill::evidence {

// From the one that says most for the switch to the one that says most against it.
enum class Verdict {
  kIdentical,     // both sides billed, a line item was compared, the bytes are the same
  kInconclusive,  // nothing was compared, or it could not be told
  kUnsupported,   // one side can't express the contract
  kBothRefused,   // both sides refused
  kDifferent,     // both sides billed, and the bytes are not the same
  kFailed,        // a side or its surroundings failed
};

std::string_view Name(Verdict verdict);  // `identical`, …, `both refused`
std::optional<Verdict> ParseVerdict(std::string_view name);

// Of a contract, of the verdicts of its periods and counterexamples one by one: a period without a
// line on either side (inconclusive) takes nothing from a contract that is identical elsewhere.
class VerdictSum {
 public:
  void Add(Verdict verdict);
  Verdict verdict() const;

 private:
  bool identical_ = false;
  Verdict worst_ = Verdict::kIdentical;  // of all but inconclusive ones
};

}  // namespace twinbill::evidence
