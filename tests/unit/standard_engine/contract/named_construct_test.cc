// Named constructs in contracts: what they expand to, what the writer makes of them, and where
// their errors are.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "tests/support/shipped_definitions.h"

namespace twinbill::contract {
namespace {

using support::ShippedDefinitions;

std::string ContractOf(const std::string& constructs) {
  return R"({"twinbill": 1, "contract": {"id": "K", "payer": "1", "currency": "USD",
"term": {"start": "2025-01-01", "end": "2027-01-01"}}, "constructs": [
)" + constructs +
         "]}";
}

Contract Read(const std::string& constructs, const DefinitionSet& definitions) {
  const auto read = ReadContract(ContractOf(constructs), "named.json", definitions);
  EXPECT_TRUE(read) << (read ? "" : model::Format(read.error().diagnostics.front()));
  return read ? *read : Contract();
}

std::vector<std::string> ErrorsOf(const std::string& constructs, const DefinitionSet& definitions) {
  const auto read = ReadContract(ContractOf(constructs), "named.json", definitions);
  std::vector<std::string> errors;
  if (read) return errors;
  for (const model::Diagnostic& diagnostic : read.error().diagnostics) {
    errors.push_back(diagnostic.code + " " + std::to_string(diagnostic.position.line) + ":" +
                     std::to_string(diagnostic.position.column) + " " +
                     diagnostic.position.pointer);
  }
  return errors;
}

// The primitives that `constructs` expands to, as a contract of primitives has them.
std::string Primitives(const std::string& constructs, const DefinitionSet& definitions) {
  const std::string written =
      WriteContract(Read(constructs, definitions), NamedConstructs::kPrimitives);
  const std::string begin = "  \"constructs\": [\n";
  return written.substr(written.find(begin) + begin.size());
}

// The same constructs written by hand.
std::string ByHand(const std::string& constructs) { return Primitives(constructs, {}); }

TEST(NamedConstructs, EachShippedDefinitionIsThere) {
  std::vector<std::string> names;
  for (const Definition& definition : ShippedDefinitions().all()) names.push_back(definition.name);
  EXPECT_EQ(names, (std::vector<std::string>{"csd", "edp", "flat_prc", "prepayment", "tiered_ubtd",
                                             "ubd", "vpa"}));
}

TEST(NamedConstructs, UbdIsAPercentageOrAUnitDiscountWithAnEntitlement) {
  EXPECT_EQ(Primitives(R"({"id": "u", "construct": "ubd", "clause": "1", "percent_off": "7.50",
    "scope": {"service": ["S3"]}, "source": {"service": ["F"]}, "per": ["account"],
    "cap": "9", "cap_window": "term", "delivery": "out_of_cycle"})",
                       ShippedDefinitions()),
            ByHand(R"({"id": "u", "construct": "primitive", "clause": "1",
    "scope": {"service": ["S3"]}, "meter": {"measure": "quantity", "per": ["account"]},
    "benefit": {"percent_off": "7.5"},
    "entitlement": {"scope": {"service": ["F"]}, "ratio": "1"}, "cap": {"amount": "9", "window": "term"},
    "line": {"type": "UsageBasedDiscount", "description": "Usage based discount"},
    "delivery": "out_of_cycle"})"));
}

TEST(NamedConstructs, FlatPrcIsAUnitPrice) {
  EXPECT_EQ(Primitives(R"({"id": "f", "construct": "flat_prc", "clause": "1", "unit_price": "0.02",
    "scope": {"service": ["S3"]}, "line": {"description": "mine", "by": ["account"]},
    "rounding": {"digits": 10}})",
                       ShippedDefinitions()),
            ByHand(R"({"id": "f", "construct": "primitive", "clause": "1",
    "scope": {"service": ["S3"]}, "benefit": {"unit_price": "0.02"}, "rounding": {"digits": 10},
    "line": {"type": "PrivateRateDiscount", "description": "mine", "by": ["account"]}})"));
}

TEST(NamedConstructs, TieredUbtdIsGraduatedByTheMonthsQuantity) {
  EXPECT_EQ(Primitives(R"({"id": "t", "construct": "tiered_ubtd", "clause": "1",
    "scope": {}, "steps": [{"up_to": "10", "unit_price": "2"}, {"up_to": null, "unit_price": "1"}]})",
                       ShippedDefinitions()),
            ByHand(R"({"id": "t", "construct": "primitive", "clause": "1", "scope": {},
    "meter": {"measure": "quantity"}, "benefit": {"tiers": {"mode": "graduated",
    "steps": [{"up_to": "10", "unit_price": "2"}, {"up_to": null, "unit_price": "1"}]}},
    "line": {"type": "PrivateRateDiscount", "description": "Tiered private rate"}})"));
}

