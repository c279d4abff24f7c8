// A good report with seeded damage: every file gives rows or an error, the same with any number of
// threads, and never a crash.
#include <gtest/gtest.h>

#include <random>

#include "corpus/readers/usage_reader.h"
#include "tests/support/report_files.h"

namespace twinbill::readers {
namespace {

using support::TemporaryFolder;

std::string GoodReport() {
  std::string rows;
  for (int i = 0; i < 12; ++i) {
    rows += "\"i\"\"" + std::to_string(i) + "\",999,2025-01-01,111,2025-01-0" +
            std::to_string(i % 9 + 1) +
            "T00:00:00Z,Usage,AmazonEC2,\"Box,Usage\",USD,1.5e-3,-0.25,"
            "\"{\"\"user_team\"\":\"\"K\xC3\xB6ln\"\"}\",NULL\n";
  }
  std::string report = support::Cur2(rows);
  report.insert(report.find('\n'), ",resource_tags,line_item_unblended_rate");
  return report;
}

std::string Mutate(std::string bytes, std::mt19937_64& random) {
  static const std::string kSharp("\",\n\r\0\xEF\xBB\xBF{}[]\\eE.-0N", 20);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  for (std::size_t count = below(3) + 1; count > 0 && !bytes.empty(); --count) {
    const std::size_t at = below(bytes.size());
    switch (below(6)) {
      case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8))); break;
      case 1: bytes.resize(at); break;
      case 2: bytes.insert(at, 1, kSharp[below(kSharp.size())]); break;
      case 3: bytes.erase(at, below(20) + 1); break;
      case 4: bytes.insert(at, bytes.substr(below(bytes.size()), below(200))); break;
      default: bytes[at] = kSharp[below(kSharp.size())]; break;
    }
  }
  return bytes;
}

// The rows or the errors of a file, as one text.
std::string OutcomeOf(const std::string& path, int threads) {
  ReaderOptions options;
  options.threads = threads;
  const auto records = ReadRecords(path, options);
  std::string outcome;
  if (!records) {
    EXPECT_FALSE(records.error().diagnostics.empty());
    for (const model::Diagnostic& diagnostic : records.error().diagnostics)
      outcome += Format(diagnostic) + "\n";
    return outcome;
  }
  for (const model::UsageRecord& record : *records) {
    outcome += record.id + "|" + record.start.ToString() + "|" + record.quantity.ToString() + "|" +
               record.unblended_cost.ToString() + "|" + record.slot.usage_type + "|" +
               std::string(model::AttributeText(record.slot.tags, "user_team")) + "\n";
  }
  return outcome;
}

TEST(Mutations, TheGoodReportIsRead) {
  const TemporaryFolder folder;
  const auto records = ReadRecords(folder.Write("report.csv", GoodReport()), {});
  ASSERT_TRUE(records.has_value()) << Format(records.error().diagnostics.at(0));
  ASSERT_EQ(records->size(), 12U);
  EXPECT_EQ(records->at(3).id, "i\"3");
}

TEST(Mutations, DamageGivesRowsOrAnErrorWhateverTheThreads) {
  const TemporaryFolder folder;
  std::mt19937_64 random(20'250'131);
  const std::string good = GoodReport();
  const std::string packed = support::Gzip(good);
  std::size_t refused = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string path = folder.Write("report.csv", Mutate(i % 4 == 0 ? packed : good, random));
    const std::string outcome = OutcomeOf(path, 1);
    EXPECT_EQ(outcome, OutcomeOf(path, 2)) << "mutation " << i;
    if (outcome.find("report.csv") != std::string::npos) ++refused;
  }
  EXPECT_GT(refused, 250U);
  EXPECT_LT(refused, 400U);
}

}  // namespace
}  // namespace twinbill::readers
