#include "tests/property/harness/mutate/seeded_faults.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "corpus/model/check.h"
#include "harness/fuzz/forked_jobs.h"
#include "harness/fuzz/fuzz_batch.h"
#include "harness/mutate/mutant.h"
#include "tests/property/harness/mutate/blind_usage.h"
#include "tests/support/standard_as_legacy.h"

namespace twinbill::mutate {

namespace {

using Json = nlohmann::json;

// One fault's two sides.
class Hunt {
 public:
  Hunt(const contract::Contract& sound, const contract::Contract& faulty)
      : legacy_(sound), standard_(faulty) {
    mentions_.Add(sound);
    mentions_.Add(faulty);
  }

  // Batches as `twinbill fuzz` runs them. The records of what was found at its smallest.
  std::size_t Ours(std::uint64_t seed, std::uint64_t cases_max, HuntCounts& counts) const {
    fuzz::FuzzTarget target(legacy_, standard_, mentions_, seed);
    std::uint64_t cases = 0;
    std::uint64_t records = 0;
    for (std::uint64_t batch = 0; cases < cases_max; ++batch) {
      const fuzz::BatchOutcome outcome = fuzz::RunBatch(target, seed, batch, {});
      TWINBILL_CHECK(outcome.trouble.empty());
      cases += outcome.cases;
      records += outcome.records;
      if (!outcome.found) continue;
      counts.cases.emplace_back(cases);
      counts.records.push_back(records);
      return outcome.found->records.size();
    }
    counts.cases.emplace_back();
    counts.records.push_back(records);
    return 0;
  }

  void Plain(std::uint64_t seed, std::uint64_t cases_max, HuntCounts& counts) const {
    fuzz::Mentions texts = mentions_;
    texts.quantities.clear();
    texts.money.clear();
    texts.moments.clear();
    texts.periods.clear();
    const fuzz::SlotUniverse universe(texts, seed, {});
    const fuzz::CaseGenerator generator(texts, universe, standard_.contract().term, seed, {});
    fuzz::Pair pair(legacy_, standard_, universe.slots());
    fuzz::FeatureCounts shown{};
    Drawn(cases_max, pair, counts, [&](std::uint64_t number, fuzz::UsageCase& usage) {
      generator.Draw(fuzz::CountedRandom(seed, number).Next(), fuzz::Breadth::kSwarm, usage, shown);
    });
  }

  void Blind(std::uint64_t seed, std::uint64_t cases_max, HuntCounts& counts) const {
    const BlindUsage blind(standard_.contract().term, seed);
    fuzz::Pair pair(legacy_, standard_, blind.slots());
    Drawn(cases_max, pair, counts,
          [&](std::uint64_t number, fuzz::UsageCase& usage) { blind.Draw(number, usage); });
  }

 private:
  // Cases as `draw` draws them by their number, up to the first that differs.
  template <class Draw>
  static void Drawn(std::uint64_t cases_max, fuzz::Pair& pair, HuntCounts& counts,
                    const Draw& draw) {
    fuzz::UsageCase usage;
    std::uint64_t records = 0;
    for (std::uint64_t number = 0; number < cases_max; ++number) {
      draw(number, usage);
      records += usage.records.size();
      if (pair.Bill(usage) != fuzz::PairVerdict::kDifferent) continue;
      counts.cases.emplace_back(number + 1);
      counts.records.push_back(records);
      return;
    }
    counts.cases.emplace_back();
    counts.records.push_back(records);
  }

