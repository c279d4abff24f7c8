#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/command.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::cli {
namespace {

constexpr auto kContract = R"({"twinbill": 1, "contract": {"id": "C", "payer": "P",
  "currency": "USD", "term": {"start": "2025-01-15", "end": "2026-03-01"}, "net": "billed"},
  "constructs": [
  {"id": "rates", "construct": "primitive", "clause": "B 2", "scope": {"service": ["S3"]},
   "meter": {"measure": "quantity", "window": "contract_year", "per": ["account"]},
   "benefit": {"tiers": {"mode": "graduated", "steps": [
     {"up_to": "100", "unit_price": "0.02"}, {"up_to": null, "unit_price": "0.01"}]}},
   "line": {"type": "Rate", "description": "d"}},
  {"id": "all", "construct": "primitive", "clause": "B 3", "base": "rated",
   "scope": {"tag.team": ["a", ""], "not": {"region": ["us-*"]}}, "unless": ["rates"],
   "effective": {"from": "2025-03-01", "to": null}, "benefit": {"percent_off": "5"},
   "cap": {"amount": "9", "window": "term"}, "sharing": {"order": "owner_first", "owner": "1"},
   "entitlement": {"scope": {"service": ["EC2"]}, "ratio": "2"},
   "commit": {"amount": "7", "measure": "net_cost", "prorate": true, "window": "contract_quarter",
     "limits": [{"scope": {"service": ["AWSMarketplace"]}, "share": "25"}],
     "charge": {"type": "Short", "description": "s"}},
   "rounding": {"at": "total"}, "line": {"type": "D", "description": "d", "by": []}}]})";

class PlanCommand : public ::testing::Test {
 protected:
  int Run(const std::vector<std::string>& arguments) {
    out_.str("");
    err_.str("");
    Streams streams{out_, err_};
    return Main(arguments, streams);
  }
  support::TemporaryFolder folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(PlanCommand, ShowsConstructsMetersWindowsAndWhatIsReadInTheirOrder) {
  ASSERT_EQ(Run({"plan", folder_.Write("c.json", kContract)}), kDone) << err_.str();
  EXPECT_EQ(out_.str(),
            R"(contract C: payer P, USD, 2025-01-15 to 2026-03-01 (14 periods), net billed
  1. rates (SSD), clause B 2
     takes     service S3
     meters    quantity, by account, in each contract_year
     gives     graduated tiers: up to 100: a price of 0.02; above: a price of 0.01, of list cost
     spreads   by quantity
     rounds    HALF_UP at 2 digits, each line
     bills     Rate, by account, service, region, usage_type, Anniversary
     windows   meter: 2025-01 to 2025-12, 2026-01 to 2026-02
  2. all (ABD), clause B 3
     takes     tag.team a or "", not (region us-*)
     effective usage from 2025-03-01
     yields    to rates
     gives     5 % off, of rated cost
     entitled  2 for each unit of service EC2
     cap       9 in each term
     shares    account 1 first
     rounds    HALF_UP at 2 digits, the sum of the lines, units exact largest
     bills     D, all together, Anniversary
     commits   7 of net_cost in each contract_quarter, prorated, at most 25 % of it by service AWSMarketplace
     charges   Short for what is short of it
     windows   cap: 2025-01 to 2026-02
     windows   commit: 2025-01 to 2025-03, 2025-04 to 2025-06, 2025-07 to 2025-09, 2025-10 to 2025-12, 2026-01 to 2026-02
one pass over payer P for 1 contract
  periods    2025-01 to 2026-02
  columns    slot, start, quantity, list cost, rate
  attributes tag.team
  cut at     2025-01-15, 2025-03-01, 2026-03-01
  scopes     4 different, asked once for each slot
)");
}

TEST_F(PlanCommand, PutsTheContractsOfAPayerIntoOnePassAndSaysWhatTheHistoryHas) {
  const std::string workspace = folder_.At("ws");
  ASSERT_EQ(Run({"init", workspace}), kDone) << err_.str();
  EXPECT_EQ(Run({"plan", "-w", workspace}), kDone);
  EXPECT_EQ(out_.str(), "no standard contracts\n");
  for (const auto& [id, payer] : std::vector<std::pair<std::string, std::string>>{
           {"A", "111122223333"}, {"B", "111122223333"}, {"D", "444455556666"}}) {
    std::string text = kContract;
    text.replace(text.find("\"C\""), 3, "\"" + id + "\"");
    text.replace(text.find("\"P\""), 3, "\"" + payer + "\"");
    folder_.Write("ws/contracts/" + id + "/standard.json", text);
  }
  ASSERT_EQ(Run({"generate", "--workspace", workspace, "--rows", "3000", "--months", "3",
                 "--first-period", "2024-12", "--quiet"}),
            kDone)
      << err_.str();
  ASSERT_EQ(Run({"plan", "-w", workspace, "--json"}), kDone) << err_.str();
  const auto json = nlohmann::json::parse(out_.str());
  ASSERT_EQ(json["passes"].size(), 2U);
  const auto& first = json["passes"][0];
  EXPECT_EQ(first["payer"], "111122223333");
  ASSERT_EQ(first["contracts"].size(), 2U);
  EXPECT_EQ(first["contracts"][1]["contract"], "B");
  EXPECT_EQ(first["contracts"][1]["constructs"][0]["windows"][0]["windows"][1]["last"], "2026-02");
  EXPECT_EQ(first["contracts"][1]["constructs"][1]["steps"][0]["takes"],
            "tag.team a or \"\", not (region us-*)");
  // 2024-12 is before the term.
  ASSERT_EQ(first["partitions"].size(), 2U);
  EXPECT_EQ(first["partitions"][0]["period"], "2025-01");
  EXPECT_EQ(json["passes"][1]["rows"], 0);
}

TEST_F(PlanCommand, AWrongContractIsWrongInput) {
  EXPECT_EQ(Run({"plan", folder_.Write("c.json", "{}")}), kInputWrong);
  EXPECT_NE(err_.str().find("contract_missing_key"), std::string::npos) << err_.str();
  EXPECT_EQ(Run({"plan", folder_.At("none.json")}), kInputWrong);
}

}  // namespace
}  // namespace twinbill::cli
