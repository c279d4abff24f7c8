// A rule book's run from small books and a few records: where it stops, what it carries, what it
// tells.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "corpus/model/record_feed.h"
#include "legacy_adapters/cbas/cbas_model.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::cbas {
namespace {

using model::Decimal;
using model::Period;

const Period kJanuary = Period::FromCivil(2025, 1);

// A book of one rule in the first quarter of 2025, with more keys of the rule and of the settings.
std::string Book(const std::string& credit, const std::string& keys = "",
                 const std::string& settings = "{}") {
  return R"({"cbas": 1, "contract": {"id": "K", "payer": "P", "currency": "USD",
    "start": "2025-01-01", "end": "2025-04-01"}, "settings": )" +
         settings + R"(, "rules": [{"id": "R1", "clause": "1", "credit": ")" + credit + R"(",
    "line": {"type": "EdpDiscount", "text": "t"})" +
         keys + "}]}";
}

struct Ground {
  CbasModel model;
  model::SlotTable slots;
  std::vector<model::UsageRecord> records;
  std::unique_ptr<CbasRun> run;

  explicit Ground(const std::string& book)
      : model(rule_book::ReadRuleBook(book, "book.json").value().book),
        run(model.StartRun(slots)) {}

  void Use(Period period, const std::string& account, const std::string& quantity,
           const std::string& cost) {
    model::UsageRecord record;
    record.id = "id" + std::to_string(records.size());
    record.payer = "P";
    record.period = period;
    record.start = model::Timestamp::AtMidnight(period.FirstDay());
    record.currency = "USD";
    record.slot.account = account;
    record.slot.service = "AmazonS3";
    record.slot.line_item_type = "Usage";
    record.quantity = Decimal::Parse(quantity).value();
    record.unblended_cost = Decimal::Parse(cost).value();
    records.push_back(record);
  }

  model::Result<void> BillNext(Period period, std::vector<model::LineItem>& lines) {
    model::RecordFeed feed;
    for (const model::UsageRecord& record : records) feed.Add(record, slots);
    TWINBILL_TRY(feed.Finish());
    for (const model::UsageBlock& block : feed.Of(period)) TWINBILL_TRY(run->Add(block));
    return run->BillNext(lines);
  }
};

model::Diagnostic StopOf(Ground& ground) {
  std::vector<model::LineItem> lines;
  const auto outcome = ground.BillNext(kJanuary, lines);
  EXPECT_FALSE(outcome.has_value());
  EXPECT_TRUE(lines.empty());
  return outcome.has_value() ? model::Diagnostic() : outcome.error().diagnostics.front();
}

TEST(StoppedBill, ADivisionByZeroNamesRuleGroupAndPeriod) {
  Ground ground(Book("cost / usage", R"(, "per": ["account", "service"])"));
  ground.Use(kJanuary, "a", "1", "1");
  ground.Use(kJanuary, "b", "0", "1");
  const model::Diagnostic stop = StopOf(ground);
  EXPECT_EQ(stop.code, "cbas_division_by_zero");
  EXPECT_EQ(stop.message,
            "rule \"R1\" and group account = 'b', service = 'AmazonS3', period 2025-01: division "
            "by zero");
}

TEST(StoppedBill, OfSeveralGroupsTheFirstIsNamedWhateverTheOrderOfRecords) {
  Ground ground(Book("cost / usage", R"(, "per": ["account"], "each": "event")"));
  ground.Use(kJanuary, "b", "0", "1");
  ground.Use(kJanuary, "a", "0", "1");
  EXPECT_NE(StopOf(ground).message.find("account = 'a'"), std::string::npos);
}

TEST(StoppedBill, AnOverflowStops) {
  Ground ground(Book("cost * cost * cost * cost * cost * cost * cost * cost * cost"));
  ground.Use(kJanuary, "a", "1", "99999999999999999999999999999999999999");
  const model::Diagnostic stop = StopOf(ground);
  EXPECT_EQ(stop.code, "cbas_overflow");
  EXPECT_EQ(stop.message,
            "rule \"R1\", all of its records, period 2025-01: a number above what a double can "
            "hold");
}

TEST(StoppedBill, AnAmountOfMoreThan38DigitsStops) {
  for (const char* settings : {R"({"arithmetic": "decimal"})", R"({"round_how": "exact"})", "{}"}) {
    Ground ground(Book("cost * 1000", "", settings));
    ground.Use(kJanuary, "a", "1", "99999999999999999999999999999999999999");
    EXPECT_EQ(StopOf(ground).code, "cbas_amount_too_large") << settings;
  }
}