TEST(NamedConstructs, CsdYieldsAndIsOfTheNetCost) {
  const std::string other = R"({"id": "o", "construct": "flat_prc", "clause": "1",
    "unit_price": "0", "scope": {}},)";
  EXPECT_EQ(Primitives(other + R"({"id": "c", "construct": "csd", "clause": "2", "percent_off": "5",
    "yields_to": ["o"], "unless": ["c"]})",
                       ShippedDefinitions()),
            ByHand(R"({"id": "o", "construct": "primitive", "clause": "1", "scope": {},
    "benefit": {"unit_price": "0"},
    "line": {"type": "PrivateRateDiscount", "description": "Private rate"}},
    {"id": "c", "construct": "primitive", "clause": "2", "unless": ["o", "c"], "base": "net",
    "benefit": {"percent_off": "5"},
    "line": {"type": "CrossServiceDiscount", "description": "Cross-service discount"}})"));
}

TEST(NamedConstructs, PrepaymentGrantsWhatIsPaidForTheTerm) {
  EXPECT_EQ(Primitives(R"({"id": "p", "construct": "prepayment", "clause": "1", "amount": "100",
    "sharing": {"order": "owner_first", "owner": "7"}})",
                       ShippedDefinitions()),
            ByHand(R"({"id": "p", "construct": "primitive", "clause": "1", "base": "net",
    "benefit": {"prepaid": {"amount": "100", "grant": "100", "window": "term",
      "fee": {"type": "Purchase", "description": "Prepayment"}}},
    "sharing": {"order": "owner_first", "owner": "7"},
    "line": {"type": "PrepaymentDraw", "description": "Drawn from prepayment"}})"));
}

TEST(NamedConstructs, VpaIsGraduatedByTheYearsListCost) {
  const std::string steps =
      R"("steps": [{"up_to": "500", "percent_off": "0"}, {"up_to": null, "percent_off": "5"}])";
  EXPECT_EQ(Primitives(R"({"id": "v", "construct": "vpa", "clause": "1", )" + steps + "}",
                       ShippedDefinitions()),
            ByHand(R"({"id": "v", "construct": "primitive", "clause": "1",
    "meter": {"measure": "list_cost", "window": "contract_year"},
    "benefit": {"tiers": {"mode": "graduated", "bound": "lower_inclusive", )" +
                   steps +
                   R"(}}, "line": {"type": "VolumeDiscount", "description": "Volume discount"}})"));
}

TEST(NamedConstructs, EdpIsAPercentageWithACommitmentAndLimits) {
  EXPECT_EQ(Primitives(R"({"id": "e", "construct": "edp", "clause": "1", "percent_off": "9",
    "commitment": "1000", "limits": [{"scope": {"service": ["M"]}, "share": "25"}],
    "prorate": true})",
                       ShippedDefinitions()),
            ByHand(R"({"id": "e", "construct": "primitive", "clause": "1", "base": "net",
    "benefit": {"percent_off": "9"},
    "commit": {"amount": "1000", "window": "contract_year", "measure": "net_cost", "prorate": true,
      "limits": [{"scope": {"service": ["M"]}, "share": "25"}],
      "charge": {"type": "Fee", "description": "Commitment shortfall"}},
    "line": {"type": "EdpDiscount", "description": "Enterprise discount"}})"));
}

TEST(NamedConstructs, AreWrittenAsTheyWereRead) {
  const std::string text = WriteContract(Read(R"({"construct": "edp", "id": "e", "clause": "1",
    "commitment": "10.00", "delivery": "out_of_cycle", "percent_off": "9", "note": "n"})",
                                              ShippedDefinitions()));
  EXPECT_NE(text.find(R"({
      "id": "e",
      "construct": "edp",
      "clause": "1",
      "note": "n",
      "percent_off": "9",
      "commitment": "10.00",
      "delivery": "out_of_cycle"
    })"),
            std::string::npos)
      << text;
  const auto again = ReadContract(text, "again.json", ShippedDefinitions());
  ASSERT_TRUE(again);
  EXPECT_EQ(WriteContract(*again), text);
}

