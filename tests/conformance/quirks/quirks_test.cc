// The quirks of legacy bills: for each a usage and rule books of two or more readings, with the
// bill that each reading must give. The bills were worked out by hand (docs/quirks.md).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/readers/usage_reader.h"
#include "harness/cli/command.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "legacy_adapters/cbas/rule_book/rule_book_writer.h"
#include "tests/support/plain_rule_book.h"

namespace twinbill {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = TWINBILL_SOURCE_DIR;
const fs::path kCases = kSource / "tests/conformance/quirks";

std::string Content(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> Quirks() {
  std::vector<fs::path> quirks;
  for (const auto& entry : fs::directory_iterator(kCases)) {
    if (entry.is_directory()) quirks.push_back(entry.path());
  }
  std::sort(quirks.begin(), quirks.end());
  return quirks;
}

struct Reading {
  fs::path book;
  std::string bill;  // as it must be
};

std::vector<Reading> ReadingsOf(const fs::path& quirk) {
  std::vector<Reading> readings;
  for (int i = 1;; ++i) {
    const std::string name = "reading_" + std::to_string(i);
    if (!fs::exists(quirk / (name + ".json"))) return readings;
    readings.push_back({quirk / (name + ".json"), Content(quirk / (name + ".csv"))});
  }
}

rule_book::RuleBook BookOf(const Reading& reading) {
  const auto read = rule_book::ReadRuleBookFile(reading.book);
  EXPECT_TRUE(read) << reading.book;
  return read->book;
}

TEST(Quirks, AtLeast35OfThe58HaveReadingsThatBillDifferently) {
  const std::vector<fs::path> quirks = Quirks();
  EXPECT_GE(quirks.size(), 35U);
  for (const fs::path& quirk : quirks) {
    std::set<std::string> bills;
    for (const Reading& reading : ReadingsOf(quirk)) bills.insert(reading.bill);
    EXPECT_GE(bills.size(), 2U) << quirk;
  }
}

TEST(Quirks, TheAdapterGivesTheReadingThatItsRuleBookSays) {
  for (const fs::path& quirk : Quirks()) {
    for (const Reading& reading : ReadingsOf(quirk)) {
      const model::Term term = BookOf(reading).head.term;
      std::ostringstream out;
      std::ostringstream err;
      cli::Streams streams{out, err};
      const std::vector<std::string> arguments = {"bill",
                                                  "--model",
                                                  "legacy",
                                                  "--contract",
                                                  reading.book,
                                                  "--usage",
                                                  quirk / "usage.csv",
                                                  "--from",
                                                  term.FirstPeriod().ToString(),
                                                  "--to",
                                                  term.LastPeriod().ToString()};
      EXPECT_EQ(cli::Main(arguments, streams), cli::kDone) << reading.book << err.str();
      EXPECT_EQ(out.str(), reading.bill) << reading.book;
    }
  }
}

TEST(Quirks, EachReadingOfEachIsBilledByThePlainRules) {
  for (const fs::path& quirk : Quirks()) {
    const auto records = readers::ReadRecords(quirk / "usage.csv", {});
    ASSERT_TRUE(records) << quirk;
    for (const Reading& reading : ReadingsOf(quirk)) {
      const model::Term term = BookOf(reading).head.term;
      support::PlainBill bill =
          support::BillByPlainRules(support::ReadRuleBook(Content(reading.book)), *records,
                                    term.FirstPeriod(), term.LastPeriod());
      EXPECT_FALSE(bill.stopped_at) << reading.book;
      std::sort(bill.rows.begin(), bill.rows.end());
      std::string bytes(model::LineItemHeader());
      for (const std::string& row : bill.rows) bytes += row;
      EXPECT_EQ(bytes, reading.bill) << reading.book;
    }
  }
}

TEST(Quirks, TheirRuleBooksAreCanonical) {
  for (const fs::path& quirk : Quirks()) {
    for (const Reading& reading : ReadingsOf(quirk)) {
      EXPECT_EQ(rule_book::WriteRuleBook(BookOf(reading)), Content(reading.book)) << reading.book;
    }
  }
}

TEST(Quirks, TheDocumentListsAll58) {
  const std::string document = Content(kSource / "docs/quirks.md");
  for (int number = 1; number <= 58; ++number) {
    const std::string name = (number < 10 ? "Q0" : "Q") + std::to_string(number);
    EXPECT_NE(document.find("| `" + name + "` |"), std::string::npos) << name;
  }
  for (const fs::path& quirk : Quirks()) {
    const std::string name = quirk.filename();
    const std::size_t at = document.find("| `" + name + "` |");
    EXPECT_LT(at, document.find("## What no rule book can say")) << name;
  }
}

}  // namespace
}  // namespace twinbill
