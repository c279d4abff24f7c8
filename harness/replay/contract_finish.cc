#include "harness/replay/contract_finish.h"

#include <algorithm>
#include <utility>

#include "harness/replay/cause/cause_finder.h"
#include "harness/replay/certificate.h"

namespace twinbill::replay {

using evidence::ContractEvidence;
using evidence::PeriodEvidence;
using evidence::Verdict;
using model::Result;

namespace {

// The verdict of all that was compared. A broken certificate makes it inconclusive: who does not
// agree with himself can't be compared with another.
void Judge(ContractEvidence& evidence) {
  evidence::VerdictSum sum;
  for (const PeriodEvidence& period : evidence.periods) {
    sum.Add(period.verdict);
    // A period without lines says nothing, unless it was cut short by a side that is unsteady.
    const bool is_empty = period.verdict == Verdict::kInconclusive && period.legacy_refusal.empty();
    if (!is_empty) evidence.exit_code = std::max(evidence.exit_code, period.exit_code);
  }
  evidence.verdict = sum.verdict();
  for (const auto& counterexample : evidence.counterexamples) {
    if (counterexample.verdict == Verdict::kIdentical) continue;
    evidence.verdict = std::max(evidence.verdict, counterexample.verdict);
  }
  const bool is_unsteady =
      std::any_of(evidence.periods.begin(), evidence.periods.end(), [](const auto& period) {
        return period.verdict == Verdict::kInconclusive && !period.legacy_refusal.empty();
      });
  if (is_unsteady || (evidence.certificate && !evidence.certificate->holds)) {
    evidence.verdict = Verdict::kInconclusive;
  }
  if (evidence.verdict != Verdict::kIdentical) {
    evidence.exit_code = std::max(evidence.exit_code, 1);
  }
}

}  // namespace

Result<ContractEvidence> FinishContractEvidence(const PlannedContract& contract,
                                                const history::History& history,
                                                const history::UsageFeed& feed,
                                                std::vector<PeriodEvidence> periods,
                                                const FinishOptions& options) {
  ContractEvidence evidence;
  evidence.id = contract.folder.id;
  evidence.payer = contract.legacy->head.payer;
  evidence.currency = contract.legacy->head.currency;
  evidence.legacy_kind = contract.legacy->kind;
  evidence.legacy_digest = contract.legacy->digest;
  evidence.standard_digest = contract.standard->digest;
  evidence.counterexamples = options.counterexamples;
  if (options.settings.certificate_records > 0 && !contract.periods.empty()) {
    TWINBILL_ASSIGN(sample,
                    SampleOf(*contract.legacy_side, *contract.standard_side, feed,
                             contract.periods.back(), options.settings.certificate_records));
    TWINBILL_ASSIGN(certificate, Certify(*contract.legacy_side, *contract.standard_side, sample,
                                         options.threads));
    evidence.certificate = std::move(certificate);
  }
  std::erase_if(periods,
                [&](const auto& period) { return options.from && period.period < *options.from; });
  evidence.periods = std::move(periods);
  Judge(evidence);
  if (evidence.verdict == Verdict::kIdentical) return evidence;
  TWINBILL_ASSIGN(legacy_text, store::ReadWhole(contract.folder.legacy));
  TWINBILL_ASSIGN(standard_text, store::ReadWhole(contract.folder.standard));
  evidence.legacy_text = std::move(legacy_text);
  evidence.standard_text = std::move(standard_text);
  CauseOptions causes;
  causes.shrink_probes = options.settings.shrink_probes;
  causes.stop = options.stop;
  TWINBILL_ASSIGN(found, FindCauses(contract, history, evidence.periods, causes));
  evidence.causes = std::move(found);
  return evidence;
}

}  // namespace twinbill::replay
