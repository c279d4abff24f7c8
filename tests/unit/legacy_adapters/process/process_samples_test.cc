// The sample programs bill what a rule book of the same contract bills, and each other.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <string>

#include "legacy_adapters/child/program_place.h"
#include "tests/unit/legacy_adapters/process/process_ground.h"

namespace twinbill::process {
namespace {

using model::Period;

// The head of the sample, its program beside it.
std::string HeadOf(const std::string& name, const support::TemporaryFolder& folder) {
  const std::string source = support::SourcePath("legacy_adapters/process/samples/" + name);
  std::filesystem::copy(source, folder.path());
  if (name == "cpp") {
    const auto program = child::FindProgramBeside("twinbill-sample-biller");
    TWINBILL_CHECK(program.has_value());
    std::filesystem::copy(*program, folder.At("bill"));
  }
  return folder.At("legacy.json");
}

std::string BillOf(const std::string& name, const std::vector<model::UsageRecord>& records,
                   Period to) {
  const support::TemporaryFolder folder;
  const auto model = OpenProcessModel(HeadOf(name, folder));
  if (!model) return model::Format(model.error().diagnostics.front());
  const auto bill = support::BillForeign(**model, records, to);
  return bill.diagnostics.empty() ? bill.bytes() : model::Format(bill.diagnostics.front());
}

std::string RuleBookPath() {
  return support::SourcePath("legacy_adapters/process/samples/rule_book.json");
}

TEST(ProcessSamples, BillLikeARuleBookOverTheRealSample) {
  const Period october = Period::FromCivil(2018, 10);
  const std::string expected = support::PlainBytes(RuleBookPath(), support::RealSample(), october);
  EXPECT_GT(std::count(expected.begin(), expected.end(), '\n'), 4);
  for (const char* name : {"awk", "python", "cpp"}) {
    EXPECT_EQ(BillOf(name, support::RealSample(), october), expected) << name;
  }
}

TEST(ProcessSamples, BillLikeARuleBookOverSeveralPeriods) {
  std::mt19937_64 random(11);
  std::vector<model::UsageRecord> records;
  for (int i = 0; i < 200; ++i) {
    const std::string month = std::to_string(random() % 3 + 10);
    auto record = support::RecordAt(
        "2018-" + month + "-0" + std::to_string(1 + random() % 9) + "T00:00:00Z",
        "acc" + std::to_string(random() % 3), std::to_string(random() % 50) + ".13",
        std::to_string(random() % 30) + "." + std::to_string(1 + random() % 999));
    record.id += std::to_string(i);
    record.payer = "836060457634";
    record.slot.region = random() % 2 == 0 ? "eu-west-1" : "";
    record.slot.service = random() % 3 == 0 ? "AmazonS3" : "AmazonEC2";
    record.slot.usage_type = random() % 2 == 0 ? "EUW2-EBS:VolumeUsage.gp2" : "BoxUsage";
    record.slot.line_item_type = i % 40 == 0 ? "Tax" : "Usage";
    records.push_back(record);
  }
  const Period last = Period::FromCivil(2018, 12);
  const std::string expected = support::PlainBytes(RuleBookPath(), records, last);
  for (const char* name : {"awk", "python", "cpp"}) {
    EXPECT_EQ(BillOf(name, records, last), expected) << name;
  }
}

}  // namespace
}  // namespace twinbill::process
