#include "harness/evidence/verdict.h"

#include <algorithm>
#include <array>

namespace twinbill::evidence {
namespace {

constexpr std::array<std::string_view, 6> kNames = {"identical",    "inconclusive", "unsupported",
                                                    "both refused", "different",    "failed"};

}  // namespace

std::string_view Name(Verdict verdict) { return kNames[static_cast<std::size_t>(verdict)]; }

std::optional<Verdict> ParseVerdict(std::string_view name) {
  const auto* const found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Verdict>(found - kNames.begin());
}

void VerdictSum::Add(Verdict verdict) {
  if (verdict == Verdict::kInconclusive) return;
  if (verdict == Verdict::kIdentical) identical_ = true;
  worst_ = std::max(worst_, verdict);
}

Verdict VerdictSum::verdict() const {
  if (worst_ != Verdict::kIdentical) return worst_;
  return identical_ ? Verdict::kIdentical : Verdict::kInconclusive;
}

}  // namespace twinbill::evidence
