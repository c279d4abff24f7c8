#include "harness/fuzz/fuzz_batch.h"

#include <rapidcheck.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <utility>

#include "harness/fuzz/case_change.h"
#include "harness/fuzz/shrink_case.h"

namespace twinbill::fuzz {
namespace {

// Of 100 cases. An aimed one costs as much as many others, and finds what they can't.
constexpr std::uint64_t kShareAimed = 10;
// Of 100 cases, once something new was reached.
constexpr std::uint64_t kShareChanged = 15;
// Cases of a batch, before the first one of the history.
constexpr std::uint64_t kGeneratedFirst = 8;
// A number that moves nothing is given up for another.
constexpr int kAimsMax = 3;

// So often all slots are aimed at, that whatever the aimer bills has seen them.
constexpr std::uint64_t kShown = 16;

// What RapidCheck draws: the number of a case, and, once it was made smaller, what is left of it.
struct Drawn {
  std::uint64_t number = 0;
  std::shared_ptr<const FoundDifference> shrunk;
};

// The universe's slots by its numbers, then the sample's.
model::SlotTable SlotsOf(const SlotUniverse& universe, const HistorySample& sample) {
  model::SlotTable slots;
  for (std::uint32_t i = 0; i < universe.slots().size(); ++i) slots.Intern(universe.slots()[i]);
  for (const model::Slot& slot : sample.slots) slots.Intern(slot);
  return slots;
}

std::vector<std::uint32_t> NumbersOf(const HistorySample& sample, model::SlotTable& slots) {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(sample.slots.size());
  for (const model::Slot& slot : sample.slots) numbers.push_back(slots.Intern(slot));
  return numbers;
}

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
    if (CasesAtOnce() > 1) {
      numbers_.clear();
      Check(seed, [this](const Drawn& drawn) {
        numbers_.push_back(drawn.number);
        return true;
      });
    }
    Conclude(Check(seed, [this](const Drawn& drawn) { return Holds(drawn); }));
    target_.pair().Close();
    return std::move(outcome_);
  }

 private:
  template <class Holds>
  rc::detail::TestResult Check(std::uint64_t seed, const Holds& holds) {
    const rc::Gen<Drawn> drawn([this](const rc::Random& random, int) {
      rc::Random own(random);
      return rc::shrinkable::shrinkRecur(Drawn{own.next(), nullptr},
                                         [this](const Drawn& failing) { return Smaller(failing); });
    });
    const auto property = rc::detail::toProperty([&] { return holds(*drawn); });
    rc::detail::TestParams params;
    params.seed = seed;
    params.maxSuccess = settings_.cases;
    params.maxSize = 100;
    rc::detail::TestMetadata metadata;
    metadata.id = "parity";
    Listener listener;
    return rc::detail::checkProperty(property, metadata, params, listener, {});
  }

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
    // RapidCheck asks once more for the case that failed before it makes it smaller.
    if (outcome_.found) return false;
    MakeCase(drawn.number);
    const PairVerdict verdict = BillCase();
    if (verdict != PairVerdict::kDifferent && verdict != PairVerdict::kFailed) {
      GoOn(verdict);
      return true;
    }
    Count(verdict);
    const contract::Contract& contract = target_.standard().contract();
    FoundDifference found;
    found.records = RecordsOf(case_, target_.slots(), contract.payer, contract.currency);
    found.last = case_.last;
    found.case_number = drawn.number;
    if (verdict == PairVerdict::kFailed) {
      const SideBill& legacy = target_.pair().legacy();
      found.failure = legacy.refusal->diagnostics;
      found.last = legacy.refused_from.value_or(case_.last);
      std::erase_if(found.records, [&](const auto& record) { return record.period > found.last; });
    }
    outcome_.found = std::move(found);
    return false;
  }

  // Of the next case, among all of the run.
  std::uint64_t Place() const {
    return outcome_.batch * static_cast<std::uint64_t>(settings_.cases) + outcome_.cases;
  }

  std::size_t CasesAtOnce() const {
    const std::size_t suits = target_.pair().cases_at_once();
    return suits > 1 && settings_.cases_at_once > 0 ? settings_.cases_at_once : suits;
  }

  // Behind a case without a difference.
  void GoOn(PairVerdict verdict) {
    Count(verdict);
    if (outcome_.cases % kProbedEach == 0) Probe();
  }

  PairVerdict BillCase() {
    PairVerdict verdict{};
    if (CasesAtOnce() > 1) {
      const std::size_t number = outcome_.cases;
      // The bill must be of this very case, whatever was expected.
      if (number >= ahead_first_ + ahead_.size() || case_ != ahead_cases_[number - ahead_first_]) {
        BillAhead();
      }
      verdict = target_.pair().BillStandardAgainst(std::move(ahead_[number - ahead_first_]), case_);
    } else {
      verdict = target_.pair().Bill(case_);
    }
    return verdict == PairVerdict::kDifferent ? target_.pair().Confirm(case_) : verdict;
  }

  // What cases will be drawn does not depend on what the legacy side bills, as long as there is no
  // difference: this one and the next ones are made ahead, and it is asked for all of them.
  void BillAhead() {
    Batch ahead(*this);
    ahead_cases_.clear();
    const std::size_t first = outcome_.cases;
    const std::size_t end = std::min(numbers_.size(), first + CasesAtOnce());
    for (std::size_t number = first; number < end; ++number) {
      if (number > first) ahead.MakeCase(numbers_[number]);
      ahead_cases_.push_back(ahead.case_);
      ahead.GoOn(PairVerdict::kIdentical);
    }
    ahead_ = target_.pair().BillLegacy(ahead_cases_);
    ahead_first_ = first;
  }

  // A case drawn anew, or a change of one that reached something new.
  void MakeCase(std::uint64_t number) {
    CountedRandom random(number, 2);
    if (news_.empty() || !random.Percent(kShareChanged)) {
      if (DrawFromHistory(number)) return;
      target_.Prepare(number, Place(), case_, outcome_.shown, outcome_.aims);
      return;
    }
    case_ = news_[random.Below(news_.size())];
    ChangeCase(random, target_.slots().size(), target_.standard().contract().term,
               static_cast<std::size_t>(GeneratorLimits().records_max), case_);
    if (random.Percent(50)) target_.aimer().Aim(random, case_, outcome_.aims);
  }

  // True for the share of the numbers that are of the history; the first ones of a batch are
  // generated, but where all are of it.
  bool DrawFromHistory(std::uint64_t number) {
    if (target_.history_cases().is_empty()) return false;
    if (outcome_.cases < kGeneratedFirst && settings_.share_from_history < 100) return false;
    CountedRandom random(number, 3);
    if (!random.Percent(static_cast<std::uint64_t>(settings_.share_from_history))) return false;
    target_.history_cases().Draw(number, case_, outcome_.history);
    if (random.Percent(kShareAimed)) target_.aimer().Aim(random, case_, outcome_.aims);
    return true;
  }

  // Sees what the case reaches; one that reaches something new in this batch is kept.
  void Probe() {
    const std::size_t before = outcome_.reached.size();
    const model::Term& term = target_.standard().contract().term;
    columns_.Fill(case_);
    target_.probe().Begin();
    const model::Period last = std::min(case_.last, term.LastPeriod());
    for (model::Period period = term.FirstPeriod(); period <= last; period = period.Next()) {
      const model::UsageBlock block = columns_.Of(period);
      target_.probe().Bill(period, {&block, 1}, outcome_.reached);
    }
    if (outcome_.reached.size() > before) news_.push_back(case_);
  }

  bool Differs(const FoundDifference& found) {
    model::SlotTable slots;
    Pair pair(target_.legacy(), target_.standard(), slots);
    return pair.Bill(CaseOf(found.records, found.last, slots)) ==
           (found.failure.empty() ? PairVerdict::kDifferent : PairVerdict::kFailed);
  }

  void Count(PairVerdict verdict) {
    ++outcome_.cases;
    outcome_.records += case_.records.size();
    if (verdict == PairVerdict::kIdentical) ++outcome_.identical;
    if (verdict == PairVerdict::kNothing) ++outcome_.nothing;
    if (verdict == PairVerdict::kBothRefused) ++outcome_.both_refused;
  }

  // The one step that RapidCheck is offered: all the way down. It checks that it still fails.
  rc::Seq<Drawn> Smaller(const Drawn& failing) {
    if (failing.shrunk || !outcome_.found || !IsWorthShrinking(*outcome_.found)) return {};
    FoundDifference found = ShrinkFound(target_.legacy(), target_.standard(), *outcome_.found,
                                        settings_.shrink_probes_max, {});
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
  CaseColumns columns_;
  std::vector<UsageCase> news_;  // cases that reached something new
  // Where the legacy side is asked for many cases at once: the numbers of all, and its bills of
  // those from `ahead_first_` on.
  std::vector<std::uint64_t> numbers_;
  std::size_t ahead_first_ = 0;
  std::vector<UsageCase> ahead_cases_;
  std::vector<SideBill> ahead_;
};

}  // namespace

