// The rule book interpreter against the plain evaluator on random rule books and usage.
//
// RapidCheck draws one number a case; book and usage are made of it (tests/support), so a failing
// case is that number and nothing else. TWINBILL_SEED runs one number alone.
#include "tests/support/random_rule_book.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <string>

#include "corpus/model/record_feed.h"
#include "legacy_adapters/cbas/cbas_model.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "tests/support/plain_rule_book.h"
#include "tests/support/random_usage.h"

#ifndef TWINBILL_CASES
#define TWINBILL_CASES 500
#endif

namespace twinbill {
namespace {

struct Case {
  model::Term term;
  nlohmann::json book;
  std::vector<model::UsageRecord> usage;

  explicit Case(std::uint64_t seed) {
    support::RandomSource source(seed);
    term = support::RandomTerm(source);
    book = support::RandomRuleBook(source, term, 5);
    usage = support::RandomUsage(source, term, 40);
    if (!source.OneIn(10)) return;
    for (model::UsageRecord& record : usage) {  // numbers that 64 and 128 bits are too few for
      const std::string digits = std::to_string(source.Next() >> 1U);
      if (source.OneIn(4)) record.quantity = *model::Decimal::Parse(digits + ".000000000123456789");
      if (source.OneIn(4))
        record.unblended_cost = *model::Decimal::Parse("-" + digits + digits.substr(0, 9));
      if (source.OneIn(4)) record.rate = *model::Decimal::Parse("0.00000" + digits);
    }
  }
};

// The bytes of a bill, and where it stopped.
struct Outcome {
  std::string file;
  std::optional<model::Period> stopped_at;
};

// How the interpreter is driven: the same bytes must come out.
enum class Drive { kStraight, kByState, kRestarted, kSmallBlocks, kPrepared };

class Driver {
 public:
  Driver(const Case& drawn, std::unique_ptr<cbas::CbasModel> model)
      : drawn_(drawn), model_(std::move(model)) {
    for (const model::UsageRecord& record : drawn.usage) {
      if (record.payer == support::kPayer) feed_.Add(record, slots_);
    }
    RC_ASSERT(feed_.Finish().has_value());
  }

  Outcome Bill(Drive drive) {
    auto run = model_->Start(slots_);
    if (drive == Drive::kRestarted) {
      Pass(*run, Drive::kStraight);
      run->Restart();
    }
    return Pass(*run, drive);
  }

 private:
  Outcome Pass(legacy::LegacyRun& first, Drive drive) {
    Outcome outcome;
    std::vector<model::LineItem> lines;
    std::unique_ptr<legacy::LegacyRun> resumed;
    legacy::LegacyRun* run = &first;
    for (model::Period p = drawn_.term.FirstPeriod(); p <= drawn_.term.LastPeriod(); p = p.Next()) {
      if (drive == Drive::kByState || drive == Drive::kPrepared) {
        const std::string state = run->State();
        resumed = model_->Start(slots_);
        run = resumed.get();
        RC_ASSERT(run->Resume(state).has_value());
        RC_ASSERT(run->State() == state);
      }
      if (drive == Drive::kPrepared) run->Prepare();
      for (const model::UsageBlock& block : feed_.Of(p)) {
        if (drive == Drive::kSmallBlocks) {
          AddInParts(*run, block);
        } else {
          RC_ASSERT(run->Add(block).has_value());
        }
      }
      if (run->BillNext(lines)) continue;
      outcome.stopped_at = p;
      break;
    }
    outcome.file = model::CanonicalFile(lines);
    return outcome;
  }

  static model::NumberColumn Part(const model::NumberColumn& column, std::size_t at,
                                  std::size_t count) {
    model::NumberColumn part = column;
    if (!column.units.empty()) part.units = column.units.subspan(at, count);
    if (!column.wide.empty()) part.wide = column.wide.subspan(at, count);
    return part;
  }

  // The block in parts of one to three records, every other one with wide numbers.
  static void AddInParts(legacy::LegacyRun& run, const model::UsageBlock& block) {
    std::size_t count = 1;
    for (std::size_t at = 0; at < block.size(); at += count) {
      count = std::min<std::size_t>(at % 3 + 1, block.size() - at);
      model::UsageBlock part = block;
      part.slot = block.slot.subspan(at, count);
      part.start = block.start.subspan(at, count);
      part.quantity = Part(block.quantity, at, count);
      part.list_cost = Part(block.list_cost, at, count);
      part.rate = Part(block.rate, at, count);
      if (!block.has_rate.empty()) part.has_rate = block.has_rate.subspan(at, count);
      std::vector<model::Decimal> wide;
      if (at % 2 == 1 && part.list_cost.narrow) {
        for (std::size_t i = 0; i < count; ++i) wide.push_back(part.list_cost.At(i));
        part.list_cost = {.narrow = false, .scale = 0, .units = {}, .wide = wide};
      }
      RC_ASSERT(run.Add(part).has_value());
    }
  }

