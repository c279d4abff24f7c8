#include "harness/mutate/mutation_run.h"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "harness/fuzz/forked_jobs.h"
#include "harness/mutate/judge.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "legacy_adapters/cbas/rule_book/rule_book_writer.h"
#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"

namespace twinbill::mutate {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> kStateNames{"killed", "survived", "equivalent",
                                                      "duplicate", "invalid"};

// What the side's own reader makes of a mutant, written out; none where it refuses it. Mutants of
// one text are the same fault.
std::optional<std::string> ReadBack(const Mutant& mutant) {
  if (const auto* contract = std::get_if<contract::Contract>(&mutant.side)) {
    if (!contract::ReadContract(contract::WriteContract(*contract), "mutant")) return std::nullopt;
    return contract::WriteContract(NormalForm(*contract));
  }
  const auto& book = std::get<rule_book::RuleBook>(mutant.side);
  if (!rule_book::ReadRuleBook(rule_book::WriteRuleBook(book), "mutant")) return std::nullopt;
  return rule_book::WriteRuleBook(NormalForm(book));
}

// Decides what needs no billing: invalid, equivalent, duplicate; the rest counts as survived until
// something catches it.
class Sorting {
 public:
  explicit Sorting(std::string original) { seen_.push_back(std::move(original)); }

  MutantState StateOf(const Mutant& mutant) {
    auto form = ReadBack(mutant);
    if (!form) return MutantState::kInvalid;
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      if (seen_[i] != *form) continue;
      return i == 0 ? MutantState::kEquivalent : MutantState::kDuplicate;
    }
    seen_.push_back(std::move(*form));
    return MutantState::kSurvived;
  }

 private:
  std::vector<std::string> seen_;  // the first is the side's own
};

struct Sorted {
  std::vector<Mutant> mutants;
  std::vector<MutantResult> results;

  void Add(std::vector<Mutant> added, std::string original, std::string_view side) {
    Sorting sorting(std::move(original));
    for (Mutant& mutant : added) {
      MutantResult result;
      result.operation = mutant.operation;
      result.side = side;
      result.place = mutant.place;
      result.clause = mutant.clause;
      result.text = mutant.text;
      result.state = sorting.StateOf(mutant);
      results.push_back(std::move(result));
      mutants.push_back(std::move(mutant));
    }
  }
};

std::string Written(const MutantResult& result) {
  return Json{{"state", static_cast<int>(result.state)},
              {"counterexamples", result.by_counterexamples},
              {"history", result.by_history},
              {"fuzz", result.by_fuzz},
              {"cases", result.fuzz_cases}}
      .dump();
}

void ReadInto(std::string_view text, MutantResult& result) {
  const Json json = Json::parse(text);
  result.state = static_cast<MutantState>(json.at("state").get<int>());
  result.by_counterexamples = json.at("counterexamples").get<bool>();
  result.by_history = json.at("history").get<bool>();
  result.by_fuzz = json.at("fuzz").get<bool>();
  result.fuzz_cases = json.at("cases").get<std::uint64_t>();
}

bool IsValid(const MutantResult& result) {
  return result.state == MutantState::kKilled || result.state == MutantState::kSurvived;
}

template <class Caught>
MutationReport::Score ScoreOf(const std::vector<MutantResult>& mutants, const Caught& caught) {
  MutationReport::Score score;
  for (const MutantResult& result : mutants) {
    if (!IsValid(result)) continue;
    ++score.valid;
    score.killed += caught(result) ? 1 : 0;
  }
  return score;
}

}  // namespace

std::string_view Name(MutantState state) { return kStateNames[static_cast<std::size_t>(state)]; }

MutationReport::Score MutationReport::ByAll() const {
  return ScoreOf(mutants,
                 [](const MutantResult& result) { return result.state == MutantState::kKilled; });
}
MutationReport::Score MutationReport::ByCounterexamples() const {
  return ScoreOf(mutants, [](const MutantResult& result) { return result.by_counterexamples; });
}
MutationReport::Score MutationReport::ByHistory() const {
  return ScoreOf(mutants, [](const MutantResult& result) { return result.by_history; });
}
MutationReport::Score MutationReport::ByFuzz() const {
  return ScoreOf(mutants, [](const MutantResult& result) { return result.by_fuzz; });
}

model::Result<MutationReport> RunMutation(const MutationInput& input, const MutationOrder& order,
                                          const MutationProgress& progress) {
  Judge judge(input, order);
  TWINBILL_TRY(judge.Prepare());
  Sorted sorted;
  sorted.Add(MutantsOf(*input.standard), contract::WriteContract(NormalForm(*input.standard)),
             "standard");
  if (input.book != nullptr) {
    sorted.Add(MutantsOf(*input.book), rule_book::WriteRuleBook(NormalForm(*input.book)), "legacy");
  }
  std::vector<std::size_t> tried;
  for (std::size_t i = 0; i < sorted.results.size(); ++i) {
    if (IsValid(sorted.results[i])) tried.push_back(i);
  }
  fuzz::ForkedJobs jobs;
  TWINBILL_TRY(jobs.Start(order.jobs, tried.size(), [&](std::uint64_t piece) {
    MutantResult result = sorted.results[tried[piece]];
    judge.Try(sorted.mutants[tried[piece]], result);
    return Written(result);
  }));
  for (std::size_t done = 0; done < tried.size(); ++done) {
    TWINBILL_ASSIGN(outcome, jobs.Next(std::nullopt));
    TWINBILL_CHECK(outcome.has_value());
    ReadInto(outcome->text, sorted.results[tried[outcome->piece]]);
    if (progress) progress(done + 1, tried.size());
  }
  MutationReport report;
  report.seed = order.seed;
  report.mutants = std::move(sorted.results);
  return report;
}

}  // namespace twinbill::mutate
