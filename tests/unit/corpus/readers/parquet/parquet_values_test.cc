#include <gtest/gtest.h>
#include <parquet/exception.h>

#include <array>
#include <charconv>
#include <limits>
#include <random>

#include "parquet_files.h"

namespace twinbill::readers {
namespace {

using model::Decimal;

std::vector<std::string> Quantities(const ReadBack& back) {
  std::vector<std::string> texts;
  for (const auto& record : back.records) texts.push_back(record.quantity.ToString());
  return texts;
}

template <class Builder, class Value>
std::shared_ptr<arrow::Array> Values(Builder builder, const std::vector<Value>& values) {
  for (const Value& value : values) PARQUET_THROW_NOT_OK(builder.Append(value));
  return builder.Finish().ValueOrDie();
}

TEST(ParquetValues, ADoubleIsTheShortestDecimalThatReadsBackAsIt) {
  const auto path =
      ReportTable(5)
          .Put("line_item_usage_amount", Doubles({0.1, 1.2e-7, 5e-06, -0.0, 26026.123}))
          .Write("doubles.parquet");
  EXPECT_EQ(Quantities(ReadAll(path)),
            (std::vector<std::string>{"0.1", "0.00000012", "0.000005", "0", "26026.123"}));
}

// Many different ones and many equal ones: what is remembered of a value is that value's.
TEST(ParquetValues, AMillionthOfADoubleIsNeverAnothers) {
  std::mt19937_64 random(11);
  std::vector<double> values;
  for (int i = 0; i < 20'000; ++i) {
    const auto whole = static_cast<double>(random() % 1'000'000'007);
    values.push_back(i % 4 == 0 && !values.empty() ? values[random() % values.size()]
                                                   : (i % 2 == 0 ? 1 : -1) * whole / 3e6);
  }
  ReportTable::Form form;
  form.row_group_rows = 20'000;
  const ReadBack back = ReadAll(
      ReportTable(20'000).Put("line_item_usage_amount", Doubles(values)).Write("random", form));
  ASSERT_EQ(back.records.size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::array<char, 40> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), values[i]);
    ASSERT_EQ(back.records[i].quantity,
              Decimal::Parse(std::string_view(digits.data(), end.ptr)).value());
  }
}

TEST(ParquetValues, EveryTypeOfNumberIsExact) {
  const std::vector<std::pair<std::shared_ptr<arrow::Array>, std::string>> columns = {
      {Values(arrow::FloatBuilder(), std::vector<float>{0.1F}), "0.1"},
      {Values(arrow::Int32Builder(), std::vector<std::int32_t>{-7}), "-7"},
      {Values(arrow::Int64Builder(), std::vector<std::int64_t>{9'007'199'254'740'993}),
       "9007199254740993"},
      {Values(arrow::UInt8Builder(), std::vector<std::uint8_t>{200}), "200"},
      {Values(arrow::Decimal128Builder(arrow::decimal128(38, 18)),
              std::vector<arrow::Decimal128>{
                  arrow::Decimal128("12345678901234567890.123456789012345678")}),
       "12345678901234567890.123456789012345678"},
      {Values(arrow::Decimal128Builder(arrow::decimal128(20, 10)),
              std::vector<arrow::Decimal128>{
                  arrow::Decimal128("0.0000000001").Rescale(10, 10).ValueOrDie()}),
       "0.0000000001"},
      {Texts({"1.50E-3"}), "0.0015"},
      {Values(arrow::LargeStringBuilder(), std::vector<std::string>{"2.5"}), "2.5"},
      {Values(arrow::StringViewBuilder(), std::vector<std::string>{"2.5"}), "2.5"},
      {Values(arrow::FixedSizeBinaryBuilder(arrow::fixed_size_binary(3)),
              std::vector<std::string>{"2.5"}),
       "2.5"},
      {Values(arrow::UInt64Builder(),
              std::vector<std::uint64_t>{std::numeric_limits<std::uint64_t>::max()}),
       "18446744073709551615"},
      {Values(arrow::Decimal256Builder(arrow::decimal256(60, 30)),
              std::vector<arrow::Decimal256>{arrow::Decimal256("2500000000000000000000000000000")}),
       "2.5"},
  };
  int number = 0;
  for (const auto& [array, text] : columns) {
    const auto path =
        ReportTable(1).Put("line_item_usage_amount", array).Write("n" + std::to_string(number++));
    const ReadBack back = ReadAll(path);
    ASSERT_TRUE(back.errors.empty()) << model::Format(back.errors.front());
    EXPECT_EQ(Quantities(back), std::vector<std::string>{text}) << array->type()->ToString();
  }
}

TEST(ParquetValues, EveryTypeOfMomentIsTheSameMoment) {
  const std::int64_t seconds = 1'735'786'800;  // 2025-01-02T03:00:00Z
  const auto stamps = [](arrow::TimeUnit::type unit, std::int64_t value) {
    return Values(
        arrow::TimestampBuilder(arrow::timestamp(unit, "UTC"), arrow::default_memory_pool()),
        std::vector<std::int64_t>{value});
  };
  const std::vector<std::pair<std::shared_ptr<arrow::Array>, bool>> columns = {
      {stamps(arrow::TimeUnit::SECOND, seconds), false},
      {stamps(arrow::TimeUnit::MILLI, seconds * 1000), false},
      {stamps(arrow::TimeUnit::MICRO, seconds * 1'000'000), false},
      {stamps(arrow::TimeUnit::NANO, seconds * 1'000'000'000), false},
      {stamps(arrow::TimeUnit::NANO, seconds * 1'000'000'000), true},
      {Texts({"2025-01-02 03:00:00"}), false},
  };
  int number = 0;
  for (const auto& [array, int96] : columns) {
    ReportTable::Form form;
    form.int96 = int96;
    const auto path = ReportTable(1)
                          .Put("line_item_usage_start_date", array)
                          .Write("t" + std::to_string(number++), form);
    const ReadBack back = ReadAll(path);
    ASSERT_EQ(back.records.size(), 1U) << array->type()->ToString();
    EXPECT_EQ(back.records[0].start.ToString(), "2025-01-02T03:00:00Z")
        << array->type()->ToString();
  }
  const auto dates = Values(arrow::Date32Builder(), std::vector<std::int32_t>{20'090});
  const ReadBack back =
      ReadAll(ReportTable(1).Put("bill_billing_period_start_date", dates).Write("date"));
  ASSERT_EQ(back.records.size(), 1U);
  EXPECT_EQ(back.records[0].period.ToString(), "2025-01");
}

TEST(ParquetValues, AMapIsTheSlotsAttributesHoweverItIsKept) {
  const auto keys = std::make_shared<arrow::StringBuilder>();
  const auto items = std::make_shared<arrow::StringBuilder>();
  arrow::MapBuilder map(arrow::default_memory_pool(), keys, items);
  for (int row = 0; row < 2; ++row) {
    PARQUET_THROW_NOT_OK(map.Append());
    PARQUET_THROW_NOT_OK(keys->AppendValues({"user_team", "aws_createdBy", "empty"}));
    PARQUET_THROW_NOT_OK(items->AppendValues({"payments \"x\"", "root", ""}));
  }
  PARQUET_THROW_NOT_OK(map.AppendNull());
  const auto path = ReportTable(3)
                        .Put("resource_tags", map.Finish().ValueOrDie())
                        .Put("product", Texts({"{\"family\":\"m7g\"}", "", "{}"}))
                        .Write("maps.parquet");
  const ReadBack back = ReadAll(path);
  ASSERT_EQ(back.records.size(), 3U);
  EXPECT_EQ(back.records[0].slot.tags,
            (model::Attributes{{"aws_createdBy", "root"}, {"user_team", "payments \"x\""}}));
  EXPECT_EQ(back.records[0].slot.product, (model::Attributes{{"family", "m7g"}}));
  EXPECT_EQ(back.records[1].slot.tags, back.records[0].slot.tags);
  EXPECT_TRUE(back.records[2].slot.tags.empty());
}

struct Refusal {
  std::string code;
  ReportTable table;
};

TEST(ParquetValues, RefusesWhatHasNoExactMeaning) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const auto keys = std::make_shared<arrow::StringBuilder>();
  const auto items = std::make_shared<arrow::StringBuilder>();
  arrow::MapBuilder map(arrow::default_memory_pool(), keys, items);
  PARQUET_THROW_NOT_OK(map.Append());
  PARQUET_THROW_NOT_OK(keys->AppendValues({"team", "team"}));
  PARQUET_THROW_NOT_OK(items->AppendValues({"a", "b"}));
  const auto far = Values(arrow::TimestampBuilder(arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"),
                                                  arrow::default_memory_pool()),
                          std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::max()});
  const auto fine = Values(arrow::TimestampBuilder(arrow::timestamp(arrow::TimeUnit::NANO, "UTC"),
                                                   arrow::default_memory_pool()),
                           std::vector<std::int64_t>{1'735'786'800'000'000'001});
  const auto broken = Values(arrow::BinaryBuilder(), std::vector<std::string>{"\xff"});
  const auto day_time = Values(
      arrow::Time32Builder(arrow::time32(arrow::TimeUnit::SECOND), arrow::default_memory_pool()),
      std::vector<std::int32_t>{1});
  const std::vector<Refusal> table = {
      {"value_not_finite", ReportTable(1).Put("line_item_usage_amount", Doubles({nan}))},
      {"value_not_finite", ReportTable(1).Put("line_item_unblended_cost", Doubles({infinity}))},
      {"value_not_a_number", ReportTable(1).Put("line_item_usage_amount", Doubles({1e300}))},
      {"value_not_a_number", ReportTable(1).Put("line_item_usage_amount", Texts({"many"}))},
      {"value_missing", ReportTable(1).Put("line_item_usage_amount", Texts({""}))},
      {"value_not_a_timestamp", ReportTable(1).Put("line_item_usage_start_date", far)},
      {"value_not_a_timestamp", ReportTable(1).Put("line_item_usage_start_date", fine)},
      {"value_not_utf8", ReportTable(1).Put("line_item_operation", broken)},
      {"parquet_column_type", ReportTable(1).Put("line_item_usage_amount", day_time)},
      {"attributes_duplicate_key", ReportTable(1).Put("resource_tags", map.Finish().ValueOrDie())},
      {"attributes_not_json", ReportTable(1).Put("product", Texts({"{"}))},
      {"report_missing_column", ReportTable(1).Drop("line_item_usage_amount")},
  };
  int number = 0;
  for (const Refusal& refusal : table) {
    const ReadBack back = ReadAll(refusal.table.Write("refused" + std::to_string(number++)));
    ASSERT_FALSE(back.errors.empty()) << refusal.code;
    EXPECT_EQ(back.errors[0].code, refusal.code) << model::Format(back.errors[0]);
    EXPECT_TRUE(back.records.empty());
  }
}

TEST(ParquetValues, AnErrorNamesRowGroupRowAndColumn) {
  std::vector<std::string> amounts(7, "1");
  amounts[5] = "x";
  ReportTable::Form form;
  form.row_group_rows = 3;
  const ReadBack back =
      ReadAll(ReportTable(7).Put("line_item_usage_amount", Texts(amounts)).Write("place", form));
  ASSERT_EQ(back.errors.size(), 1U);
  EXPECT_EQ(back.errors[0].position.part, "row group 1, row 3");
  EXPECT_NE(back.errors[0].message.find("line_item_usage_amount is 'x'"), std::string::npos);
}

}  // namespace
}  // namespace twinbill::readers
