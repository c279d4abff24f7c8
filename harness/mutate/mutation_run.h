// MutationRun: how many seeded faults the evidence for a contract catches.
//
// Each mutant of either side is billed beside the other, unchanged side: over the saved
// counterexamples, over the history, and over a budget of generated cases. A kind of evidence
// catches a mutant where the two sides' line items differ in it. The score is
// killed / (all - invalid - duplicate - equivalent); undecided ones count as survivors. The same
// seed gives the same table, whatever the jobs.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/model/slot_table.h"
#include "corpus/model/usage_block.h"
#include "harness/fuzz/mentions.h"
#include "harness/mutate/mutant.h"
#include "legacy_adapters/legacy_model.h"

namespace twinbill::mutate {

enum class MutantState : std::uint8_t {
  kKilled,
  kSurvived,
  kEquivalent,  // the same normal form as the contract: it bills the same by construction
  kDuplicate,   // the same normal form as a mutant before it
  kInvalid,     // the side's own reader refuses it
};
std::string_view Name(MutantState state);

struct MutantResult {
  std::string operation;
  std::string side;  // `standard` or `legacy`
  std::string place;
  std::string clause;
  std::string text;
  MutantState state = MutantState::kSurvived;
  bool by_counterexamples = false;
  bool by_history = false;
  bool by_fuzz = false;
  std::uint64_t fuzz_cases = 0;  // that were run: up to the first that differs
};

// Usage of all periods, in order of periods and in ledger order, handed to `sink` block by block.
// The slots are of one table, which does not change.
using BlockSink = std::function<model::Result<void>(const model::UsageBlock& block)>;
struct UsageSource {
  const model::SlotTable* slots = nullptr;
  model::Period last;  // billed up to here
  std::function<model::Result<void>(const BlockSink& sink)> read;
};

struct MutationInput {
  const legacy::LegacyModel* legacy = nullptr;
  const rule_book::RuleBook* book = nullptr;  // where the legacy side is one; else null
  const contract::Contract* standard = nullptr;
  // What a legacy side that is no rule book is known to speak of; null where nothing is.
  const fuzz::Mentions* legacy_mentions = nullptr;
  std::vector<UsageSource> counterexamples;
  std::vector<UsageSource> history;  // one or none
};

struct MutationOrder {
  std::uint64_t seed = 0;
  std::uint64_t fuzz_cases = 2000;  // of each mutant
  int jobs = 1;
};

struct MutationReport {
  std::uint64_t seed = 0;
  std::vector<MutantResult> mutants;  // standard ones first, in the order of MutantsOf()

  struct Score {
    std::uint64_t killed = 0;
    std::uint64_t valid = 0;  // all - invalid - duplicate - equivalent
  };
  Score ByAll() const;
  Score ByCounterexamples() const;
  Score ByHistory() const;
  Score ByFuzz() const;
};

// Told of each mutant that is done.
using MutationProgress = std::function<void(std::uint64_t done, std::uint64_t of)>;

// Fails with `mutate_not_at_parity` where the two sides as they are bill different lines over a
// source: then no difference says anything of a mutant.
model::Result<MutationReport> RunMutation(const MutationInput& input, const MutationOrder& order,
                                          const MutationProgress& progress);

}  // namespace twinbill::mutate
