// What a column is stored as does not change what is read, and no encoding makes a small file
// large.
#include <gtest/gtest.h>
#include <parquet/exception.h>

#include "parquet_files.h"

namespace twinbill::readers {
namespace {

using Properties = parquet::WriterProperties::Builder;

// Texts of few and of many values, with nulls, and numbers, over more rows than one piece has.
ReportTable Varied(std::int64_t rows) {
  ReportTable table(rows);
  arrow::StringBuilder operations;
  std::vector<std::string> types;
  std::vector<std::string> rates;
  std::vector<double> amounts;
  for (std::int64_t i = 0; i < rows; ++i) {
    PARQUET_THROW_NOT_OK(i % 3 == 0 ? operations.AppendNull()
                                    : operations.Append("operation-" + std::to_string(i % 5)));
    types.push_back("type-" + std::to_string(i % 977));
    rates.push_back("0." + std::to_string(i % 8 + 1));
    amounts.push_back(static_cast<double>(i % 4000) / 7);
  }
  table.Put("line_item_operation", operations.Finish().ValueOrDie());
  table.Put("line_item_usage_type", Texts(types));
  table.Put("line_item_unblended_rate", Texts(rates));
  table.Put("line_item_usage_amount", Doubles(amounts));
  return table;
}

TEST(ParquetDecode, EveryEncodingAndPageVersionGivesTheSameRows) {
  using parquet::Encoding;
  const auto texts_as = [](Encoding::type encoding) {
    return [encoding](Properties& properties) {
      properties.disable_dictionary();
      for (const char* column : {"identity_line_item_id", "line_item_operation", "product",
                                 "line_item_usage_type", "line_item_unblended_rate"})
        properties.encoding(column, encoding);
    };
  };
  const std::vector<std::function<void(Properties&)>> forms = {
      texts_as(Encoding::PLAIN),
      texts_as(Encoding::DELTA_LENGTH_BYTE_ARRAY),
      texts_as(Encoding::DELTA_BYTE_ARRAY),
      [](Properties& properties) {
        properties.disable_dictionary("line_item_usage_amount");
        properties.encoding("line_item_usage_amount", Encoding::BYTE_STREAM_SPLIT);
      },
      [](Properties& properties) {
        properties.data_page_version(parquet::ParquetDataPageVersion::V2);
      },
      // The dictionary grows full in the midst of a row group.
      [](Properties& properties) { properties.dictionary_pagesize_limit(2000); },
      [](Properties& properties) { properties.data_pagesize(500); },
      [](Properties& properties) { properties.version(parquet::ParquetVersion::PARQUET_1_0); },
  };
  const ReportTable table = Varied(70'000);
  ReportTable::Form form;
  form.row_group_rows = 70'000;
  const ReadBack usual = ReadAll(table.Write("usual", form));
  ASSERT_TRUE(usual.errors.empty()) << model::Format(usual.errors[0]);
  ASSERT_EQ(usual.records.size(), 70'000U);
  EXPECT_EQ(usual.records[69'999].id, "i69999");
  EXPECT_EQ(usual.records[69'999].slot.operation, "");
  EXPECT_EQ(usual.records[69'998].slot.operation, "operation-3");
  EXPECT_EQ(usual.records[69'998].slot.usage_type, "type-631");
  EXPECT_EQ(usual.records[69'998].quantity.ToString(), "285.42857142857144");
  const std::string image = Image(usual);
  for (std::size_t i = 0; i < forms.size(); ++i) {
    form.also = forms[i];
    const ReadBack back = ReadAll(table.Write("form" + std::to_string(i), form));
    ASSERT_TRUE(back.errors.empty()) << i << ": " << model::Format(back.errors[0]);
    EXPECT_TRUE(back.warnings.empty()) << i;
    EXPECT_TRUE(Image(back) == image) << i;
  }
}

TEST(ParquetDecode, EveryCodecGivesTheSameRows) {
  const ReportTable table = Varied(300);
  const std::string image = Image(ReadAll(table.Write("plain")));
  for (const auto codec :
       {parquet::Compression::SNAPPY, parquet::Compression::GZIP, parquet::Compression::BROTLI,
        parquet::Compression::LZ4, parquet::Compression::ZSTD}) {
    ReportTable::Form form;
    form.also = [codec](Properties& properties) { properties.compression(codec); };
    const ReadBack back = ReadAll(table.Write("codec", form));
    ASSERT_TRUE(back.errors.empty()) << model::Format(back.errors[0]);
    EXPECT_TRUE(Image(back) == image) << static_cast<int>(codec);
  }
}

// One bit of a page that is encoded in each way, for every way that the other tests do not damage.
TEST(ParquetDecode, DamageIsSeenInEveryEncoding) {
  using parquet::Encoding;
  const std::vector<std::function<void(Properties&)>> forms = {
      [](Properties& properties) {
        properties.disable_dictionary();
        properties.encoding("line_item_usage_type", Encoding::DELTA_BYTE_ARRAY);
      },
      [](Properties& properties) {
        properties.disable_dictionary();
        properties.encoding("line_item_usage_type", Encoding::DELTA_LENGTH_BYTE_ARRAY);
      },
      [](Properties& properties) {
        properties.data_page_version(parquet::ParquetDataPageVersion::V2);
      },
  };
  for (const auto& also : forms) {
    ReportTable::Form form;
    form.also = also;
    const std::string path = Varied(40).Write("bits", form);
    const std::string good = BytesOf(path);
    const std::string image = Image(ReadAll(path));
    const auto footer =
        static_cast<std::size_t>(static_cast<unsigned char>(good[good.size() - 8])) +
        (static_cast<std::size_t>(static_cast<unsigned char>(good[good.size() - 7])) << 8U);
    int refused = 0;
    for (std::size_t bit = 4 * 8; bit < (good.size() - 8 - footer) * 8; bit += 61) {
      std::string bytes = good;
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ static_cast<char>(1U << bit % 8));
      WriteBytes(path, bytes);
      const ReadBack back = ReadAll(path);
      refused += back.errors.empty() ? 0 : 1;
      EXPECT_TRUE(!back.errors.empty() || Image(back) == image) << "bit " << bit;
    }
    EXPECT_GT(refused, 50);
  }
}

// A text whose every repetition takes no byte, by a shared prefix: only decoding shows how large it
// is.
TEST(ParquetDecode, ASmallFileOfLargeTextsIsRefusedBeforeItTakesMemory) {
  ReaderOptions options;
  options.limits.column_chunk_bytes_max = 1 << 20;
  ReportTable table(2000);
  table.Put("line_item_operation", Texts(std::vector<std::string>(2000, std::string(10'000, 'x'))));
  ReportTable::Form form;
  form.row_group_rows = 2000;
  form.zstd = true;
  form.also = [](Properties& properties) {
    properties.disable_dictionary();
    properties.encoding("line_item_operation", parquet::Encoding::DELTA_BYTE_ARRAY);
  };
  const std::string path = table.Write("prefixes", form);
  EXPECT_LT(BytesOf(path).size(), 100'000U);
  const ReadBack back = ReadAll(path, options);
  ASSERT_EQ(back.errors.size(), 1U);
  EXPECT_EQ(back.errors[0].code, "limit_exceeded") << model::Format(back.errors[0]);
  EXPECT_EQ(back.errors[0].position.part, "row group 0, column line_item_operation");
  EXPECT_NE(back.errors[0].allowed.find("column_chunk_bytes_max, 1048576"), std::string::npos);
  EXPECT_EQ(ReadAll(path).records.size(), 2000U);  // 20 MB are no harm where they are allowed
}

// One long text in a dictionary that is a part of every row's slot.
TEST(ParquetDecode, ALongTextInManySlotsIsRefused) {
  std::vector<std::string> types;
  for (int i = 0; i < 2000; ++i) types.push_back("type-" + std::to_string(i));
  ReportTable table(2000);
  table.Put("line_item_operation", Texts(std::vector<std::string>(2000, std::string(10'000, 'x'))));
  const std::string alike = table.Write("alike");
  table.Put("line_item_usage_type", Texts(types));
  ReportTable::Form form;
  form.row_group_rows = 500;
  form.zstd = true;
  const std::string different = table.Write("different", form);
  ReaderOptions options;
  options.limits.column_chunk_bytes_max = 2'000'000;  // of a piece
  EXPECT_EQ(ReadAll(alike, options).records.size(), 2000U);
  const ReadBack piece = ReadAll(different, options);
  ASSERT_EQ(piece.errors.size(), 1U);
  EXPECT_EQ(piece.errors[0].code, "limit_exceeded");
  EXPECT_NE(piece.errors[0].message.find("different dimensions"), std::string::npos);
  options.limits.column_chunk_bytes_max = 6'000'000;  // of the file
  options.limits.expansion_max = 2;
  const ReadBack file = ReadAll(different, options);
  ASSERT_EQ(file.errors.size(), 1U);
  EXPECT_EQ(file.errors[0].code, "limit_exceeded");
  EXPECT_NE(file.errors[0].allowed.find("expansion_max, 2"), std::string::npos);
  EXPECT_EQ(file.records.size(), 500U);
}

std::vector<model::Attributes> Tags(const ReadBack& back) {
  std::vector<model::Attributes> tags;
  for (const auto& record : back.records) tags.push_back(record.slot.tags);
  return tags;
}

// Rows: {team: a}, {team: b}, null, {team: a}.
std::shared_ptr<arrow::Array> Entries(const std::shared_ptr<arrow::DataType>& type,
                                      bool with_null) {
  auto builder = arrow::MakeBuilder(type).ValueOrDie();
  const auto entry = [](arrow::ArrayBuilder& entries, const char* value) {
    auto& structs = dynamic_cast<arrow::StructBuilder&>(entries);
    PARQUET_THROW_NOT_OK(structs.Append());
    PARQUET_THROW_NOT_OK(
        dynamic_cast<arrow::StringBuilder&>(*structs.field_builder(0)).Append("team"));
    PARQUET_THROW_NOT_OK(
        dynamic_cast<arrow::StringBuilder&>(*structs.field_builder(1)).Append(value));
  };
  for (const char* value : {"a", "b", "", "a"}) {
    if (with_null && *value == '\0') {
      PARQUET_THROW_NOT_OK(builder->AppendNull());
      continue;
    }
    if (auto* list = dynamic_cast<arrow::ListBuilder*>(builder.get())) {
      PARQUET_THROW_NOT_OK(list->Append());
      entry(*list->value_builder(), value);
    } else if (auto* large = dynamic_cast<arrow::LargeListBuilder*>(builder.get())) {
      PARQUET_THROW_NOT_OK(large->Append());
      entry(*large->value_builder(), value);
    } else {
      auto& fixed = dynamic_cast<arrow::FixedSizeListBuilder&>(*builder);
      PARQUET_THROW_NOT_OK(fixed.Append());
      entry(*fixed.value_builder(), value);
    }
  }
  return builder->Finish().ValueOrDie();
}

TEST(ParquetDecode, EveryFormOfAMapIsTheSameTags) {
  const auto entry =
      arrow::struct_({arrow::field("key", arrow::utf8()), arrow::field("value", arrow::utf8())});
  const auto fields =
      arrow::struct_({arrow::field("team", arrow::utf8()), arrow::field("unused", arrow::utf8())});
  arrow::StringBuilder team;
  PARQUET_THROW_NOT_OK(team.AppendValues({"a", "b", "", "a"}));
  const auto teams = team.Finish().ValueOrDie();
  const auto unused = arrow::MakeArrayOfNull(arrow::utf8(), 4).ValueOrDie();
  const auto structs = std::make_shared<arrow::StructArray>(
      fields, 4, std::vector<std::shared_ptr<arrow::Array>>{teams, unused});
  const std::vector<std::shared_ptr<arrow::Array>> forms = {
      Entries(arrow::list(entry), true), Entries(arrow::large_list(entry), true),
      Entries(arrow::fixed_size_list(entry, 1), false), structs};
  const std::vector<model::Attributes> tags = {
      {{"team", "a"}}, {{"team", "b"}}, {}, {{"team", "a"}}};
  for (const auto& form : forms) {
    const ReadBack back = ReadAll(ReportTable(4).Put("resource_tags", form).Write("tags"));
    ASSERT_TRUE(back.errors.empty())
        << form->type()->ToString() << ": " << model::Format(back.errors[0]);
    EXPECT_EQ(Tags(back), tags) << form->type()->ToString();
  }
}

// Maps of more rows than a piece has, of few different texts, in and out of dictionaries.
TEST(ParquetDecode, MapsOfManyRowsKeepTheirEntries) {
  constexpr int kRows = 70'000;
  const auto keys = std::make_shared<arrow::StringBuilder>();
  const auto items = std::make_shared<arrow::StringBuilder>();
  arrow::MapBuilder map(arrow::default_memory_pool(), keys, items);
  for (int row = 0; row < kRows; ++row) {
    PARQUET_THROW_NOT_OK(map.Append());
    for (int i = 0; i < row % 3; ++i) {
      PARQUET_THROW_NOT_OK(keys->Append("key" + std::to_string(i)));
      PARQUET_THROW_NOT_OK(items->Append(std::to_string((row + i) % 11)));
    }
  }
  ReportTable table(kRows);
  table.Put("resource_tags", map.Finish().ValueOrDie());
  for (const bool dictionary : {true, false}) {
    ReportTable::Form form;
    form.row_group_rows = kRows;
    form.also = [&](Properties& properties) {
      if (!dictionary) properties.disable_dictionary();
    };
    const ReadBack back = ReadAll(table.Write("many", form));
    ASSERT_EQ(back.records.size(), static_cast<std::size_t>(kRows));
    for (int row = 0; row < kRows; ++row) {
      model::Attributes wanted;
      for (int i = 0; i < row % 3; ++i)
        wanted.emplace_back("key" + std::to_string(i), std::to_string((row + i) % 11));
      ASSERT_EQ(back.records[static_cast<std::size_t>(row)].slot.tags, wanted) << row;
    }
  }
}

}  // namespace
}  // namespace twinbill::readers
