// Our CSV reader against Arrow's, cell by cell, on good files: random ones and the real ones.
#include <arrow/api.h>
#include <arrow/csv/api.h>
#include <arrow/io/memory.h>
#include <gtest/gtest.h>

#include <random>

#include "corpus/readers/csv_tokenizer.h"
#include "tests/support/report_files.h"

namespace twinbill::readers {
namespace {

using Records = std::vector<std::vector<std::string>>;

Records OurRecords(const std::string& path, std::size_t columns) {
  Records records;
  auto source = OpenBytes(path, {});
  EXPECT_TRUE(source.has_value());
  CsvCutter cutter(*std::move(source), {});
  std::optional<LineEnd> line_end;
  for (;;) {
    auto block = cutter.Next();
    EXPECT_TRUE(block.has_value());
    if (!block || !block->has_value()) return records;
    if (!line_end) line_end = LineEndOf(**block);
    CsvTokenizer tokenizer(**block, (*block)->begin(), *line_end, {});
    std::vector<CsvField> fields(columns);
    CsvTokenizer::Outcome outcome = tokenizer.Next(fields);
    for (; outcome == CsvTokenizer::Outcome::kRecord; outcome = tokenizer.Next(fields)) {
      EXPECT_EQ(tokenizer.field_count(), columns);
      std::vector<std::string>& record = records.emplace_back();
      for (const CsvField& field : fields) AppendWithoutDoubled(field.raw(), record.emplace_back());
    }
    EXPECT_EQ(outcome, CsvTokenizer::Outcome::kEnd) << tokenizer.error().message;
  }
}

Records ArrowsRecords(const std::string& bytes, std::size_t columns) {
  arrow::csv::ReadOptions read = arrow::csv::ReadOptions::Defaults();
  read.autogenerate_column_names = true;
  read.use_threads = false;
  arrow::csv::ParseOptions parse = arrow::csv::ParseOptions::Defaults();
  parse.newlines_in_values = true;
  parse.ignore_empty_lines = false;
  arrow::csv::ConvertOptions convert = arrow::csv::ConvertOptions::Defaults();
  for (std::size_t i = 0; i < columns; ++i)
    convert.column_types["f" + std::to_string(i)] = arrow::utf8();
  convert.strings_can_be_null = false;
  auto reader = arrow::csv::TableReader::Make(
      arrow::io::default_io_context(),
      std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(bytes)), read, parse,
      convert);
  EXPECT_TRUE(reader.ok()) << reader.status().ToString();
  const auto table = (*reader)->Read();
  EXPECT_TRUE(table.ok()) << table.status().ToString();
  Records records(static_cast<std::size_t>((*table)->num_rows()));
  for (int column = 0; column < (*table)->num_columns(); ++column) {
    std::size_t row = 0;
    for (const auto& chunk : (*table)->column(column)->chunks()) {
      const auto& texts = static_cast<const arrow::StringArray&>(*chunk);
      for (std::int64_t i = 0; i < texts.length(); ++i)
        records[row++].push_back(texts.GetString(i));
    }
  }
  return records;
}

// Fields with and without quotes, with everything that a field in quotes may hold.
std::string RandomCsv(std::mt19937_64& random, std::size_t columns) {
  static const std::vector<std::string> kPieces = {"a",
                                                   "plain text",
                                                   "1.5e-3",
                                                   "\"\"",
                                                   ",",
                                                   "\n",
                                                   "\r\n",
                                                   "\r",
                                                   "K\xC3\xB6ln",
                                                   "\xE2\x82\xAC",
                                                   "",
                                                   "{\"\"k\"\":\"\"v\"\"}",
                                                   std::string(40, 'x')};
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  const std::string line_end = below(2) == 0 ? "\n" : "\r\n";
  std::string csv;
  for (std::size_t row = 0; row < 40; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      if (column > 0) csv += ',';
      // The first record tells the line ends, to Arrow and to us: no line ends within it.
      const bool quoted = row > 0 && below(3) == 0;
      const std::size_t plain = 3;
      if (quoted) csv += '"';
      for (std::size_t count = below(4) + (column == 0 ? 1 : 0); count > 0; --count)
        csv += quoted ? kPieces[below(kPieces.size())] : kPieces[below(plain)];
      if (quoted) csv += '"';
    }
    if (row < 39 || below(2) == 0) csv += line_end;
  }
  return csv;
}

TEST(CsvDifferential, RandomGoodFilesAreWhatArrowReads) {
  const support::TemporaryFolder folder;
  std::mt19937_64 random(3);
  for (int i = 0; i < 300; ++i) {
    const std::size_t columns = random() % 5 + 2;
    const std::string csv = RandomCsv(random, columns);
    EXPECT_EQ(OurRecords(folder.Write("r.csv", csv), columns), ArrowsRecords(csv, columns)) << csv;
  }
}

TEST(CsvDifferential, RealFilesAreWhatArrowReads) {
  const std::string data = std::string(TWINBILL_SOURCE_DIR) + "/corpus/data/real/";
  for (const auto& [file, columns] : std::vector<std::pair<std::string, std::size_t>>{
           {"cur/focus_converters_sample-anonymous-aws-export-dataset.csv", 94},
           {"cur/koku_test_cur_large.csv", 130},
           {"cur/koku_empty_frame.csv", 201},
           {"cur2/fivetran_aws_cost_report.csv", 228},
           {"focus/focus_sample_1000.csv", 44},
           {"focus/toolkit_aws_1_3_cost_and_usage_rows100_seed42.csv", 65}}) {
    const Records ours = OurRecords(data + file, columns);
    EXPECT_FALSE(ours.empty());
    EXPECT_EQ(ours, ArrowsRecords(support::ReadBytes(data + file), columns)) << file;
  }
}

}  // namespace
}  // namespace twinbill::readers
