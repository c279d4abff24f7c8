#include "legacy_adapters/foreign/ledger_run.h"

#include <gtest/gtest.h>

#include <string>

#include "legacy_adapters/foreign/usage_columns.h"

namespace twinbill::foreign {
namespace {

model::UsageRecord Record() {
  model::UsageRecord record;
  record.id = "a:b\n";
  record.payer = "P";
  record.period = model::Period::FromCivil(2025, 1);
  record.start = *model::Timestamp::Parse("2025-01-03T04:05:06.5Z");
  record.currency = "USD";
  record.slot = {"acc", "svc", "reg", "ut", "op", "Usage", "GB", {{"k", "v\""}}, {{"t", "u"}}};
  record.quantity = *model::Decimal::Parse("1.50");
  record.unblended_cost = *model::Decimal::Parse("-2");
  record.public_cost = *model::Decimal::Parse("0.0000000001");
  return record;
}

TEST(PackedRecord, IsTheSameAfterwards) {
  const model::UsageRecord record = Record();
  std::string bytes;
  PackRecord(record, bytes);
  PackRecord(record, bytes);
  Unpacker from(bytes);
  for (int i = 0; i < 2; ++i) {
    const auto again = UnpackRecord(from);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->id, record.id);
    EXPECT_EQ(again->period, record.period);
    EXPECT_EQ(again->start, record.start);
    EXPECT_EQ(again->slot, record.slot);
    EXPECT_EQ(again->quantity, record.quantity);
    EXPECT_EQ(again->unblended_cost, record.unblended_cost);
    EXPECT_EQ(again->rate, record.rate);
    EXPECT_EQ(again->public_cost, record.public_cost);
  }
  EXPECT_TRUE(from.at_end());
}

TEST(PackedRecord, EveryShorterRunOfBytesIsNone) {
  std::string bytes;
  PackRecord(Record(), bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Unpacker from(std::string_view(bytes).substr(0, size));
    EXPECT_FALSE(UnpackRecord(from).has_value()) << size;
  }
}

TEST(UsageColumns, SayARecordInTexts) {
  std::string text;
  for (std::size_t i = 0; i < kUsageColumns.size(); ++i) {
    AppendColumn(Record(), i, text);
    text += '|';
  }
  EXPECT_EQ(text,
            "a:b\n|P|2025-01|acc|2025-01-03T04:05:06.5Z|Usage|svc|ut|op|reg|GB|USD|1.5|"
            "0.0000000001||-2|0.0000000001|{\"k\":\"v\\\"\"}|{\"t\":\"u\"}|");
}

}  // namespace
}  // namespace twinbill::foreign
