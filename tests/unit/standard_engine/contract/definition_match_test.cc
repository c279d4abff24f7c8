#include "standard_engine/contract/definition_match.h"

#include <gtest/gtest.h>

#include <string>

#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "standard_engine/contract/expansion.h"
#include "tests/support/shipped_definitions.h"

namespace twinbill::contract {
namespace {

using support::ShippedDefinitions;

Construct Primitive(const std::string& keys) {
  const auto read = ReadContract(
      R"({"twinbill": 1, "contract": {"id": "K", "payer": "1", "currency": "USD",
      "term": {"start": "2025-01-01", "end": "2027-01-01"}}, "constructs": [{"id": "c",
      "construct": "primitive", "clause": "1", )" +
          keys +
          R"(}, {"id": "a", "construct": "primitive", "clause": "0", "benefit": {"percent_off": "1"},
      "line": {"type": "T", "description": ""}}]})",
      "primitive.json");
  EXPECT_TRUE(read) << (read ? "" : model::Format(read.error().diagnostics.front()));
  return read ? read->constructs.front() : Construct();
}

// The named construct on one line, or "none".
std::string NameOf(const std::string& keys) {
  const Construct named = NameConstruct(ShippedDefinitions(), Primitive(keys));
  if (!named.origin) return "none";
  std::string text = named.origin->written;
  std::string line;
  for (const char c : text) {
    if (c == '\n') continue;
    if (c == ' ' && !line.empty() && (line.back() == ' ' || line.back() == '{')) continue;
    line += c;
  }
  return line;
}

TEST(DefinitionMatch, NamesWhatEachDefinitionIsFor) {
  EXPECT_EQ(NameOf(R"("scope": {"service": ["S3"]}, "benefit": {"percent_off": "5"},
                      "line": {"type": "UsageBasedDiscount", "description": "d"})"),
            R"({"id": "c", "construct": "ubd", "clause": "1", "scope": {"service": ["S3"]}, )"
            R"("percent_off": "5", "line": {"description": "d"}})");
  EXPECT_EQ(NameOf(R"("scope": {"service": ["S3"]}, "benefit": {"unit_price": "5"},
                      "line": {"type": "PrivateRateDiscount", "description": "Private rate"})"),
            R"({"id": "c", "construct": "flat_prc", "clause": "1", "scope": {"service": ["S3"]}, )"
            R"("unit_price": "5"})");
  EXPECT_EQ(NameOf(R"("scope": {"service": ["S3"]}, "meter": {"measure": "quantity"},
                      "benefit": {"tiers": {"mode": "graduated",
                        "steps": [{"up_to": null, "unit_price": "5"}]}},
                      "line": {"type": "PrivateRateDiscount", "description": "t"})"),
            R"({"id": "c", "construct": "tiered_ubtd", "clause": "1", )"
            R"("scope": {"service": ["S3"]}, "steps": [{"up_to": null, "unit_price": "5"}], )"
            R"("line": {"description": "t"}})");
  EXPECT_EQ(NameOf(R"("base": "net", "benefit": {"percent_off": "5"}, "unless": ["a"],
                      "line": {"type": "EdpDiscount", "description": "d"})"),
            R"({"id": "c", "construct": "csd", "clause": "1", "percent_off": "5", )"
            R"("yields_to": ["a"], "line": {"type": "EdpDiscount", "description": "d"}})");
  EXPECT_EQ(NameOf(R"("base": "net", "benefit": {"prepaid": {"amount": "5", "grant": "5",
                        "window": "term", "fee": {"type": "Purchase", "description": "f"}}},
                      "line": {"type": "PrepaymentDraw", "description": "Drawn from prepayment"})"),
            R"({"id": "c", "construct": "prepayment", "clause": "1", "amount": "5", )"
            R"("fee_description": "f"})");
  EXPECT_EQ(NameOf(R"("meter": {"measure": "list_cost", "window": "contract_year"},
                      "benefit": {"tiers": {"mode": "volume", "bound": "lower_inclusive",
                        "steps": [{"up_to": null, "percent_off": "5"}]}},
                      "line": {"type": "VolumeDiscount", "description": "Volume discount"})"),
            R"({"id": "c", "construct": "vpa", "clause": "1", )"
            R"("steps": [{"up_to": null, "percent_off": "5"}], "mode": "volume"})");
  EXPECT_EQ(NameOf(R"("base": "net", "benefit": {"percent_off": "5"},
                      "commit": {"amount": "7", "measure": "net_cost", "window": "contract_year",
                        "limits": [{"scope": {}, "share": "25"}],
                        "charge": {"type": "Fee", "description": "Commitment shortfall"}},
                      "rounding": {"digits": 3}, "effective": {"from": "2025-02-01"},
                      "line": {"type": "EdpDiscount", "description": "Enterprise discount"})"),
            R"({"id": "c", "construct": "edp", "clause": "1", "percent_off": "5", )"
            R"("commitment": "7", "limits": [{"scope": {}, "share": "25"}], )"
            R"("effective": {"from": "2025-02-01"}, "rounding": {"digits": 3}})");
}

TEST(DefinitionMatch, WhatGoesWithoutSayingMakesNoDifference) {
  const Construct said =
      Primitive(R"("scope": {}, "benefit": {"unit_price": "5", "floor": "signed"},
      "spread": "own", "line": {"type": "T", "description": "d"})");
  const auto form = MatchDefinition(*ShippedDefinitions().Find("csd"), said);
  EXPECT_FALSE(form);  // a price is no percentage
  const Construct percent = Primitive(R"("scope": {}, "benefit": {"percent_off": "5",
      "floor": "none"}, "spread": "own", "line": {"type": "T", "description": "d"})");
  const auto percent_form = MatchDefinition(*ShippedDefinitions().Find("csd"), percent);
  ASSERT_TRUE(percent_form);
  EXPECT_EQ(percent_form->said_count, 3U);  // percent_off, base, line
}

TEST(DefinitionMatch, WhatADefinitionCantSayHasNoName) {
  // No definition has two benefits' worth of a commitment with tiers.
  EXPECT_EQ(NameOf(R"("meter": {"measure": "list_cost"},
                      "benefit": {"tiers": {"mode": "volume",
                        "steps": [{"up_to": null, "percent_off": "5"}]}},
                      "commit": {"amount": "7", "measure": "net_cost",
                        "charge": {"type": "Fee", "description": "s"}},
                      "line": {"type": "T", "description": "d"})"),
            "none");
}

TEST(DefinitionMatch, FindsTheNameOfEveryExample) {
  for (const Definition& definition : ShippedDefinitions().all()) {
    for (const Example& example : definition.examples) {
      std::vector<JsonValue> trees;
      Findings findings;
      auto made = ReadNamed(definition, example.construct, trees, findings);
      ASSERT_EQ(made.size(), 1U);
      Construct primitive = made.front();
      primitive.origin.reset();
      const auto form = MatchDefinition(definition, primitive);
      ASSERT_TRUE(form) << definition.name << ": " << example.about;
      Construct back = form->construct;
      EXPECT_EQ(back.origin->definition, definition.name);
      back.origin.reset();
      EXPECT_EQ(back, primitive) << definition.name << ": " << example.about;
    }
  }
}

}  // namespace
}  // namespace twinbill::contract
