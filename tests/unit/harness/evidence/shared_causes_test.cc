// The same mistake in several contracts is one cause; what turns most of them green comes first.
#include "harness/evidence/shared_causes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace twinbill::evidence {
namespace {

CauseEvidence Cause(const std::string& kind, const std::string& standard_says,
                    const std::string& over, bool explains_all) {
  CauseEvidence cause;
  cause.id = kind + standard_says;  // whatever: ids are of one contract
  cause.kind = kind;
  cause.text = kind + " as " + standard_says;
  cause.legacy_says = "HALF_EVEN";
  cause.standard_says = standard_says;
  cause.differences = 2;
  cause.explains_all = explains_all;
  cause.money["USD"] = {over, "0"};
  return cause;
}

ContractEvidence Contract(const std::string& id, const std::vector<CauseEvidence>& causes) {
  ContractEvidence contract;
  contract.id = id;
  contract.causes = causes;
  return contract;
}

std::vector<std::string> KindsOf(const std::vector<SharedCause>& shared) {
  std::vector<std::string> kinds;
  for (const SharedCause& cause : shared) kinds.push_back(cause.text);
  return kinds;
}

using Texts = std::vector<std::string>;

TEST(SharedCauses, TheSameKnobInTheSamePositionsIsOne) {
  const ContractEvidence a = Contract("A", {Cause("rounding mode", "HALF_UP", "0.01", true)});
  const ContractEvidence b = Contract("B", {Cause("rounding mode", "HALF_UP", "-0.03", false),
                                            Cause("rounding mode", "HALF_UP", "0.5", false)});
  const ContractEvidence c = Contract("C", {Cause("rounding mode", "FLOOR", "9", false)});
  const auto shared = SharedCauses({&a, &b, &c});
  ASSERT_EQ(KindsOf(shared), (Texts{"rounding mode as HALF_UP", "rounding mode as FLOOR"}));
  EXPECT_EQ(shared[0].contracts, (Texts{"A", "B"}));
  EXPECT_EQ(shared[0].turns_green, 1U);
  EXPECT_EQ(shared[0].differences, 6);
  EXPECT_EQ(shared[0].money.at("USD").over, "0.48");
  EXPECT_EQ(shared[1].turns_green, 0U);
}

TEST(SharedCauses, ComeByContractsTurnedGreenThenByMoneyThenByContracts) {
  const ContractEvidence a =
      Contract("A", {Cause("green twice", "x", "0.01", true), Cause("rich", "x", "-900", false)});
  const ContractEvidence b =
      Contract("B", {Cause("green twice", "x", "0.01", true), Cause("broad", "x", "1", false)});
  const ContractEvidence c =
      Contract("C", {Cause("broad", "x", "1", false), Cause("narrow", "x", "2", false)});
  const ContractEvidence d = Contract("D", {Cause("green once", "x", "1000", true)});
  EXPECT_EQ(
      KindsOf(SharedCauses({&a, &b, &c, &d})),
      (Texts{"green twice as x", "green once as x", "rich as x", "broad as x", "narrow as x"}));
}

TEST(SharedCauses, OfNothingIsNothing) { EXPECT_TRUE(SharedCauses({}).empty()); }

}  // namespace
}  // namespace twinbill::evidence
