#include "harness/replay/replay_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "corpus/history/partition.h"
#include "corpus/history/partition_files.h"
#include "harness/replay/opened_sides.h"
#include "harness/replay/program_digest.h"

namespace twinbill::replay {
namespace {

using evidence::ContractEvidence;
using evidence::Verdict;
using history::PartitionInfo;
using model::Code;
using model::Diagnostic;
using model::Failure;
using model::Period;
using model::Result;

// The partitions of a payer, each held against its files.
using PayerHistory = std::map<std::string, std::vector<PartitionInfo>>;

Result<void> CheckFile(const std::string& path, const std::optional<store::FileStamp>& stamp,
                       bool fresh, model::Digest& digest) {
  if (stamp && !fresh) {
    TWINBILL_ASSIGN(found, store::StampOf(path));
    if (found == *stamp) return {};
  }
  TWINBILL_ASSIGN(found, history::DigestOf(path));
  if (!stamp || found == digest) {
    digest = found;
    return {};
  }
  return model::Fail(model::InputFailure(Diagnostic(
      Code{"partition_changed"}, store::InFile(path),
      fmt::format("its SHA-256 is {}, that of the catalog is {}", found.ToHex(), digest.ToHex()),
      "the file that import wrote", "take it from a backup, or import again")));
}

Result<PayerHistory> CheckedHistory(const history::History& history,
                                    const std::vector<PlannedContract>& contracts, bool fresh) {
  PayerHistory payers;
  for (const PlannedContract& contract : contracts) {
    if (contract.legacy) payers.try_emplace(contract.legacy->head.payer);
  }
  for (const PartitionInfo& info : history.partitions()) {
    const auto payer = payers.find(info.payer);
    if (payer == payers.end()) continue;
    PartitionInfo checked = info;
    TWINBILL_TRY(CheckFile(info.directory + "/records.parquet", info.records_stamp, fresh,
                           checked.records_digest));
    TWINBILL_TRY(
        CheckFile(info.directory + "/_slots.pq", info.slots_stamp, fresh, checked.slots_digest));
    payer->second.push_back(std::move(checked));
  }
  return payers;
}

ContractEvidence Decided(const PlannedContract& contract, Verdict verdict, int exit_code,
                         std::vector<Diagnostic> reasons) {
  ContractEvidence evidence;
  evidence.id = contract.folder.id;
  if (contract.legacy) {
    evidence.payer = contract.legacy->head.payer;
    evidence.currency = contract.legacy->head.currency;
    evidence.legacy_kind = contract.legacy->kind;
    evidence.legacy_digest = contract.legacy->digest;
  }
  if (contract.standard) evidence.standard_digest = contract.standard->digest;
  evidence.verdict = verdict;
  evidence.exit_code = exit_code;
  evidence.reasons = std::move(reasons);
  return evidence;
}

Diagnostic NotThere(Code code, const PlannedContract& contract, std::string_view what,
                    std::string hint) {
  return {code, store::InFile(contract.folder.path), fmt::format("there is no {}", what),
          std::string(what), std::move(hint)};
}

// Both sides' facts; what stands in the way of a run decides the contract.
void FindFacts(PlannedContract& contract, bool fresh, ResultStore* store) {
  std::vector<Diagnostic> reasons;
  std::optional<Failure> legacy_refusal, standard_refusal;
  const ContractFolder& folder = contract.folder;
  const auto find = [&](const std::string& path, bool is_legacy, std::optional<SideFacts>& facts,
                        std::unique_ptr<Side>& side, std::optional<Failure>& refusal) {
    auto found = FactsOf(path, is_legacy, fresh, *contract.definitions, store);
    if (!found) {
      refusal = std::move(found).error();
      return;
    }
    facts = std::move(found->facts);
    side = std::move(found->side);
  };
  if (folder.legacy_fault) {
    legacy_refusal = model::InputFailure(*folder.legacy_fault);
  } else if (!folder.legacy.empty()) {
    find(folder.legacy, true, contract.legacy, contract.legacy_side, legacy_refusal);
  }
  if (!folder.standard.empty()) {
    find(folder.standard, false, contract.standard, contract.standard_side, standard_refusal);
  }
  int exit_code = 1;
  for (const auto* refusal : {&legacy_refusal, &standard_refusal}) {
    if (!*refusal) continue;
    exit_code = std::max(exit_code, static_cast<int>((*refusal)->kind));
    reasons.insert(reasons.end(), (*refusal)->diagnostics.begin(), (*refusal)->diagnostics.end());
  }
  if (legacy_refusal && standard_refusal) {
    contract.decided = Decided(contract, Verdict::kBothRefused, exit_code, std::move(reasons));
  } else if (legacy_refusal || standard_refusal) {
    contract.decided = Decided(contract, Verdict::kFailed, exit_code, std::move(reasons));
  } else if (folder.legacy.empty()) {
    contract.decided = Decided(contract, Verdict::kUnsupported, 1,
                               {NotThere(Code{"legacy_absent"}, contract, "legacy.*",
                                         "put the legacy configuration there")});
  } else if (folder.standard.empty()) {
    contract.decided =
        Decided(contract, Verdict::kUnsupported, 1,
                {NotThere(Code{"standard_absent"}, contract, "standard.json",
                          fmt::format("`twinbill translate {} -o {}/standard.json` makes it",
                                      folder.legacy, folder.path))});
  } else if (contract.standard->incomplete) {
    contract.decided =
        Decided(contract, Verdict::kUnsupported, 1,
                {{Code{"standard_incomplete"}, store::InFile(folder.standard),
                  "the contract says of itself that its translation left something out",
                  "a whole contract", "write what is missing and take \"incomplete\" away"}});
  }
}

void CheckHeads(PlannedContract& contract) {
  if (!contract.can_run()) return;
  const SideHead& legacy = contract.legacy->head;
  const SideHead& standard = contract.standard->head;
  if (legacy.payer == standard.payer && legacy.currency == standard.currency) return;
  contract.decided = Decided(
      contract, Verdict::kFailed, 3,
      {{Code{"sides_of_two_payers"}, store::InFile(contract.folder.standard),
        fmt::format("it is for payer {} in {}, but {} is for payer {} in {}", standard.payer,
                    standard.currency, contract.folder.legacy, legacy.payer, legacy.currency),
        "the payer and currency of the legacy side"}});
}

class Key {
 public:
  Key& Add(std::string_view text) {
    digest_.Update(fmt::format("{} ", text.size()));
    digest_.Update(text);
    return *this;
  }
  std::string ToHex() { return digest_.Finish().ToHex(); }

