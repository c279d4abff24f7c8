// The standard engine against bills that a second implementation of the specification computed.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/line_item.h"
#include "harness/cli/command.h"

namespace twinbill {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(TWINBILL_SOURCE_DIR) / "tests/conformance/standard/cases";

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
      "bill",    "--model",         "standard", "--contract", path / "contract.json",
      "--usage", path / "usage.csv"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  EXPECT_EQ(cli::Main(arguments, streams), cli::kDone) << path << err.str();
  return out.str();
}

TEST(StandardConformance, EveryCaseBillsTheSameBytes) {
  const std::vector<fs::path> cases = Cases();
  EXPECT_EQ(cases.size(), 80U);
  for (const fs::path& path : cases) {
    EXPECT_EQ(Bill(path), Content(path / "expected.csv")) << path;
  }
}

// The rows of a file of line items, without its header.
std::vector<std::string> RowsOf(const std::string& file) {
  std::vector<std::string> rows;
  std::istringstream stream(file);
  std::string row;
  std::getline(stream, row);
  while (std::getline(stream, row)) rows.push_back(row);
  return rows;
}

TEST(StandardConformance, PeriodsBilledOneByOneAreTheWhole) {
  for (const fs::path& path : Cases()) {
    std::vector<std::string> rows;
    for (model::Period period = model::Period::FromCivil(2024, 1);
         period <= model::Period::FromCivil(2025, 12); period = period.Next()) {
      const auto of_period = RowsOf(Bill(path, {"--period", period.ToString()}));
      rows.insert(rows.end(), of_period.begin(), of_period.end());
    }
    std::sort(rows.begin(), rows.end());
    EXPECT_EQ(rows, RowsOf(Content(path / "expected.csv"))) << path;
  }
}

}  // namespace
}  // namespace twinbill
