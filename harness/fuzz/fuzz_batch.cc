#include "harness/fuzz/fuzz_batch.h"

#include <rapidcheck.h>

#include <memory>
#include <ostream>
#include <utility>

#include "harness/fuzz/shrink_case.h"

namespace twinbill::fuzz {
namespace {

// Of 100 cases. An aimed one costs some four others, and finds what they can't.
constexpr std::uint64_t kShareAimed = 20;
// A number that moves nothing is given up for another.
constexpr int kAimsMax = 3;

// What RapidCheck draws: the number of a case, and, once it was made smaller, what is left of it.
struct Drawn {
  std::uint64_t number = 0;
  std::shared_ptr<const FoundDifference> shrunk;
};

void showValue(const Drawn& drawn, std::ostream& out) {  // RapidCheck finds it by this name
  out << "case " << drawn.number;
}

// Runs the cases that RapidCheck draws and remembers what came of them.
class Batch {
 public:
  Batch(FuzzTarget& target, std::uint64_t batch, const BatchSettings& settings)
      : target_(target), settings_(settings) {
    outcome_.batch = batch;
  }

  BatchOutcome Run(std::uint64_t seed) {
    const rc::Gen<Drawn> drawn([this](const rc::Random& random, int) {
      rc::Random own(random);
      return rc::shrinkable::shrinkRecur(Drawn{own.next(), nullptr},
                                         [this](const Drawn& failing) { return Smaller(failing); });
    });
    const auto property = rc::detail::toProperty([&] { return Holds(*drawn); });
    rc::detail::TestParams params;
    params.seed = seed;
    params.maxSuccess = settings_.cases;
    params.maxSize = 100;
    rc::detail::TestMetadata metadata;
    metadata.id = "parity";
    Listener listener;
    const auto result = rc::detail::checkProperty(property, metadata, params, listener, {});
    Conclude(result);
    return std::move(outcome_);
  }

 private:
  struct Listener : rc::detail::TestListener {
    void onTestCaseFinished(const rc::detail::CaseDescription&) override {}
    void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}
    void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
  };

  // Whether both sides bill the same bytes.
  bool Holds(const Drawn& drawn) {
    if (drawn.shrunk) {
      const bool differs = Differs(*drawn.shrunk);
      if (differs) outcome_.found = *drawn.shrunk;
      return !differs;
    }
    if (outcome_.found) {
      target_.Prepare(drawn.number, case_, ignored_, ignored_aims_);
    } else {
      target_.Prepare(drawn.number, case_, outcome_.shown, outcome_.aims);
    }
    const PairVerdict verdict = target_.pair().Bill(case_);
    if (!outcome_.found) Count(verdict);
    if (verdict != PairVerdict::kDifferent) return true;
    if (!outcome_.found) {
      const contract::Contract& contract = target_.standard().contract();
      FoundDifference found;
      found.records =
          RecordsOf(case_, target_.universe().slots(), contract.payer, contract.currency);
      found.last = case_.last;
      found.case_number = drawn.number;
      outcome_.found = std::move(found);
    }
    return false;
  }

  bool Differs(const FoundDifference& found) {
    model::SlotTable slots;
    Pair pair(target_.legacy(), target_.standard(), slots);
    return pair.Bill(CaseOf(found.records, found.last, slots)) == PairVerdict::kDifferent;
  }

  void Count(PairVerdict verdict) {
    ++outcome_.cases;
    if (verdict == PairVerdict::kIdentical) ++outcome_.identical;
    if (verdict == PairVerdict::kNothing) ++outcome_.nothing;
    if (verdict == PairVerdict::kBothRefused) ++outcome_.both_refused;
  }

  // The one step that RapidCheck is offered: all the way down. It checks that it still fails.
  rc::Seq<Drawn> Smaller(const Drawn& failing) {
    if (failing.shrunk) return {};
    UsageCase usage;
    target_.Prepare(failing.number, usage, ignored_, ignored_aims_);
    const contract::Contract& contract = target_.standard().contract();
    FoundDifference found = ShrinkDifference(
        target_.legacy(), target_.standard(),
        RecordsOf(usage, target_.universe().slots(), contract.payer, contract.currency), usage.last,
        settings_.shrink_probes_max, {});
    found.case_number = failing.number;
    return rc::seq::just(
        Drawn{failing.number, std::make_shared<const FoundDifference>(std::move(found))});
  }

  // RapidCheck's own word, held against what was counted: a test of no case is no success.
  void Conclude(const rc::detail::TestResult& result) {
    if (outcome_.found) {
      outcome_.found->batch = outcome_.batch;
      rc::detail::FailureResult failure;
      if (!result.match(failure))
        outcome_.trouble = "a case failed, but RapidCheck does not say so";
      return;
    }
    rc::detail::SuccessResult success;
    if (!result.match(success)) {
      outcome_.trouble = "RapidCheck gave up";
    } else if (std::cmp_less(outcome_.cases, settings_.cases)) {
      outcome_.trouble = "fewer cases were run than asked for";
    }
  }

  FuzzTarget& target_;
  const BatchSettings& settings_;
  BatchOutcome outcome_;
  UsageCase case_;
  FeatureCounts ignored_{};
  AimCounts ignored_aims_;
};

}  // namespace

FuzzTarget::FuzzTarget(const legacy::LegacyModel& legacy, const plan::Plan& standard,
                       Mentions mentions, std::uint64_t seed)
    : legacy_(legacy),
      standard_(standard),
      mentions_(std::move(mentions)),
      universe_(mentions_, seed, {}),
      generator_(mentions_, universe_, standard.contract().term, seed, {}),
      pair_(legacy, standard, universe_.slots()),
      aimer_(standard, universe_.slots()) {}

void FuzzTarget::Prepare(std::uint64_t number, UsageCase& usage, FeatureCounts& shown,
                         AimCounts& aims) {
  generator_.Draw(number, usage, shown);
  CountedRandom random(number, 1);
  if (!random.Percent(kShareAimed)) return;
  for (int attempt = 0; attempt < kAimsMax; ++attempt) {
    if (aimer_.Aim(random, usage, aims)) return;
  }
}

BatchOutcome RunBatch(FuzzTarget& target, std::uint64_t seed, std::uint64_t batch,
                      const BatchSettings& settings) {
  // A batch's own seed: neighbouring batches and seeds share no draws.
  return Batch(target, batch, settings).Run(CountedRandom(seed, batch).Next());
}

}  // namespace twinbill::fuzz
