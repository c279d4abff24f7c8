// States as bytes: what is written, what is refused, and whose states a run takes.
#include <gtest/gtest.h>

#include "standard_engine/billing/standard_run.h"
#include "standard_engine/contract/contract_reader.h"

namespace twinbill::billing {
namespace {

ExactAmount Of(std::string_view text) { return *ExactAmount::Parse(text); }

CarriedState SampleState() {
  CarriedState state;
  state.contract = "C\t\\\n\r";
  state.next = model::Period::FromCivil(2025, 3);
  CarriedConstruct construct;
  construct.id = "c0";
  construct.given = Of("1.25");
  construct.drawn = Of("-2");
  construct.measured = Of("7/3");
  construct.limited = {Of("0"), Of("4")};
  construct.metered = {{{"a", ""}, Of("5")}};
  construct.entitled = {{{}, Of("6")}};
  construct.held = {{{"a", "b"}, 2, Of("1"), Of("2"), Of("3")}};
  state.constructs = {construct, {}};
  state.constructs[1].id = "c1";
  return state;
}

TEST(CarriedState, IsWrittenAsDocumented) {
  EXPECT_EQ(SampleState().ToBytes(),
            "twinbill-standard-state\t1\ncontract\tC\\t\\\\\\n\\r\nnext\t2025-03\nconstruct\tc0\n"
            "given\t1.25\ndrawn\t-2\nmeasured\t7/3\nlimited\t0\nlimited\t4\nmetered\t5\ta\t\n"
            "entitled\t6\nheld\t2\t1\t2\t3\ta\tb\nconstruct\tc1\n");
}

TEST(CarriedState, ReadsWhatItWrites) {
  const auto read = CarriedState::Parse(SampleState().ToBytes());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, SampleState());
  EXPECT_EQ(read->digest(), SampleState().digest());
}

std::string CodeOf(const model::Failure& failure) { return failure.diagnostics.front().code; }

TEST(CarriedState, RefusesBytesThatItWouldNotWrite) {
  const std::string good = SampleState().ToBytes();
  for (std::size_t cut = 0; cut < good.size(); ++cut) {
    const auto read = CarriedState::Parse(good.substr(0, cut));
    // A whole line less is a state with less in it.
    EXPECT_EQ(read ? read->ToBytes() : CodeOf(read.error()),
              read ? good.substr(0, cut) : "standard_state_damaged");
  }
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"state\t1", "state\t2"},
           {"1.25", "1.250"},
           {"1.25", "1.25\t"},
           {"given", "taken"},
           {"2025-03", "2025-3"},
           {"\\r", "\\x"},
           {"drawn\t-2", "drawn\t0"},
           {"given\t1.25\ndrawn\t-2", "drawn\t-2\ngiven\t1.25"},
           {"held\t2", "held\t02"},
           {"held\t2\t1\t2\t3", "held\t2\t1\t2"},
           {"construct\tc0\n", ""}}) {
    std::string bad = good;
    bad.replace(bad.find(from), from.size(), to);
    const auto read = CarriedState::Parse(bad);
    ASSERT_FALSE(read.has_value()) << bad;
    EXPECT_EQ(CodeOf(read.error()), "standard_state_damaged");
  }
}

contract::Contract SmallContract() {
  auto contract = contract::ReadContract(R"({"twinbill": 1, "contract": {"id": "C", "payer": "P",
      "currency": "USD", "term": {"start": "2025-01-01", "end": "2025-06-01"}},
    "constructs": [{"id": "c0", "construct": "primitive", "clause": "1",
      "meter": {"measure": "quantity", "window": "term", "per": ["account"]},
      "benefit": {"tiers": {"mode": "volume", "steps": [{"up_to": null, "percent_off": "1"}]}},
      "line": {"type": "D", "description": ""}}]})",
                                         "case");
  return std::move(*contract);
}

TEST(StandardRun, RefusesTheStateOfAnotherContractAndStaysAsItWas) {
  const plan::Plan plan(SmallContract());
  const model::SlotTable slots;
  StandardRun run(plan, slots);
  std::vector<model::LineItem> lines;
  ASSERT_TRUE(run.BillNext(lines).has_value());
  const std::string before = run.State();
  const std::string head = "twinbill-standard-state\t1\n";
  for (const char* rest :
       {"contract\tD\nnext\t2025-02\nconstruct\tc0\n",
        "contract\tC\nnext\t2024-12\nconstruct\tc0\n",
        "contract\tC\nnext\t2025-07\nconstruct\tc0\n", "contract\tC\nnext\t2025-02\n",
        "contract\tC\nnext\t2025-02\nconstruct\tc1\n",
        "contract\tC\nnext\t2025-02\nconstruct\tc0\nconstruct\tc0\n",
        "contract\tC\nnext\t2025-02\nconstruct\tc0\nmetered\t1\n",
        "contract\tC\nnext\t2025-02\nconstruct\tc0\nlimited\t1\n",
        "contract\tC\nnext\t2025-02\nconstruct\tc0\nheld\t0\t1\t1\t1\ta\tb\tc\td\te\tf\n"}) {
    const auto resumed = run.Resume(head + rest);
    ASSERT_FALSE(resumed.has_value()) << rest;
    EXPECT_EQ(CodeOf(resumed.error()), "standard_state_foreign") << rest;
    EXPECT_EQ(run.State(), before);
  }
  EXPECT_TRUE(run.Resume(head + "contract\tC\nnext\t2025-06\nconstruct\tc0\n").has_value());
  EXPECT_TRUE(run.is_done());
}

}  // namespace
}  // namespace twinbill::billing
