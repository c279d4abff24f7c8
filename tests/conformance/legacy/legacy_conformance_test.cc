// The rule book interpreter against bills that a second implementation of the specification
// computed.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/record_feed.h"
#include "corpus/readers/usage_reader.h"
#include "harness/cli/command.h"
#include "legacy_adapters/legacy_model.h"

namespace twinbill {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(TWINBILL_SOURCE_DIR) / "tests/conformance/legacy/cases";

std::string Content(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> Cases() {
  std::vector<fs::path> cases;
  for (const auto& entry : fs::directory_iterator(kCases)) cases.push_back(entry.path());
  std::sort(cases.begin(), cases.end());
  return cases;
}

std::string Bill(const fs::path& path, std::vector<std::string> more = {}) {
  std::ostringstream out;
  std::ostringstream err;
  cli::Streams streams{out, err};
  std::vector<std::string> arguments = {
      "bill",    "--model",         "legacy", "--contract", path / "contract.json",
      "--usage", path / "usage.csv"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  EXPECT_EQ(cli::Main(arguments, streams), cli::kDone) << path << err.str();
  return out.str();
}

TEST(LegacyConformance, EveryCaseBillsTheSameBytes) {
  const std::vector<fs::path> cases = Cases();
  EXPECT_EQ(cases.size(), 80U);
  for (const fs::path& path : cases) {
    EXPECT_EQ(Bill(path), Content(path / "expected.csv")) << path;
  }
}

TEST(LegacyConformance, APeriodByItselfIsThatPartOfTheWhole) {
  const fs::path path = kCases / "9017";
  std::vector<std::string> rows;
  for (model::Period period = model::Period::FromCivil(2024, 4);
       period <= model::Period::FromCivil(2025, 4); period = period.Next()) {
    std::istringstream stream(Bill(path, {"--period", period.ToString()}));
    std::string row;
    std::getline(stream, row);
    while (std::getline(stream, row)) rows.push_back(row + "\n");
  }
  std::sort(rows.begin(), rows.end());
  std::string whole(model::LineItemHeader());
  for (const std::string& row : rows) whole += row;
  EXPECT_EQ(whole, Content(path / "expected.csv"));
}

// A case's usage as blocks, and its model.
struct Opened {
  std::unique_ptr<legacy::LegacyModel> model;
  model::SlotTable slots;
  model::RecordFeed feed;

  explicit Opened(const fs::path& path)
      : model(legacy::OpenLegacyModel(path / "contract.json").value()) {
    const auto records = readers::ReadRecords(path / "usage.csv", {}).value();
    for (const model::UsageRecord& record : records) {
      if (record.payer == model->head().payer) feed.Add(record, slots);
    }
    EXPECT_TRUE(feed.Finish());
  }

  void BillNext(legacy::LegacyRun& run, model::Period period,
                std::vector<model::LineItem>& lines) const {
    for (const model::UsageBlock& block : feed.Of(period)) ASSERT_TRUE(run.Add(block));
    ASSERT_TRUE(run.BillNext(lines));
  }
};

TEST(LegacyConformance, GoingOnFromAnyStateIsTheSame) {
  for (const fs::path& path : Cases()) {
    const Opened opened(path);
    const model::Term& term = opened.model->head().term;
    std::vector<model::LineItem> lines;
    std::string state = opened.model->Start(opened.slots)->State();
    const auto whole = opened.model->Start(opened.slots);
    for (model::Period p = term.FirstPeriod(); p <= term.LastPeriod(); p = p.Next()) {
      const auto run = opened.model->Start(opened.slots);
      ASSERT_TRUE(run->Resume(state)) << path << state;
      EXPECT_EQ(run->State(), state) << path;
      std::vector<model::LineItem> of_whole;
      opened.BillNext(*run, p, lines);
      opened.BillNext(*whole, p, of_whole);
      state = run->State();
      EXPECT_EQ(whole->State(), state) << path;
    }
    EXPECT_EQ(model::CanonicalFile(lines), Content(path / "expected.csv")) << path;
  }
}

TEST(LegacyConformance, ARestartedRunBillsTheSame) {
  for (const fs::path& path : Cases()) {
    const Opened opened(path);
    const model::Term& term = opened.model->head().term;
    const auto run = opened.model->Start(opened.slots);
    for (int pass = 0; pass < 3; ++pass) {
      std::vector<model::LineItem> lines;
      run->Restart();
      for (model::Period p = term.FirstPeriod(); p <= term.LastPeriod(); p = p.Next()) {
        opened.BillNext(*run, p, lines);
        if (pass == 1 && p.months % 3 == 0) break;  // begun again in the middle
      }
      if (pass != 1) {
        EXPECT_EQ(model::CanonicalFile(lines), Content(path / "expected.csv")) << path;
      }
    }
  }
}

}  // namespace
}  // namespace twinbill
