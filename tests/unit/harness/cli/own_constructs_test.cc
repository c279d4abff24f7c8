// The sample of a workspace's own constructs, docs/samples/own_constructs: two constructs that no
// code knows, billed.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/bill_usage.h"
#include "harness/cli/command.h"
#include "harness/cli/standard_contract.h"
#include "standard_engine/contract/contract_writer.h"
#include "tests/support/rational_biller.h"

namespace twinbill::cli {
namespace {

const std::string kSample = std::string(TWINBILL_SOURCE_DIR) + "/docs/samples/own_constructs/";
const std::string kContract = kSample + "contracts/NIMBUS-2025/standard.json";
const std::string kUsage = kSample + "exports/2025-q1.csv";

std::string Bill(const std::string& contract) {
  std::ostringstream out;
  std::ostringstream err;
  Streams streams{out, err};
  const int code = Main(std::vector<std::string>{"bill", "--model", "standard", "--contract",
                                                 contract, "--usage", kUsage},
                        streams);
  EXPECT_EQ(code, kDone) << err.str();
  return out.str();
}

std::string FileText(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(OwnConstructs, AreBilledWithoutCode) {
  // lines.csv is worked out by hand in the sample's README.
  EXPECT_EQ(Bill(kContract), FileText(kSample + "contracts/NIMBUS-2025/lines.csv"));
}

TEST(OwnConstructs, AreBilledAsTheRationalBillerDoesTheirPrimitives) {
  const auto contract = ReadStandardContract(kContract);
  ASSERT_TRUE(contract);
  const std::string primitives =
      contract::WriteContract(*contract, contract::NamedConstructs::kPrimitives);
  const auto records = ReadBillUsage({kUsage});
  ASSERT_TRUE(records);
  EXPECT_EQ(support::FileOfRows(support::BillByRationals(
                nlohmann::json::parse(primitives), *records, model::Period::FromCivil(2025, 1),
                model::Period::FromCivil(2025, 3))),
            Bill(kContract));
}

TEST(OwnConstructs, ExpandToSeveralPartsWithIdsOfTheirOwn) {
  const auto contract = ReadStandardContract(kContract);
  ASSERT_TRUE(contract);
  std::vector<std::string> ids;
  for (const contract::Construct& construct : contract->constructs) ids.push_back(construct.id);
  EXPECT_EQ(ids,
            (std::vector<std::string>{"models/phase/1", "models/phase/2", "models/credits",
                                      "models/commitment", "offer/offer", "offer/commitment"}));
  EXPECT_EQ(contract::WriteContract(*contract), FileText(kContract));
}

TEST(OwnConstructs, AreUnknownOutsideOfTheirWorkspace) {
  std::ostringstream out;
  std::ostringstream err;
  Streams streams{out, err};
  const std::string copy = ::testing::TempDir() + "own_constructs_elsewhere.json";
  std::ofstream(copy) << FileText(kContract);
  EXPECT_EQ(Main(std::vector<std::string>{"bill", "--model", "standard", "--contract", copy,
                                          "--usage", kUsage},
                 streams),
            kInputWrong);
  EXPECT_NE(err.str().find("contract_unknown_choice"), std::string::npos) << err.str();
}

}  // namespace
}  // namespace twinbill::cli
