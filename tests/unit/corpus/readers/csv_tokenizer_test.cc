#include "corpus/readers/csv_tokenizer.h"

#include <gtest/gtest.h>

#include <cstring>

namespace twinbill::readers {
namespace {

CsvBlock BlockOf(std::string_view text) {
  CsvBlock block;
  block.bytes = std::unique_ptr<char[]>(new char[text.size() + CsvBlock::kPadding]());
  std::memcpy(block.bytes.get(), text.data(), text.size());
  block.bytes[text.size()] = '\n';
  block.size = text.size();
  block.last = true;
  return block;
}

using Records = std::vector<std::vector<std::string>>;

// The records of a text, or "line:column code" of its error behind the records before it.
Records RecordsOf(std::string_view text) {
  const CsvBlock block = BlockOf(text);
  CsvTokenizer tokenizer(block, block.begin(), LineEndOf(block), {});
  Records records;
  for (;;) {
    std::vector<CsvField> fields(8);
    const CsvTokenizer::Outcome outcome = tokenizer.Next(fields);
    if (outcome == CsvTokenizer::Outcome::kEnd) return records;
    if (outcome == CsvTokenizer::Outcome::kError) {
      const model::Position at = tokenizer.PositionOf(tokenizer.error().at, "f");
      records.push_back({std::to_string(at.line) + ":" + std::to_string(at.column) + " " +
                         std::string(tokenizer.error().code.text)});
      return records;
    }
    std::vector<std::string>& record = records.emplace_back();
    for (std::size_t i = 0; i < tokenizer.field_count(); ++i)
      AppendWithoutDoubled(fields[i].raw(), record.emplace_back());
  }
}

TEST(CsvTokenizer, DividesFieldsAndRecords) {
  EXPECT_EQ(RecordsOf("a,b\nc,\n,d\n"), (Records{{"a", "b"}, {"c", ""}, {"", "d"}}));
  EXPECT_EQ(RecordsOf("a,b\r\nc,d\r\n"), (Records{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(RecordsOf("a,b\nc,d"), (Records{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(RecordsOf("a,b\nc,"), (Records{{"a", "b"}, {"c", ""}}));
  EXPECT_EQ(RecordsOf("a,b\r\nc,d"), (Records{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(RecordsOf("\n"), (Records{{""}}));
  EXPECT_EQ(RecordsOf(""), Records{});
}

TEST(CsvTokenizer, TakesAnythingWithinQuotes) {
  EXPECT_EQ(RecordsOf("\"a,b\",\"c\"\"d\"\n\"\",\"\"\"\"\n"),
            (Records{{"a,b", "c\"d"}, {"", "\""}}));
  EXPECT_EQ(RecordsOf("\"a\r\nb\rc\nd\",e\nf,g\n"), (Records{{"a\r\nb\rc\nd", "e"}, {"f", "g"}}));
  EXPECT_EQ(RecordsOf("\"a\""), (Records{{"a"}}));
  EXPECT_EQ(RecordsOf("x\n\"a\"\"\""), (Records{{"x"}, {"a\""}}));
}

TEST(CsvTokenizer, FieldsLongerThanOneLookAreWhole) {
  for (std::size_t size = 0; size < 70; ++size) {
    const std::string field(size, 'x');
    EXPECT_EQ(RecordsOf(field + "," + field + "\n"), (Records{{field, field}}));
  }
}

TEST(CsvTokenizer, PlacesCountLinesWithinQuotes) {
  EXPECT_EQ(RecordsOf("a\n\"b\nc\nd\"x\n"), (Records{{"a"}, {"4:2 csv_stray_quote"}}));
  EXPECT_EQ(RecordsOf("a\n\"b\nc\",\"d\n"), (Records{{"a"}, {"3:4 csv_open_quote"}}));
  EXPECT_EQ(RecordsOf("a\nb\"\n"), (Records{{"a"}, {"2:2 csv_stray_quote"}}));
}

TEST(CsvTokenizer, LineEndsAreOfOneKind) {
  EXPECT_EQ(RecordsOf("a\nb\r\n"), (Records{{"a"}, {"2:2 csv_line_ends_mixed"}}));
  EXPECT_EQ(RecordsOf("a\r\nb\n"), (Records{{"a"}, {"2:2 csv_line_ends_mixed"}}));
  EXPECT_EQ(RecordsOf("a\r\nb\r"), (Records{{"a"}, {"2:2 csv_stray_cr"}}));
  EXPECT_EQ(RecordsOf("a\rb\n"), (Records{{"1:2 csv_stray_cr"}}));
}

TEST(CsvTokenizer, BadBytesAreFoundInOrder) {
  EXPECT_EQ(RecordsOf(std::string_view("a\nb\0c\n\xFF\n", 8)), (Records{{"a"}, {"2:2 csv_nul"}}));
  EXPECT_EQ(RecordsOf("a\n\xFF\"\n"), (Records{{"a"}, {"2:1 csv_not_utf8"}}));
  EXPECT_EQ(RecordsOf("a\nb\"\xFF\n"), (Records{{"a"}, {"2:2 csv_stray_quote"}}));
  EXPECT_EQ(RecordsOf("K\xC3\xB6ln,\xE2\x82\xAC,\xF0\x9F\x98\x80\n"),
            (Records{{"K\xC3\xB6ln", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}}));
  for (const char* bad : {"\xC0\x80", "\xE0\x80\x80", "\xF5\x80\x80\x80", "\xF4\x90\x80\x80",
                          "\xF0\x80\x80\x80", "\x80", "\xC3", "\xED\xBF\xBF"})
    EXPECT_EQ(RecordsOf(std::string("a\nb,") + bad + "\n"), (Records{{"a"}, {"2:3 csv_not_utf8"}}));
}

}  // namespace
}  // namespace twinbill::readers
