#include "harness/evidence/evidence_json.h"

#include <gtest/gtest.h>

namespace twinbill::evidence {
namespace {

model::UsageRecord Record() {
  model::UsageRecord record;
  record.id = "r\"1";
  record.payer = "1";
  record.period = model::Period::FromCivil(2025, 2);
  record.start = *model::Timestamp::Parse("2025-02-03T04:05:06.000007Z");
  record.currency = "USD";
  record.slot = {.account = "2",
                 .service = "AmazonS3",
                 .region = "",
                 .usage_type = "R\u00fc",
                 .operation = "",
                 .line_item_type = "Usage",
                 .unit = "",
                 .product = {{"a", "b"}},
                 .tags = {}};
  record.quantity = model::Decimal::Parse("0.1").value();
  record.unblended_cost = model::Decimal::Parse("-3").value();
  record.public_cost = model::Decimal::Parse("7").value();
  return record;
}

ContractEvidence Contract() {
  ContractEvidence contract;
  contract.id = "C-1";
  contract.payer = "1";
  contract.currency = "USD";
  contract.verdict = Verdict::kDifferent;
  contract.exit_code = 1;
  contract.legacy_kind = "cbas";
  contract.legacy_digest = "aa";
  contract.standard_digest = "bb";
  contract.legacy_text = "{} // \"x\"\n";
  contract.certificate = Certificate{true, 20, 2, 3, {"rows in blocks of 7"}, ""};
  contract.counterexamples = {{"ab.json", "cc", Verdict::kIdentical}};
  PeriodEvidence period;
  period.period = model::Period::FromCivil(2025, 2);
  period.verdict = Verdict::kDifferent;
  period.differences = {1, 2, 3, 4, 5, 6};
  period.money["USD"] = {"1.5", "0"};
  period.standard_refusal = {
      model::Diagnostic(model::Code{"evidence_damaged"}, {"f", 1, 2, "/a", ""}, "m", "a", "h")};
  contract.periods = {period};
  CauseEvidence cause;
  cause.id = "dd";
  cause.kind = "tier edge";
  cause.money["USD"] = {"0", "2"};
  cause.example.records = {Record()};
  cause.example.legacy_lines = {"a,b\n"};
  cause.example.parts_at = "rounding";
  contract.causes = {cause};
  return contract;
}

TEST(EvidenceJson, IsReadBackAsTheSameBytes) {
  const std::string text = ToJson(Contract());
  const auto back = ReadContract(text, {});
  ASSERT_TRUE(back.has_value()) << model::Format(back.error().diagnostics.front());
  EXPECT_EQ(ToJson(*back), text);
  EXPECT_EQ(back->periods, Contract().periods);
  EXPECT_EQ(back->difference_count(), 21);
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(EvidenceJson, EachPartStandsAlone) {
  const DifferenceEvidence difference{model::Period::FromCivil(2025, 1), "amount", "a\n", "b\n"};
  EXPECT_EQ(ReadDifference(ToJson(difference), {}).value(), difference);
  const ContractEvidence contract = Contract();
  EXPECT_EQ(ReadPeriod(ToJson(contract.periods[0]), {}).value(), contract.periods[0]);
  EXPECT_EQ(ToJson(ReadCause(ToJson(contract.causes[0]), {}).value()), ToJson(contract.causes[0]));
  EXPECT_EQ(ReadCertificate(ToJson(*contract.certificate), {}).value(), *contract.certificate);
  const std::string records = ToJson(std::vector{Record()});
  EXPECT_EQ(ToJson(ReadRecords(records, {}).value()), records);
}

TEST(EvidenceJson, RefusesWhatIsNone) {
  for (const char* text : {"", "{}", "[]", "{\"period\":\"2025-01\"}",
                           "{\"period\":\"x\",\"class\":\"\",\"legacy\":\"\",\"standard\":\"\"}"}) {
    const auto read = ReadDifference(text, {"evidence.jsonl", 3, 0, "", ""});
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_EQ(read.error().diagnostics.front().code, "evidence_damaged");
    EXPECT_EQ(read.error().diagnostics.front().position.line, 3);
  }
  EXPECT_FALSE(ReadRecords("{}", {}).has_value());
}

}  // namespace
}  // namespace twinbill::evidence
