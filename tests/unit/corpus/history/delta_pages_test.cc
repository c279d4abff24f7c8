// Our decoder of hot columns against what Arrow writes, and against bytes that nobody wrote.
#include "corpus/history/delta_pages.h"

#include <arrow/io/memory.h>
#include <gtest/gtest.h>
#include <parquet/column_writer.h>
#include <parquet/file_reader.h>
#include <parquet/file_writer.h>
#include <parquet/metadata.h>
#include <parquet/schema.h>

#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace twinbill::history {
namespace {

// A file with one column chunk, and where the chunk lies.
struct File {
  std::string bytes;
  std::int64_t begin = 0;
  std::int64_t size = 0;

  DeltaPages Pages() const {
    DeltaPages pages([this](std::int64_t offset, std::span<std::uint8_t> out) {
      if (offset < 0 || offset + std::ssize(out) > std::ssize(bytes)) return false;
      std::memcpy(out.data(), bytes.data() + offset, out.size());
      return true;
    });
    pages.Begin(begin, size);
    return pages;
  }
};

template <class Type>
File WrittenByArrow(const std::vector<typename Type::c_type>& values, std::int64_t page_rows,
                    bool statistics) {
  using parquet::schema::GroupNode;
  const auto schema = std::static_pointer_cast<GroupNode>(GroupNode::Make(
      "s", parquet::Repetition::REQUIRED,
      {parquet::schema::PrimitiveNode::Make("c", parquet::Repetition::REQUIRED, Type::type_num)}));
  parquet::WriterProperties::Builder builder;
  builder.disable_dictionary()
      ->encoding(parquet::Encoding::DELTA_BINARY_PACKED)
      ->enable_page_checksum()
      ->max_rows_per_page(page_rows)
      ->write_batch_size(page_rows);
  if (!statistics) builder.disable_statistics();
  const auto sink = *arrow::io::BufferOutputStream::Create();
  const auto writer = parquet::ParquetFileWriter::Open(sink, schema, builder.build());
  auto* column =
      static_cast<parquet::TypedColumnWriter<Type>*>(writer->AppendRowGroup()->NextColumn());
  column->WriteBatch(std::ssize(values), nullptr, nullptr, values.data());
  writer->Close();
  File file{(*sink->Finish())->ToString()};
  const auto source =
      std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(file.bytes));
  const auto chunk =
      parquet::ParquetFileReader::Open(source)->metadata()->RowGroup(0)->ColumnChunk(0);
  file.begin = chunk->data_page_offset();
  file.size = chunk->total_compressed_size();
  return file;
}

// Values whose differences need few bits here and many there.
template <class T>
std::vector<T> SomeValues(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::vector<T> values;
  T last = 0;
  while (values.size() < count) {
    const unsigned bits = static_cast<unsigned>(random() % 65);
    for (int i = 0; i < 50 && values.size() < count; ++i) {
      const std::uint64_t step = bits == 0 ? 0 : random() >> (64 - bits);
      last =
          static_cast<T>(static_cast<std::uint64_t>(last) + step * (random() % 2 == 0 ? 1 : ~0ULL));
      if (random() % 97 == 0) last = std::numeric_limits<T>::max();
      if (random() % 97 == 0) last = std::numeric_limits<T>::min();
      values.push_back(last);
    }
  }
  return values;
}

template <class Type>
void ExpectReadBack(std::uint64_t seed) {
  using T = typename Type::c_type;
  std::mt19937_64 random(seed);
  const std::size_t count = 1 + random() % 3000;
  const auto values = SomeValues<T>(seed, count);
  const File file = WrittenByArrow<Type>(values, 1 + static_cast<std::int64_t>(random() % 900),
                                         random() % 2 == 0);
  DeltaPages pages = file.Pages();
  std::vector<T> read(count);
  for (std::size_t at = 0; at < count;) {
    const std::size_t some = std::min<std::size_t>(count - at, 1 + random() % 700);
    ASSERT_EQ(pages.Read(std::span(read).subspan(at, some)), "");
    at += some;
  }
  EXPECT_EQ(read, values) << "seed " << seed;
  T more = 0;
  EXPECT_EQ(pages.Read(std::span(&more, 1)), "it has fewer rows than it says");
}

TEST(DeltaPages, GivesTheNumbersThatArrowWrote) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    ExpectReadBack<parquet::Int32Type>(seed);
    ExpectReadBack<parquet::Int64Type>(seed);
  }
}

TEST(DeltaPages, AFlippedBitIsNeverReadInSilence) {
  const auto values = SomeValues<std::int64_t>(7, 700);
  const File whole = WrittenByArrow<parquet::Int64Type>(values, 300, false);
  for (std::int64_t at = 0; at < whole.size; ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      File damaged = whole;
      damaged.bytes[static_cast<std::size_t>(whole.begin + at)] ^= static_cast<char>(1 << bit);
      DeltaPages pages = damaged.Pages();
      std::vector<std::int64_t> read(values.size());
      if (pages.Read(read).empty()) {
        EXPECT_EQ(read, values) << "byte " << at << ", bit " << bit;
      }
    }
  }
}

TEST(DeltaPages, BytesThatNobodyWroteAreRefused) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 2000; ++i) {
    File file;
    file.bytes.resize(random() % 200);
    for (char& byte : file.bytes) byte = static_cast<char>(random());
    file.size = std::ssize(file.bytes);
    DeltaPages pages = file.Pages();
    std::int32_t value = 0;
    EXPECT_NE(pages.Read(std::span(&value, 1)), "");
  }
}

}  // namespace
}  // namespace twinbill::history