TEST(StoppedBill, DecimalsGoOnWhere128BitsEnd) {
  Ground ground(Book("cost * cost / 1E30 / 1E30", "", R"({"arithmetic": "decimal"})"));
  ground.Use(kJanuary, "a", "1", "99999999999999999999999999999999999999");
  std::vector<model::LineItem> lines;
  ASSERT_TRUE(ground.BillNext(kJanuary, lines));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines.front().amount.ToString(), "-10000000000000000.00");
}

TEST(StoppedBill, EarlierPeriodsStand) {
  Ground ground(Book("cost / usage", R"(, "window": "term")"));
  ground.Use(kJanuary, "a", "1", "1");
  ground.Use(kJanuary.Next(), "a", "0", "1");
  std::vector<model::LineItem> lines;
  ASSERT_TRUE(ground.BillNext(kJanuary, lines));
  EXPECT_FALSE(ground.BillNext(kJanuary.Next(), lines));
  EXPECT_EQ(lines.size(), 1U);
}

TEST(RunState, OfAnotherBookOrBrokenIsRefused) {
  Ground ground(Book("cost_before", R"(, "window": "term", "per": ["account"])"));
  ground.Use(kJanuary, "a", "1", "1.5");
  std::vector<model::LineItem> lines;
  ASSERT_TRUE(ground.BillNext(kJanuary, lines));
  const std::string state = ground.run->State();
  Ground other(Book("cost_before + 1", R"(, "window": "term", "per": ["account"])"));
  std::string far = state;
  far.replace(far.find("2025-02"), 7, "2026-02");
  std::string wrong_sum = state;
  wrong_sum.replace(wrong_sum.find("3ff8"), 4, "7ff8");  // 1.5 becomes no number
  for (const std::string& bad : {std::string(), std::string("[]"), far, wrong_sum}) {
    const auto outcome = ground.run->Resume(bad);
    ASSERT_FALSE(outcome.has_value()) << bad;
    EXPECT_EQ(outcome.error().diagnostics.front().code, "cbas_state_unreadable");
  }
  EXPECT_FALSE(other.run->Resume(state).has_value());
  ASSERT_TRUE(ground.run->Resume(state).has_value());
  EXPECT_EQ(ground.run->State(), state);
  lines.clear();
  ground.Use(kJanuary.Next(), "a", "1", "9");
  ASSERT_TRUE(ground.BillNext(kJanuary.Next(), lines));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines.front().amount.ToString(), "-1.50");
}

TEST(BookDigest, IsOfWhatDecidesResults) {
  const auto digest = [](const std::string& book) { return Ground(book).model.digest(); };
  const model::Digest plain = digest(Book("cost * 0.1"));
  EXPECT_EQ(digest(Book("cost  *  0.1", R"(, "when": "always")")), plain);
  EXPECT_EQ(digest("// why\n" + Book("cost * 0.1")), plain);
  EXPECT_NE(digest(Book("cost * 0.2")), plain);
  EXPECT_NE(digest(Book("cost * 0.1", R"(, "per": ["account"])")), plain);
  EXPECT_NE(digest(Book("cost * 0.1", "", R"({"amount_rounding": "UP"})")), plain);
}

TEST(LegacyKind, IsOneTopKey) {
  const support::TemporaryFolder folder;
  const auto code_of = [&](const std::string& text) {
    const auto opened = legacy::OpenLegacyModel(folder.Write("legacy.json", text));
    return opened.has_value() ? std::string(opened.value()->kind())
                              : opened.error().diagnostics.front().code;
  };
  EXPECT_EQ(code_of(Book("cost")), "cbas");
  EXPECT_EQ(code_of("// a comment\n" + Book("cost")), "cbas");
  EXPECT_EQ(code_of("{}"), "legacy_kind_unknown");
  EXPECT_EQ(code_of("nothing"), "legacy_kind_unknown");
  // What is broken is told by the reader of its kind.
  EXPECT_NE(code_of("{\"cbas\": 1, "), "legacy_kind_unknown");
}

TEST(LegacyKind, OfAFileThatIsMissing) {
  const auto opened = legacy::OpenLegacyModel("/no/such/file");
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().diagnostics.front().code, "legacy_unreadable");
}

}  // namespace
}  // namespace twinbill::cbas
