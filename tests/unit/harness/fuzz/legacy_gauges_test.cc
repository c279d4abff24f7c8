#include "harness/fuzz/legacy_gauges.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "harness/fuzz/fuzz_run.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "standard_engine/contract/contract_reader.h"

namespace twinbill::fuzz {
namespace {

using arithmetic::ExactAmount;

// A rule book of one rule or more, with these settings.
rule_book::RuleBook Book(const std::string& settings, const std::string& rules,
                         const std::string& tables = "{}") {
  auto read = rule_book::ReadRuleBook(R"book({
    "cbas": 1,
    "contract": {"id": "C", "payer": "1", "currency": "USD", "start": "2025-01-01",
                 "end": "2025-07-01"},
    "settings": )book" + settings + R"book(, "tables": )book" +
                                          tables + R"book(, "rules": [)book" + rules + "]}",
                                      "b.json");
  EXPECT_TRUE(read.has_value());
  return std::move(read).value().book;
}

std::string Rule(const std::string& formula, const std::string& more = "") {
  return R"({"id": "R", "clause": "1", "credit": ")" + formula + R"(", )" + more +
         R"("line": {"type": "T", "text": "D"}})";
}

// A percentage of all usage, half even at 2 digits.
contract::Contract Percentage(const std::string& percent) {
  auto read = contract::ReadContract(R"({
    "twinbill": 1,
    "contract": {"id": "C", "payer": "1", "currency": "USD",
                 "term": {"start": "2025-01-01", "end": "2025-07-01"}},
    "constructs": [{"id": "a", "construct": "primitive", "clause": "1",
      "benefit": {"percent_off": ")" + percent +
                                         R"("},
      "line": {"type": "T", "description": "D", "by": []},
      "rounding": {"mode": "HALF_EVEN", "digits": 2}}]})",
                                     "c.json");
  EXPECT_TRUE(read.has_value());
  return std::move(read).value();
}

// A rule book against a standard contract.
class BookPair {
 public:
  BookPair(rule_book::RuleBook book, contract::Contract contract)
      : legacy_(std::move(book)), standard_(std::move(contract)) {
    mentions_.Add(legacy_.book());
    mentions_.Add(standard_.contract());
    target_ = std::make_unique<FuzzTarget>(legacy_, standard_, mentions_, 1);
  }

  // Cases up to the first that differs, the median of three seeds; `cases_max` where there is none.
  std::uint64_t Ours(std::uint64_t cases_max) {
    std::vector<std::uint64_t> counts;
    for (const std::uint64_t seed : {1, 2, 3}) {
      FuzzOrder order;
      order.seed = seed;
      order.cases = cases_max;
      const auto report = RunFuzz(*target_, order, nullptr);
      EXPECT_TRUE(report.has_value());
      counts.push_back(report->found ? report->cases : cases_max);
    }
    std::sort(counts.begin(), counts.end());
    return counts[1];
  }

  // The same of random usage that knows the texts, but aims at nothing.
  std::uint64_t Plain(std::uint64_t cases_max) const {
    Mentions texts = mentions_;
    texts.quantities.clear();
    texts.money.clear();
    texts.moments.clear();
    const SlotUniverse universe(texts, 1, {});
    const CaseGenerator generator(texts, universe, standard_.contract().term, 1, {});
    Pair pair(legacy_, standard_, universe.slots());
    UsageCase usage;
    FeatureCounts shown{};
    for (std::uint64_t number = 0; number < cases_max; ++number) {
      generator.Draw(number, Breadth::kSwarm, usage, shown);
      if (pair.Bill(usage) == PairVerdict::kDifferent) return number;
    }
    return cases_max;
  }

  FuzzTarget& target() { return *target_; }
  const cbas::CbasModel& legacy() const { return legacy_; }

 private:
  cbas::CbasModel legacy_;
  plan::Plan standard_;
  Mentions mentions_;
  std::unique_ptr<FuzzTarget> target_;
};

// Of one record, quantity 1000 and cost 12.345, what a rule's gauges are.
std::vector<Gauge> GaugesOf(const rule_book::RuleBook& book,
                            BookNumbers numbers = BookNumbers::kOwn) {
  const cbas::CbasModel model(book);
  model::SlotTable slots;
  model::Slot slot;
  slot.account = "a";
  slot.line_item_type = "Usage";
  slots.Intern(slot);
  slot.account = "b";
  slots.Intern(slot);
  UsageCase usage;
  usage.last = *model::Period::Parse("2025-01");
  const model::Timestamp start = *model::Timestamp::Parse("2025-01-05");
  usage.records.push_back({0, usage.last, start, model::Decimal::FromInteger(750),
                           model::Decimal::Parse("10").value(), std::nullopt});
  usage.records.push_back({1, usage.last, start, model::Decimal::FromInteger(250),
                           model::Decimal::Parse("2.345").value(), std::nullopt});
  CaseColumns columns;
  columns.Fill(usage);
  LegacyGauges legacy(model, slots, numbers);
  std::vector<Gauge> gauges;
  EXPECT_TRUE(legacy.Bill(usage, columns, gauges));
  return gauges;
}