TEST(NamedConstructs, OfEachExampleReadWhatTheyWereWrittenAsTheSame) {
  for (const Definition& definition : ShippedDefinitions().all()) {
    for (const Example& example : definition.examples) {
      // Whom it yields to is not part of the example.
      std::string others;
      for (const char* key : {"yields_to", "unless"}) {
        const JsonValue* ids = example.construct.Find(key);
        for (std::size_t i = 0; ids != nullptr && i < ids->elements.size(); ++i) {
          others +=
              R"({"id": ")" + ids->elements[i].text +
              R"(", "construct": "flat_prc", "clause": "0", "unit_price": "1", "scope": {}},)";
        }
      }
      const Contract contract = Read(others + WriteJson(example.construct), ShippedDefinitions());
      const auto again = ReadContract(WriteContract(contract), "again.json", ShippedDefinitions());
      ASSERT_TRUE(again) << definition.name << ": " << example.about;
      EXPECT_EQ(*again, contract) << definition.name << ": " << example.about;
      const auto primitives =
          ReadContract(WriteContract(contract, NamedConstructs::kPrimitives), "primitives.json");
      ASSERT_TRUE(primitives) << definition.name << ": " << example.about;
      EXPECT_EQ(*primitives, AsPrimitives(contract)) << definition.name << ": " << example.about;
    }
  }
}

TEST(NamedConstructs, AreWrittenAsPrimitivesOnceTheyWereChanged) {
  Contract contract = Read(
      R"({"construct": "edp", "id": "e", "clause": "1", "commitment": "10", "percent_off": "9"})",
      ShippedDefinitions());
  contract.constructs[0].benefit->form = Flat{Rule::kPercentOff, model::Decimal::FromInteger(8)};
  const auto again = ReadContract(WriteContract(contract), "again.json");
  ASSERT_TRUE(again) << model::Format(again.error().diagnostics.front());
  EXPECT_EQ(*again, AsPrimitives(contract));
}

TEST(NamedConstructs, AnErrorIsAtTheParameterThatBroughtIt) {
  // The value is a price, so it may be one; that graduated prices need a quantity shows only in the
  // primitive, at the measure.
  EXPECT_EQ(ErrorsOf(R"({"id": "t", "construct": "tiered_ubtd", "clause": "1", "scope": {},
"steps": [{"up_to": null, "unit_price": "1"}],
"measure": "list_cost"})",
                     ShippedDefinitions()),
            (std::vector<std::string>{"contract_graduated_measure 5:12 /constructs/0/measure"}));
  EXPECT_EQ(ErrorsOf(R"({"id": "t", "construct": "tiered_ubtd", "clause": "1", "scope": {},
"steps": [{"up_to": null, "unit_price": 1}], "window": "moth",
"line": {"typ": "x"}})",
                     ShippedDefinitions()),
            (std::vector<std::string>{"contract_bare_number 4:41 /constructs/0/steps/0/unit_price",
                                      "contract_unknown_choice 4:56 /constructs/0/window"}));
  EXPECT_EQ(ErrorsOf(R"({"id": "t", "construct": "edp", "clause": "1", "commitment": "1",
"line": {"typ": "x"}})",
                     ShippedDefinitions()),
            (std::vector<std::string>{"contract_unknown_key 4:10 /constructs/0/line/typ"}));
}

TEST(NamedConstructs, WhatOnlyTheTemplateSaysIsWrongAtTheConstruct) {
  const auto read =
      ReadContract(ContractOf(R"({"id": "u", "construct": "ubd", "clause": "1", "scope": {}})"),
                   "named.json", ShippedDefinitions());
  ASSERT_FALSE(read);
  ASSERT_EQ(read.error().diagnostics.size(), 1U);
  const model::Diagnostic& found = read.error().diagnostics.front();
  EXPECT_EQ(found.code, "contract_benefit_form");
  EXPECT_EQ(found.position.line, 3);
  EXPECT_EQ(found.position.pointer, "/constructs/0");
  EXPECT_EQ(found.position.part, "in what \"ubd\" expands to, /template/benefit");
}

TEST(NamedConstructs, AMisspeltNameIsReadAsWhatWasMeant) {
  EXPECT_EQ(ErrorsOf(R"({"id": "u", "construct": "edpp", "clause": "1", "percent": "9"})",
                     ShippedDefinitions()),
            (std::vector<std::string>{"contract_unknown_choice 3:26 /constructs/0/construct",
                                      "contract_missing_key 3:1 /constructs/0",
                                      "contract_unknown_key 3:49 /constructs/0/percent"}));
  EXPECT_EQ(ErrorsOf(R"({"id": "u", "construct": "something else", "percent": "9"})",
                     ShippedDefinitions()),
            (std::vector<std::string>{"contract_unknown_choice 3:26 /constructs/0/construct"}));
}

TEST(NamedConstructs, WithoutDefinitionsThereIsOnlyThePrimitive) {
  EXPECT_EQ(ErrorsOf(R"({"id": "e", "construct": "edp", "clause": "1", "commitment": "1"})", {}),
            (std::vector<std::string>{"contract_unknown_choice 3:26 /constructs/0/construct"}));
}

}  // namespace
}  // namespace twinbill::contract
