#include "corpus/history/slots_file.h"

#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <parquet/column_reader.h>
#include <parquet/column_writer.h>
#include <parquet/file_reader.h>
#include <parquet/file_writer.h>
#include <parquet/schema.h>

#include <algorithm>
#include <string>
#include <unordered_map>

#include "corpus/history/parquet_columns.h"
#include "corpus/history/record_schema.h"
#include "corpus/readers/attribute_text.h"

namespace twinbill::history {
namespace {

using model::Fail;
using model::Result;
using model::Slot;

std::shared_ptr<parquet::schema::GroupNode> Schema() {
  parquet::schema::NodeVector nodes;
  for (int i = 0; i < kDimensionCount; ++i) {
    nodes.push_back(TextNode(RecordColumnName(kFirstDimensionColumn + i)));
  }
  return std::static_pointer_cast<parquet::schema::GroupNode>(
      parquet::schema::GroupNode::Make("slots", parquet::Repetition::REQUIRED, nodes));
}

std::shared_ptr<parquet::WriterProperties> Properties() {
  return parquet::WriterProperties::Builder()
      .created_by("twinbill history version 1")
      ->compression(parquet::Compression::ZSTD)
      ->enable_page_checksum()
      ->disable_statistics()
      ->build();
}

void WriteDimension(parquet::ColumnWriter* writer, std::span<const Slot> slots, int dimension) {
  std::vector<std::string> texts;
  std::vector<parquet::ByteArray> values;
  texts.reserve(slots.size());
  values.reserve(slots.size());
  for (const Slot& slot : slots) {
    const std::string& text = texts.emplace_back(DimensionText(slot, dimension));
    values.emplace_back(text);
  }
  static_cast<parquet::ByteArrayWriter*>(writer)->WriteBatch(
      static_cast<std::int64_t>(slots.size()), nullptr, nullptr, values.data());
}

// Parsed attributes by their text: slots have few different ones.
using ParsedAttributes = std::unordered_map<std::string, model::Attributes>;

bool SetDimension(Slot& slot, int dimension, std::string_view text, ParsedAttributes& parsed) {
  std::string* const texts[] = {&slot.account,    &slot.service,   &slot.region,
                                &slot.usage_type, &slot.operation, &slot.line_item_type,
                                &slot.unit};
  constexpr int kTextCount = std::size(texts);
  if (dimension < kTextCount) {
    *texts[dimension] = text;
    return true;
  }
  const auto [at, is_new] = parsed.try_emplace(std::string(text));
  if (is_new) {
    auto attributes = readers::ParseAttributes(text);
    if (!attributes) return false;
    at->second = std::move(*attributes);
  }
  (dimension == kTextCount ? slot.product : slot.tags) = at->second;
  return true;
}

bool ReadDimension(parquet::ColumnReader* reader, int dimension, std::vector<Slot>& slots) {
  if (reader->type() != parquet::Type::BYTE_ARRAY) return false;
  auto* texts = static_cast<parquet::ByteArrayReader*>(reader);
  std::vector<parquet::ByteArray> values(4096);
  ParsedAttributes parsed;
  std::size_t done = 0;
  while (texts->HasNext()) {
    std::int64_t got = 0;
    texts->ReadBatch(static_cast<std::int64_t>(values.size()), nullptr, nullptr, values.data(),
                     &got);
    if (got <= 0 || done + static_cast<std::size_t>(got) > slots.size()) return false;
    for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i) {
      const parquet::ByteArray& value = values[i];
      if (!SetDimension(slots[done + i], dimension,
                        {reinterpret_cast<const char*>(value.ptr), value.len}, parsed)) {
        return false;
      }
    }
    done += static_cast<std::size_t>(got);
  }
  return done == slots.size();
}

}  // namespace

Result<FileFacts> WriteSlots(const std::string& path, std::span<const Slot> slots) {
  TWINBILL_ASSIGN(sink, DigestingSink::Make(path));
  try {
    const auto metadata =
        arrow::KeyValueMetadata::Make({std::string(kFormatKey)}, {std::string(kFormatVersion)});
    const auto writer =
        parquet::ParquetFileWriter::Open(sink->stream(), Schema(), Properties(), metadata);
    parquet::RowGroupWriter* group = writer->AppendRowGroup();
    for (int i = 0; i < kDimensionCount; ++i) WriteDimension(group->NextColumn(), slots, i);
    writer->Close();
  } catch (const std::exception& error) {
    return Fail(sink->FailureOf(error.what()));
  }
  return sink->Finish();
}

Result<std::vector<Slot>> ReadSlots(const std::string& path) {
  TWINBILL_ASSIGN(file, OpenParquet(path));
  constexpr std::int64_t kSlotsMax = std::int64_t{1} << 31;
  const auto metadata = file->metadata();
  if (metadata->num_row_groups() != 1 || metadata->num_columns() != kDimensionCount ||
      metadata->num_rows() < 0 || metadata->num_rows() >= kSlotsMax) {
    return Fail(DamagedHistory(path, "footer", "not the shape of a slots file"));
  }
  std::vector<Slot> slots(static_cast<std::size_t>(metadata->num_rows()));
  const auto group = file->RowGroup(0);
  for (int i = 0; i < kDimensionCount; ++i) {
    const std::string part = fmt::format("column {}", metadata->schema()->Column(i)->name());
    try {
      if (!ReadDimension(group->Column(i).get(), i, slots)) {
        return Fail(DamagedHistory(path, part, "not what a slots file holds"));
      }
    } catch (const std::exception& error) {
      return Fail(DamagedHistory(path, part, error.what()));
    }
  }
  const auto wrong = std::adjacent_find(slots.begin(), slots.end(),
                                        [](const Slot& a, const Slot& b) { return !(a < b); });
  if (wrong != slots.end()) return Fail(DamagedHistory(path, "", "its slots are not in order"));
  return slots;
}

}  // namespace twinbill::history
