// Every file of corpus/data/real and what comes of it: outcomes.json is the table, written by hand
// from the publishers' files; money.py compares the money with a sum of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "corpus/readers/report_summary.h"
#include "corpus/readers/usage_reader.h"

namespace twinbill::readers {
namespace {

using nlohmann::json;

const std::string kTable =
    std::string(TWINBILL_SOURCE_DIR) + "/tests/conformance/real_data/outcomes.json";
const std::string kData = std::string(TWINBILL_SOURCE_DIR) + "/corpus/data/real/";

json Table() { return json::parse(std::ifstream(kTable)); }

// What the table would say of the file.
json OutcomeOf(const std::string& file) {
  auto reader = OpenUsage(kData + file, {});
  if (!reader) return {{"file", file}, {"error", model::Format(reader.error().diagnostics[0])}};
  ReportSummary summary(**reader);
  UsageBatch batch;
  for (;;) {
    const auto more = (*reader)->Next(batch);
    if (!more) return {{"file", file}, {"error", model::Format(more.error().diagnostics[0])}};
    if (!*more) break;
    summary.Add(batch);
  }
  const ReportSummary::Counts counts = summary.CountDifferent();
  json types = json::object();
  for (const auto& [type, of_type] : summary.ByLineItemType()) types[type] = of_type.rows;
  return {{"file", file},
          {"kind", Name((*reader)->shape().kind)},
          {"rows", summary.rows()},
          {"payers", counts.payers},
          {"accounts", counts.accounts},
          {"services", counts.services},
          {"regions", counts.regions},
          {"usage_types", counts.usage_types},
          {"line_item_types", types},
          {"currencies", summary.Currencies()}};
}

model::Failure FailureOf(const std::string& path, int threads) {
  ReaderOptions options;
  options.threads = threads;
  auto records = ReadRecords(path, options);
  EXPECT_FALSE(records.has_value()) << path;
  return records ? model::Failure{} : records.error();
}

TEST(RealData, TheTableHasEveryFile) {
  std::set<std::string> in_table;
  const json table = Table();
  for (const char* part : {"read", "refused"}) {
    for (const json& outcome : table[part]) in_table.insert(outcome["file"].get<std::string>());
  }
  std::set<std::string> there;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kData)) {
    const std::string name = entry.path().string().substr(kData.size());
    if (entry.is_regular_file() && name != "ATTRIBUTION.md") there.insert(name);
  }
  EXPECT_EQ(in_table, there);
}

TEST(RealData, FilesAreReadAsTheTableSays) {
  const json table = Table();
  for (const json& expected : table["read"])
    EXPECT_EQ(OutcomeOf(expected["file"].get<std::string>()), expected);
}

TEST(RealData, FilesAreRefusedAsTheTableSays) {
  const json table = Table();
  for (const json& expected : table["refused"]) {
    const std::string path = kData + expected["file"].get<std::string>();
    for (const int threads : {1, 3}) {
      const model::Failure failure = FailureOf(path, threads);
      EXPECT_EQ(failure.kind, model::FailureKind::kInput);
      bool found = false;
      std::string all;
      for (const model::Diagnostic& diagnostic : failure.diagnostics) {
        all += model::Format(diagnostic) + "\n";
        found = found ||
                (diagnostic.code == expected["code"].get<std::string>() &&
                 diagnostic.position.file == path &&
                 diagnostic.position.line == expected["line"].get<std::int64_t>() &&
                 diagnostic.position.column == expected["column"].get<std::int64_t>() &&
                 diagnostic.message.find(expected["says"].get<std::string>()) != std::string::npos);
      }
      EXPECT_TRUE(found) << expected << "\nbut the errors are\n" << all;
    }
  }
}

}  // namespace
}  // namespace twinbill::readers