FuzzTarget::FuzzTarget(const legacy::LegacyModel& legacy, const plan::Plan& standard,
                       Mentions mentions, std::uint64_t seed, HistorySample sample)
    : legacy_(legacy),
      standard_(standard),
      mentions_(std::move(mentions)),
      universe_(mentions_, seed, {}),
      sample_(std::move(sample)),
      slots_(SlotsOf(universe_, sample_)),
      generator_(mentions_, universe_, standard.contract().term, seed, {}),
      history_cases_(sample_, NumbersOf(sample_, slots_), slots_.size(), mentions_,
                     standard.contract().term, seed, {}),
      pair_(legacy, standard, slots_),
      aimer_(legacy, standard, slots_),
      probe_(legacy, standard, slots_) {
  ShowAllSlots(seed);
}

// A run numbers what it sees as it sees it, and what is aimed at is drawn by those numbers: all
// slots are shown to the aimer once, so that no case depends on the cases before it.
void FuzzTarget::ShowAllSlots(std::uint64_t seed) {
  const model::Term& term = standard_.contract().term;
  UsageCase all;
  all.last = term.FirstPeriod();
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    const auto number = model::Decimal::FromInteger(slot + 1);
    all.records.push_back(
        {slot, all.last, model::Timestamp::AtMidnight(term.start), number, number, number});
  }
  for (std::uint64_t attempt = 0; attempt < kShown; ++attempt) {
    UsageCase usage = all;
    CountedRandom random(seed, attempt);
    AimCounts counts;
    aimer_.Aim(random, usage, counts);
  }
}

void FuzzTarget::Prepare(std::uint64_t number, std::uint64_t place, UsageCase& usage,
                         FeatureCounts& shown, AimCounts& aims) {
  CountedRandom random(number, 1);
  if (place < kOpeningCases) {
    generator_.Draw(number, place % 2 == 0 ? Breadth::kLong : Breadth::kDense, usage, shown);
    const int wanted = place == 0 ? 0 : kOpeningAims;  // the cheapest first
    for (int aim = 0; aim < wanted; ++aim) aimer_.Aim(random, usage, aims);
    return;
  }
  generator_.Draw(number, Breadth::kSwarm, usage, shown);
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