std::vector<std::string> Told(const std::vector<Gauge>& gauges) {
  std::vector<std::string> told;
  for (const Gauge& gauge : gauges) {
    told.push_back(std::string(Name(gauge.place.kind)) + " " + gauge.value.ToString());
  }
  return told;
}

using Texts = std::vector<std::string>;

TEST(LegacyGauges, TellEveryRoundingPointOfAFormula) {
  const std::string decimal = R"({"arithmetic": "decimal", "scale": 3, "amount_digits": 2})";
  EXPECT_EQ(Told(GaugesOf(Book(decimal, Rule("round(cost, 1) + floor(usage / 3)")))),
            Texts({"inner_round 123.45", "scale_rounding 1000000/3", "inner_whole 333.833",
                   "rule_amount 34530"}));
  // A product is rounded where it has more digits than the scale, and not where it can't have.
  EXPECT_EQ(Told(GaugesOf(Book(decimal, Rule("cost * 0.03")))),
            Texts({"scale_rounding 370.35", "rule_amount 37"}));
  EXPECT_EQ(Told(GaugesOf(Book(R"({"arithmetic": "decimal", "scale": 28})", Rule("cost * 0.03")))),
            Texts({"rule_amount 37.035"}));
  EXPECT_EQ(Told(GaugesOf(Book(decimal, Rule("cost", R"("each": "event", )")))),
            Texts({"record_amount 1000", "record_amount 234.5"}));
}

TEST(LegacyGauges, TellWhatIsComparedAndLookedUp) {
  const std::string decimal = R"({"arithmetic": "decimal", "scale": 3, "amount_digits": 2})";
  EXPECT_EQ(
      Told(GaugesOf(Book(decimal, Rule("if(usage > 990, min(cost, 50, 7), round(cost, 0))")))),
      Texts(
          {"formula_bound 10", "formula_bound -37.655", "formula_bound 5.345", "rule_amount 700"}));
  EXPECT_EQ(Told(GaugesOf(Book(decimal, Rule("tiered(usage, t)"),
                               R"({"t": [["0", "400", "0.5"], ["400", null, "0.25"]]})"))),
            Texts({"formula_bound 600", "scale_rounding 150000", "rule_amount 35000"}));
}

TEST(LegacyGauges, TellWhatEachLineIsCutTo) {
  const std::string decimal = R"({"arithmetic": "decimal", "scale": 5, "amount_digits": 2})";
  const std::string spread = R"("spread": ["account"], "spread_on": "usage", )";
  EXPECT_EQ(Told(GaugesOf(Book(decimal, Rule("cost", spread)))),
            Texts({"rule_amount 1234.5", "rule_share_cut 926.75", "rule_share_cut 309.25"}));
  EXPECT_EQ(Told(GaugesOf(Book(decimal, Rule("cost", spread + R"("spread_cut": "line", )")))),
            Texts({"rule_amount 1234.5", "rule_share 925.875", "rule_share 308.625"}));
}

// Doubles are told as the decimals that they stand for, with no noise in the last bits, and short
// decimals as what they were rounded from.
TEST(LegacyGauges, TellStraightNumbers) {
  EXPECT_EQ(Told(GaugesOf(Book("{}", Rule("round(usage * 0.1 * 3, 1)")), BookNumbers::kStraight)),
            Texts({"inner_round 3000", "rule_amount 30000"}));
  EXPECT_EQ(Told(GaugesOf(Book(R"({"arithmetic": "decimal", "scale": 2})", Rule("cost * 0.03")),
                          BookNumbers::kStraight)),
            Texts({"rule_amount 37.035"}));
  const std::vector<Gauge> exact =
      GaugesOf(Book(R"({"round_how": "exact"})", Rule("round(cost, 1)")), BookNumbers::kStraight);
  ASSERT_EQ(exact.size(), 2U);
  EXPECT_EQ(exact[0].binary_digits, 1);
  EXPECT_EQ(exact[1].binary_digits, 2);
}

