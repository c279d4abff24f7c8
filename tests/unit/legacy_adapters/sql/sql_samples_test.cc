// The sample scripts bill what a rule book of the same contract bills, over the real sample and
// over usage of many months.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "legacy_adapters/sql/sql_model.h"
#include "tests/support/foreign_ground.h"

namespace twinbill::sql {
namespace {

using model::Period;
using support::SourcePath;

class SqlSamples : public ::testing::TestWithParam<const char*> {
 protected:
  std::string At(const std::string& name) const {
    return SourcePath("legacy_adapters/sql/samples/" + std::string(GetParam()) + "/" + name);
  }
  std::unique_ptr<legacy::LegacyModel> Open() const {
    auto model = OpenSqlModel(At("legacy.json"));
    EXPECT_TRUE(model.has_value())
        << (model ? "" : model::Format(model.error().diagnostics.front()));
    return model ? std::move(*model) : nullptr;
  }
};

TEST_P(SqlSamples, BillLikeARuleBookOverTheRealSample) {
  const auto model = Open();
  ASSERT_NE(model, nullptr);
  const Period october = Period::FromCivil(2018, 10);
  const auto bill = support::BillForeign(*model, support::RealSample(), october);
  ASSERT_EQ(bill.code(), "") << model::Format(bill.diagnostics.front());
  EXPECT_FALSE(bill.lines.empty());
  EXPECT_EQ(bill.bytes(),
            support::PlainBytes(At("rule_book.json"), support::RealSample(), october));
}

TEST_P(SqlSamples, BillLikeARuleBookOverTheTerm) {
  const auto model = Open();
  ASSERT_NE(model, nullptr);
  std::mt19937_64 random(7);
  std::vector<model::UsageRecord> records;
  for (int i = 0; i < 240; ++i) {
    const int day = static_cast<int>(random() % 330);
    const model::Timestamp start{(model::Date::FromCivil(2018, 8, 1).days + day) *
                                 std::int64_t{86'400'000'000}};
    auto record =
        support::RecordAt(start.ToString(), "acc" + std::to_string(random() % 4),
                          std::to_string(random() % 40) + ".37",
                          std::to_string(random() % 300) + "." + std::to_string(1 + random() % 9));
    record.id += std::to_string(i);
    record.payer = model->head().payer;
    record.slot.service = "AmazonEC2";
    record.slot.usage_type = i % 3 == 0 ? "EUW2-EBS:VolumeUsage.gp2" : "EBS:VolumeUsage.gp2";
    record.slot.line_item_type = i % 50 == 0 ? "Tax" : "Usage";
    records.push_back(record);
  }
  const Period last = Period::FromCivil(2019, 7);
  const auto bill = support::BillForeign(*model, records, last);
  ASSERT_EQ(bill.code(), "") << model::Format(bill.diagnostics.front());
  EXPECT_GE(bill.lines.size(), 3U);
  EXPECT_EQ(bill.bytes(), support::PlainBytes(At("rule_book.json"), records, last));
}

INSTANTIATE_TEST_SUITE_P(All, SqlSamples,
                         ::testing::Values("tiered_storage", "commitment_shortfall", "allocation"));

}  // namespace
}  // namespace twinbill::sql