  const Case& drawn_;
  std::unique_ptr<cbas::CbasModel> model_;
  model::SlotTable slots_;
  model::RecordFeed feed_;
};

std::unique_ptr<cbas::CbasModel> Read(const Case& drawn) {
  auto read = rule_book::ReadRuleBook(drawn.book.dump(1), "random.json");
  if (!read) {
    RC_LOG() << drawn.book.dump(1) << model::Format(read.error().diagnostics.front());
    RC_FAIL("the generator made a book that is refused");
  }
  return std::make_unique<cbas::CbasModel>(std::move(read->book));
}

Outcome ByPlainRules(const Case& drawn) {
  const support::PlainBill bill = support::BillByPlainRules(
      drawn.book, drawn.usage, drawn.term.FirstPeriod(), drawn.term.LastPeriod());
  std::vector<std::string> rows = bill.rows;
  std::sort(rows.begin(), rows.end());
  Outcome outcome{std::string(model::LineItemHeader()), bill.stopped_at};
  for (const std::string& row : rows) outcome.file += row;
  return outcome;
}

void Compare(std::uint64_t seed, const Case& drawn, const Outcome& found, const Outcome& expected) {
  if (found.file == expected.file && found.stopped_at == expected.stopped_at) return;
  RC_LOG() << "seed " << seed << "\n"
           << drawn.book.dump(1) << "\nfound\n"
           << found.file << (found.stopped_at ? found.stopped_at->ToString() : "") << "\nexpected\n"
           << expected.file << (expected.stopped_at ? expected.stopped_at->ToString() : "");
  RC_FAIL("other bytes");
}

// Runs a property on as many numbers as this program is for. Numbers do not shrink: the number of a
// case is its name, and a smaller one is another case.
template <class Property>
bool Check(const std::string& name, int cases, const Property& property) {
  if (const char* seed = std::getenv("TWINBILL_SEED")) {
    cases = 1;
    const std::uint64_t only = std::stoull(seed);
    return rc::check(name, [&] { property(only); });
  }
  rc::detail::TestParams parameters = rc::detail::configuration().testParams;
  parameters.maxSuccess = cases;
  parameters.disableShrinking = true;
  rc::detail::TestMetadata metadata;
  metadata.id = name;
  metadata.description = name;
  const auto result = rc::detail::checkTestable(
      // At the full size: small sizes would draw small numbers, the same ones again and again.
      [&] { property(*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>())); },
      metadata, parameters);
  if (!result.template is<rc::detail::SuccessResult>()) {
    rc::detail::printResultMessage(result, std::cerr);
    return false;
  }
  return result.template get<rc::detail::SuccessResult>().numSuccess == cases;
}

TEST(RandomRuleBooks, BillThePlainEvaluatorsBytes) {
  std::map<std::string, int> seen;  // what the cases were like
  EXPECT_TRUE(Check("interpreter and plain evaluator", TWINBILL_CASES, [&](std::uint64_t seed) {
    const Case drawn(seed);
    const Outcome expected = ByPlainRules(drawn);
    const Outcome found = Driver(drawn, Read(drawn)).Bill(Drive::kStraight);
    Compare(seed, drawn, found, expected);
    ++seen[expected.stopped_at ? "stopped" : "whole"];
    if (found.file.size() > model::LineItemHeader().size()) ++seen["with lines"];
  }));
  if (std::getenv("TWINBILL_SEED") != nullptr) return;
  EXPECT_GT(seen["with lines"], TWINBILL_CASES / 2);
  EXPECT_GT(seen["stopped"] + (TWINBILL_CASES < 5000), 0);  // about one in a hundred
  EXPECT_GT(seen["whole"], TWINBILL_CASES / 2);
}

// A case that never happens proves nothing.
TEST(RandomRuleBooks, HaveAllThatARuleBookCanSay) {
  std::map<std::string, int> seen;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    for (const support::RuleBookFeature& feature : support::FeaturesOf(Case(seed).book)) {
      ++seen[feature];
    }
  }
  for (const support::RuleBookFeature& feature : support::AllFeatures()) {
    EXPECT_GE(seen[feature], 5) << feature;
  }
}

TEST(RandomRuleBooks, BillTheSameHoweverTheyAreDriven) {
  EXPECT_TRUE(Check("ways of driving", TWINBILL_CASES / 5, [](std::uint64_t seed) {
    const Case drawn(seed);
    Driver driver(drawn, Read(drawn));
    const Outcome straight = driver.Bill(Drive::kStraight);
    for (const Drive drive :
         {Drive::kByState, Drive::kRestarted, Drive::kSmallBlocks, Drive::kPrepared}) {
      Compare(seed, drawn, driver.Bill(drive), straight);
    }
  }));
}

}  // namespace
}  // namespace twinbill