  support::StandardAsLegacy legacy_;
  plan::Plan standard_;
  fuzz::Mentions mentions_;
};

Json Written(const std::vector<Count>& counts) {
  Json json = Json::array();
  for (const Count& count : counts) json.push_back(count ? Json(*count) : Json());
  return json;
}

Json Written(const HuntCounts& counts) {
  return {{"cases", Written(counts.cases)}, {"records", counts.records}};
}

std::vector<Count> ReadCounts(const Json& json) {
  std::vector<Count> counts;
  for (const Json& count : json) {
    counts.push_back(count.is_null() ? Count() : Count(count.get<std::uint64_t>()));
  }
  return counts;
}

HuntCounts Read(const Json& json) {
  return {ReadCounts(json.at("cases")), json.at("records").get<std::vector<std::uint64_t>>()};
}

std::string Measured(const contract::Contract& sound, const contract::Contract& faulty,
                     const FaultOrder& order) {
  const Hunt hunt(sound, faulty);
  FaultFigures figures;
  for (const std::uint64_t seed : order.seeds) {
    figures.records_max =
        std::max(figures.records_max, hunt.Ours(seed, order.cases_max, figures.ours));
    hunt.Plain(seed, order.cases_max, figures.plain);
    hunt.Blind(seed, order.cases_max, figures.blind);
  }
  return Json{{"ours", Written(figures.ours)},
              {"plain", Written(figures.plain)},
              {"blind", Written(figures.blind)},
              {"records", figures.records_max}}
      .dump();
}

}  // namespace

std::vector<SampleScore> ScoreSamples(const std::vector<SampleContract>& samples,
                                      const MutationOrder& order) {
  std::vector<SampleScore> scores;
  for (const SampleContract& sample : samples) {
    const support::StandardAsLegacy legacy(sample.contract);
    MutationInput input;
    input.legacy = &legacy;
    input.standard = &sample.contract;
    fuzz::Mentions mentions;
    mentions.Add(sample.contract);
    input.legacy_mentions = &mentions;
    auto report = RunMutation(input, order, {});
    TWINBILL_CHECK(report.has_value());
    scores.push_back({sample.name, std::move(report).value()});
  }
  return scores;
}

std::vector<SeededFault> DrawFaults(const std::vector<SampleScore>& scores, std::size_t count,
                                    std::uint64_t seed) {
  std::vector<SeededFault> faults;
  for (std::size_t sample = 0; sample < scores.size(); ++sample) {
    const std::vector<MutantResult>& mutants = scores[sample].report.mutants;
    for (std::size_t i = 0; i < mutants.size(); ++i) {
      const MutantState state = mutants[i].state;
      if (state == MutantState::kKilled || state == MutantState::kSurvived) {
        faults.push_back({sample, i});
      }
    }
  }
  fuzz::CountedRandom random(seed, 0);
  for (std::size_t i = faults.size(); i > 1; --i) {
    std::swap(faults[i - 1], faults[random.Below(i)]);
  }
  std::set<std::string> operators;
  std::erase_if(faults, [&](const SeededFault& fault) {
    const std::string& operation = scores[fault.sample].report.mutants[fault.mutant].operation;
    return !operators.insert(operation).second;
  });
  TWINBILL_CHECK(faults.size() >= count);
  faults.resize(count);
  return faults;
}

std::vector<FaultFigures> MeasureFaults(const std::vector<SampleContract>& samples,
                                        const std::vector<SeededFault>& faults,
                                        const FaultOrder& order) {
  fuzz::ForkedJobs jobs;
  const auto started = jobs.Start(order.jobs, faults.size(), [&](std::uint64_t piece) {
    const contract::Contract& sound = samples[faults[piece].sample].contract;
    const std::vector<Mutant> mutants = MutantsOf(sound);
    return Measured(sound, std::get<contract::Contract>(mutants[faults[piece].mutant].side), order);
  });
  TWINBILL_CHECK(started.has_value());
  std::vector<FaultFigures> figures(faults.size());
  for (std::size_t done = 0; done < faults.size(); ++done) {
    const auto next = jobs.Next(std::nullopt);
    TWINBILL_CHECK(next.has_value() && next->has_value());
    const Json json = Json::parse((*next)->text);
    figures[(*next)->piece] = {Read(json["ours"]), Read(json["plain"]), Read(json["blind"]),
                               json["records"].get<std::size_t>()};
  }
  return figures;
}

Count Median(std::vector<Count> counts) {
  TWINBILL_CHECK(counts.size() % 2 == 1);
  std::sort(counts.begin(), counts.end(), [](const Count& a, const Count& b) {
    constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();
    return a.value_or(kNever) < b.value_or(kNever);
  });
  return counts[counts.size() / 2];
}

std::uint64_t Median(std::vector<std::uint64_t> counts) {
  TWINBILL_CHECK(counts.size() % 2 == 1);
  std::sort(counts.begin(), counts.end());
  return counts[counts.size() / 2];
}

}  // namespace twinbill::mutate