 private:
  model::Sha256 digest_;
};

Result<void> FindKeys(PlannedContract& contract, const std::vector<PartitionInfo>& usage,
                      const std::string& program, Period last_begun,
                      const WorkspaceSettings& settings, const PlanOptions& options) {
  const model::Term& legacy = contract.legacy->head.term;
  const model::Term& standard = contract.standard->head.term;
  const Period first = std::min(legacy.FirstPeriod(), standard.FirstPeriod());
  const Period last = std::min(last_begun, std::max(legacy.LastPeriod(), standard.LastPeriod()));
  Key base;
  base.Add("replay 1").Add(program).Add(contract.legacy->digest).Add(contract.standard->digest);
  auto at = usage.begin();
  for (; at != usage.end() && at->period < first; ++at) base.Add(at->slots_digest.ToHex());
  std::string key = base.ToHex();
  for (Period period = first; period <= last; period = period.Next()) {
    Key next;
    next.Add(key).Add(period.ToString());
    if (at != usage.end() && at->period == period) {
      next.Add(at->records_digest.ToHex()).Add(at->slots_digest.ToHex());
      ++at;
    }
    key = next.ToHex();
    contract.periods.push_back(period);
    contract.period_keys.push_back(key);
  }
  Key whole;
  whole.Add(key).Add(settings.Decisive());
  whole.Add(options.from ? options.from->ToString() : "");
  for (const std::string& path : contract.folder.counterexamples) {
    TWINBILL_ASSIGN(digest, history::DigestOf(path));
    whole.Add(std::filesystem::path(path).filename().string()).Add(digest.ToHex());
  }
  contract.key = whole.ToHex();
  return {};
}

}  // namespace

Result<ReplayPlan> PlanReplay(std::vector<ContractFolder> folders, const history::History& history,
                              const WorkspaceSettings& settings, const PlanOptions& options,
                              ResultStore* store) {
  ReplayPlan plan;
  TWINBILL_ASSIGN(program, ProgramDigest());
  plan.program_digest = program;
  TWINBILL_ASSIGN(definitions, DigestedDefinitions(options.definitions));
  for (ContractFolder& folder : folders) {
    PlannedContract& contract = plan.contracts.emplace_back();
    contract.folder = std::move(folder);
    contract.definitions = definitions;
    FindFacts(contract, options.fresh, store);
    CheckHeads(contract);
  }
  TWINBILL_ASSIGN(payers, CheckedHistory(history, plan.contracts, options.fresh));
  std::optional<Period> last;
  for (const PartitionInfo& info : history.partitions()) {
    last = std::max(last.value_or(info.period), info.period);
  }
  if (last && options.to) last = std::min(*last, *options.to);
  for (PlannedContract& contract : plan.contracts) {
    if (!contract.can_run()) continue;
    if (!last) {
      contract.decided = Decided(contract, Verdict::kInconclusive, 1,
                                 {{Code{"no_usage"},
                                   {},
                                   "the history has no usage",
                                   "usage",
                                   "`twinbill import FILE…` brings some"}});
      continue;
    }
    TWINBILL_TRY(FindKeys(contract, payers.at(contract.legacy->head.payer), program, *last,
                          settings, options));
  }
  return plan;
}

void OpenSides(PlannedContract& contract) {
  const auto open = [&](const std::string& path, bool is_legacy, std::unique_ptr<Side>& side) {
    if (side != nullptr || !contract.can_run()) return;
    auto opened =
        is_legacy ? OpenLegacySide(path) : OpenStandardSide(path, contract.definitions->set);
    if (opened) {
      side = std::move(*opened);
      return;
    }
    contract.decided = Decided(contract, Verdict::kFailed, static_cast<int>(opened.error().kind),
                               opened.error().diagnostics);
  };
  open(contract.folder.legacy, true, contract.legacy_side);
  open(contract.folder.standard, false, contract.standard_side);
}

}  // namespace twinbill::replay