// Each kind is brought below its tie or bound, onto it and above it.
TEST(LegacyGauges, AreAimedAt) {
  const std::string rules = R"book(
    {"id": "A", "clause": "1", "credit": "round(usage * 0.0371, 3) + floor(cost / 7)",
     "per": ["account"], "line": {"type": "T", "text": "D"}},
    {"id": "B", "clause": "2", "credit": "min(cost * 0.125, 500)", "each": "event",
     "line": {"type": "T", "text": "D"}},
    {"id": "C", "clause": "3", "credit": "cost * 0.0712345 + 0 * rated", "spread": ["account"],
     "spread_cut": "line", "line": {"type": "T", "text": "D"}})book";
  BookPair pair(Book(R"({"arithmetic": "decimal", "scale": 6})", rules), Percentage("10"));
  AimCounts counts;
  FeatureCounts shown{};
  UsageCase usage;
  for (std::uint64_t number = 0; number < 12'000; ++number) {
    pair.target().generator().Draw(number, Breadth::kSwarm, usage, shown);
    CountedRandom random(number, 1);
    pair.target().aimer().Aim(random, usage, counts);
  }
  for (const GaugeKind kind :
       {GaugeKind::kRuleAmount, GaugeKind::kRecordAmount, GaugeKind::kInnerRound,
        GaugeKind::kInnerWhole, GaugeKind::kScaleRounding, GaugeKind::kReadRounding,
        GaugeKind::kFormulaBound, GaugeKind::kLineRounding}) {
    for (std::size_t side = 0; side < 3; ++side) {
      EXPECT_GE(counts.hit[static_cast<std::size_t>(kind)][side], 3U)
          << Name(kind) << " side " << side;
    }
  }
}

// The only ties that a double rounded by its exact value can stand on.
TEST(LegacyGauges, AreAimedAtTheTiesThatDoublesHave) {
  BookPair pair(Book(R"({"round_how": "exact"})", Rule("round(usage * 0.37, 2) * 2")),
                Percentage("10"));
  LegacyGauges gauges(pair.legacy(), pair.target().universe().slots(), BookNumbers::kStraight);
  int ties = 0;
  int of_doubles = 0;
  AimCounts counts;
  FeatureCounts shown{};
  CaseColumns columns;
  UsageCase usage;
  std::vector<Gauge> told;
  for (std::uint64_t number = 0; number < 4000; ++number) {
    pair.target().generator().Draw(number, Breadth::kSwarm, usage, shown);
    CountedRandom random(number, 1);
    if (!pair.target().aimer().Aim(random, usage, counts)) continue;
    columns.Fill(usage);
    told.clear();
    if (!gauges.Bill(usage, columns, told)) continue;
    for (const Gauge& gauge : told) {
      if (gauge.place.kind != GaugeKind::kInnerRound) continue;
      const std::string twice = (gauge.value + gauge.value).ToString();
      if (twice.find_first_of("./") != std::string::npos) continue;
      if (twice.find_last_of("13579") != twice.size() - 1) continue;  // whole
      ++ties;
      of_doubles += twice.ends_with("25") || twice.ends_with("75") ? 1 : 0;
    }
  }
  EXPECT_GT(ties, 100);
  EXPECT_GT(of_doubles * 4, ties);  // of all ties, one in 25 by chance
}

// Half even in the formula where the contract means half up: they differ where usage * 0.037321709
// is on a tie of 2 digits and nowhere else. Amounts are the same elsewhere.
TEST(LegacyGauges, FindWhatDiffersAtTiesOfAnInnerRoundAlone) {
  const std::string settings =
      R"({"arithmetic": "decimal", "scale": 18, "amount_rounding": "HALF_EVEN"})";
  BookPair sound(Book(settings, Rule("cost * 0.1")), Percentage("10"));
  EXPECT_EQ(sound.Ours(3000), 3000U);
  BookPair faulty(Book(settings, Rule("cost * 0.1 + (floor(usage * 3.7321709 + 0.5) / 100 - "
                                      "round(usage * 0.037321709, 2)) * 100")),
                  Percentage("10"));
  EXPECT_LE(faulty.Ours(4000), 200U);
  EXPECT_EQ(faulty.Plain(20'000), 20'000U);
}

// Two ways of rounding the same product that are equal on paper and not in doubles.
TEST(LegacyGauges, FindWhatDiffersAtTiesOfDoublesAlone) {
  const std::string formula =
      "if(abs(usage) < 1000000000, if(abs(round(usage * 0.037321709, 2) - "
      "floor(usage * 3.7321709 + 0.5) / 100) > 0.001, 1, 0), 0)";
  for (const std::string how : {"scaled", "exact"}) {
    BookPair pair(Book(R"({"round_how": ")" + how + R"("})", Rule(formula)), Percentage("0"));
    EXPECT_LE(pair.Ours(4000), 1000U) << how;
    EXPECT_EQ(pair.Plain(20'000), 20'000U) << how;
  }
}

// A digit fewer within the formula shows where the second rounding is led over its tie.
TEST(LegacyGauges, FindDigitsOfAnInnerRound) {
  BookPair pair(Book(R"({"arithmetic": "decimal", "scale": 18, "amount_rounding": "HALF_EVEN"})",
                     Rule("cost * 0.1 + (round(usage * 0.037321709, 4) - "
                          "round(round(usage * 0.037321709, 8), 4)) * 10000")),
                Percentage("10"));
  EXPECT_LE(pair.Ours(4000), 400U);
  EXPECT_EQ(pair.Plain(2000), 2000U);
}

}  // namespace
}  // namespace twinbill::fuzz
