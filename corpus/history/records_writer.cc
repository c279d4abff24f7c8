#include "corpus/history/records_writer.h"

#include <arrow/array.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/column_writer.h>
#include <parquet/exception.h>
#include <parquet/file_writer.h>
#include <parquet/schema.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "corpus/history/parquet_columns.h"
#include "corpus/history/record_schema.h"

namespace twinbill::history {
namespace {

using model::Fail;
using model::Result;
using model::Slot;

// Texts by code, each once. The codes are those of first sight.
struct Codes {
  std::vector<std::string> texts;
  std::vector<std::int32_t> code_of;  // by slot or by file

  static Codes Of(std::size_t count, const auto& text_of) {
    Codes codes;
    std::vector<std::pair<std::string, std::size_t>> sorted;
    sorted.reserve(count);
    for (std::size_t i = 0; i < count; ++i) sorted.emplace_back(text_of(i), i);
    std::sort(sorted.begin(), sorted.end());
    codes.code_of.resize(count);
    for (auto& [text, at] : sorted) {
      if (codes.texts.empty() || codes.texts.back() != text) codes.texts.push_back(std::move(text));
      codes.code_of[at] = static_cast<std::int32_t>(codes.texts.size()) - 1;
    }
    return codes;
  }
};

// What encoding needs beside, kept from one column to the next: fresh memory is slow memory.
struct Scratch {
  std::vector<std::int32_t> indices;
  std::vector<parquet::ByteArray> texts;
  std::optional<std::string> error;
};

std::shared_ptr<parquet::schema::GroupNode> Schema(const RecordLayouts& layouts) {
  parquet::schema::NodeVector nodes;
  for (int i = 0; i < kRecordColumnCount; ++i) {
    const std::string_view name = RecordColumnName(i);
    switch (i) {
      case kSlotColumn: nodes.push_back(Int32Node(name)); break;
      case kStartColumn:
      case kPeriodColumn: nodes.push_back(MomentNode(name)); break;
      case kQuantityColumn:
        nodes.push_back(NumberNode(name, layouts.quantity, Presence::kRequired));
        break;
      case kListCostColumn:
        nodes.push_back(NumberNode(name, layouts.list_cost, Presence::kRequired));
        break;
      case kRateColumn: nodes.push_back(NumberNode(name, layouts.rate, Presence::kOptional)); break;
      case kUnblendedCostColumn:
        nodes.push_back(NumberNode(name, layouts.unblended_cost, Presence::kRequired));
        break;
      case kPublicCostColumn:
        nodes.push_back(NumberNode(name, layouts.public_cost, Presence::kOptional));
        break;
      case kRowColumn: nodes.push_back(Int64Node(name, Presence::kRequired)); break;
      case kLineAheadColumn: nodes.push_back(Int64Node(name, Presence::kOptional)); break;
      default: nodes.push_back(TextNode(name));
    }
  }
  return std::static_pointer_cast<parquet::schema::GroupNode>(
      parquet::schema::GroupNode::Make("records", parquet::Repetition::REQUIRED, nodes));
}

// Hot columns are stored so that reading them costs next to nothing; the others are small first.
std::shared_ptr<parquet::WriterProperties> Properties(const RecordLayouts& layouts) {
  constexpr std::int64_t kDictionaryBytesMax = std::int64_t{16} << 20;
  parquet::WriterProperties::Builder builder;
  builder.created_by("twinbill history version 1")
      ->compression(parquet::Compression::ZSTD)
      ->dictionary_pagesize_limit(kDictionaryBytesMax)
      ->data_pagesize(std::int64_t{1} << 20)
      ->max_rows_per_page(std::int64_t{1} << 15)
      ->max_row_group_length(std::int64_t{1} << 40)
      ->enable_page_checksum()
      ->disable_statistics();
  const auto plain = [&](int column) {
    const std::string name(RecordColumnName(column));
    builder.compression(name, parquet::Compression::UNCOMPRESSED);
    return name;
  };
  const auto delta = [&](const std::string& name, const NumberLayout& layout) {
    if (layout.kind != NumberKind::kInt64) return;
    builder.disable_dictionary(name)->encoding(name, parquet::Encoding::DELTA_BINARY_PACKED);
  };
  delta(plain(kSlotColumn), {});
  delta(plain(kStartColumn), {});
  delta(plain(kQuantityColumn), layouts.quantity);
  delta(plain(kListCostColumn), layouts.list_cost);
  plain(kRateColumn);
  builder.enable_statistics(std::string(RecordColumnName(kStartColumn)));
  delta(std::string(RecordColumnName(kRowColumn)), {});
  return builder.build();
}

void Check(const arrow::Status& status) { PARQUET_THROW_NOT_OK(status); }

std::shared_ptr<arrow::Buffer> BufferOf(const auto& elements) {
  return arrow::Buffer::Wrap(elements.data(), elements.size());
}

class ParquetRecordsWriter : public RecordsWriter {
 public:
  ParquetRecordsWriter(RecordsHeader header, std::span<const Slot> slots, int threads)
      : header_(std::move(header)), scratch_(static_cast<std::size_t>(threads)) {
    for (int i = 0; i < kDimensionCount; ++i) {
      dimensions_.push_back(
          Codes::Of(slots.size(), [&](std::size_t slot) { return DimensionText(slots[slot], i); }));
    }
  }

  Result<void> Open(const std::string& path) {
    TWINBILL_ASSIGN(sink, DigestingSink::Make(path));
    sink_ = std::move(sink);
    const RecordLayouts layouts = RecordLayouts::Of(header_.ranges);
    try {
      writer_ =
          parquet::ParquetFileWriter::Open(sink_->stream(), Schema(layouts), Properties(layouts));
    } catch (const std::exception& error) {
      return Fail(sink_->FailureOf(error.what()));
    }
    return {};
  }

  Result<void> Write(const RecordColumns& columns, std::span<const std::string> files) override {
    const Codes file_codes = Codes::Of(files.size(), [&](std::size_t file) { return files[file]; });
    parquet::RowGroupWriter* group = nullptr;
    std::atomic<int> next = 0;
    const auto work = [&](Scratch& scratch) {
      try {
        for (int i = next++; i < kRecordColumnCount; i = next++) {
          // The slowest first, so that the threads end together.
          const int column = (i + kIdColumn) % kRecordColumnCount;
          WriteColumn(group->column(column), column, columns, file_codes, scratch);
        }
      } catch (const std::exception& caught) {
        scratch.error = caught.what();
      }
    };
    try {
      group = writer_->AppendBufferedRowGroup();
      {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < scratch_.size(); ++i) {
          others.emplace_back([&work, &scratch = scratch_[i]] { work(scratch); });
        }
        work(scratch_[0]);
      }
      for (const Scratch& scratch : scratch_) {
        if (scratch.error) return Fail(sink_->FailureOf(*scratch.error));
      }
      group->Close();
    } catch (const std::exception& error) {
      return Fail(sink_->FailureOf(error.what()));
    }
    return {};
  }

  Result<FileFacts> Close(const RecordsTotals& totals) override {
    auto metadata = std::make_shared<arrow::KeyValueMetadata>();
    const auto add = [&](std::string_view key, std::string value) {
      metadata->Append(std::string(key), std::move(value));
    };
    add(kFormatKey, std::string(kFormatVersion));
    add(kPeriodKey, header_.period.ToString());
    add(kPayerKey, header_.payer);
    add(kCurrencyKey, header_.currency);
    add(kSlotsKey, std::to_string(header_.slots));
    add(kSlotsDigestKey, header_.slots_digest.ToHex());
    add(kUnblendedCostKey, totals.unblended_cost.ToString());
    add(kListCostKey, totals.list_cost.ToString());
    for (const auto& [column, range] : RangesByColumn(header_.ranges)) {
      add(std::string(kRangeKeyStart) + std::string(RecordColumnName(column)), range->ToString());
    }
    try {
      writer_->AddKeyValueMetadata(metadata);
      writer_->Close();
    } catch (const std::exception& error) {
      return Fail(sink_->FailureOf(error.what()));
    }
    return sink_->Finish();
  }

 private:
  void WriteColumn(parquet::ColumnWriter* writer, int column, const RecordColumns& columns,
                   const Codes& file_codes, Scratch& scratch) const {
    switch (column) {
      case kSlotColumn: return WriteValues<parquet::Int32Type>(writer, columns.slot, nullptr);
      case kStartColumn: return WriteValues<parquet::Int64Type>(writer, columns.start, nullptr);
      case kQuantityColumn: return WriteNumbers(writer, columns.quantity, columns.rows());
      case kListCostColumn: return WriteNumbers(writer, columns.list_cost, columns.rows());
      case kRateColumn: return WriteNumbers(writer, columns.rate, columns.rows());
      case kUnblendedCostColumn:
        return WriteNumbers(writer, columns.unblended_cost, columns.rows());
      case kPublicCostColumn: return WriteNumbers(writer, columns.public_cost, columns.rows());
      case kIdColumn: return WriteIds(writer, columns.id, scratch);
      case kPayerColumn: return WriteConstant(writer, header_.payer, columns.rows(), scratch);
      case kPeriodColumn: {
        const std::int64_t moment = model::Timestamp::AtMidnight(header_.period.FirstDay()).micros;
        return WriteValues<parquet::Int64Type>(
            writer, std::vector<std::int64_t>(columns.rows(), moment), nullptr);
      }
      case kCurrencyColumn: return WriteConstant(writer, header_.currency, columns.rows(), scratch);
      case kFileColumn: return WriteCodes(writer, columns.file, file_codes, scratch);
      case kRowColumn: return WriteValues<parquet::Int64Type>(writer, columns.row, nullptr);
      case kLineAheadColumn:
        return WriteValues<parquet::Int64Type>(writer, columns.line_ahead, &columns.has_line);
      default:
        return WriteCodes(writer, columns.slot,
                          dimensions_[static_cast<std::size_t>(column - kFirstDimensionColumn)],
                          scratch);
    }
  }

  // `present` is null where every row has a value.
  template <class Type>
  static void WriteValues(parquet::ColumnWriter* writer,
                          const std::vector<typename Type::c_type>& values,
                          const std::vector<std::int16_t>* present) {
    const std::size_t rows = present != nullptr ? present->size() : values.size();
    static_cast<parquet::TypedColumnWriter<Type>*>(writer)->WriteBatch(
        static_cast<std::int64_t>(rows), present != nullptr ? present->data() : nullptr, nullptr,
        values.data());
  }

  static void WriteNumbers(parquet::ColumnWriter* writer, const NumberColumn& numbers,
                           std::size_t rows) {
    const auto* present = numbers.present.size() == rows ? &numbers.present : nullptr;
    switch (numbers.layout.kind) {
      case NumberKind::kInt64:
        return WriteValues<parquet::Int64Type>(writer, numbers.units, present);
      case NumberKind::kInt128: {
        std::vector<std::array<std::uint8_t, 16>> bytes(numbers.wide.size());
        std::vector<parquet::FixedLenByteArray> values(numbers.wide.size());
        for (std::size_t i = 0; i < bytes.size(); ++i) {
          auto rest = static_cast<model::UInt128>(numbers.wide[i]);  // big endian, two's complement
          for (std::size_t at = 16; at-- > 0; rest >>= 8) {
            bytes[i][at] = static_cast<std::uint8_t>(rest);
          }
          values[i].ptr = bytes[i].data();
        }
        return WriteValues<parquet::FLBAType>(writer, values, present);
      }
      case NumberKind::kText:
        return WriteValues<parquet::ByteArrayType>(
            writer, {numbers.texts.begin(), numbers.texts.end()}, present);
    }
  }

  static void WriteIds(parquet::ColumnWriter* writer, const TextColumn& ids, Scratch& scratch) {
    std::vector<parquet::ByteArray>& values = scratch.texts;
    values.clear();
    for (std::size_t i = 0; i < ids.size(); ++i) values.emplace_back(ids[i]);
    WriteValues<parquet::ByteArrayType>(writer, values, nullptr);
  }

  static void WriteConstant(parquet::ColumnWriter* writer, const std::string& text,
                            std::size_t rows, Scratch& scratch) {
    scratch.indices.assign(rows, 0);
    WriteDictionary(writer, {text}, scratch.indices);
  }

  // The texts of `codes` for `numbers` (slots or files), as a dictionary of those that occur.
  static void WriteCodes(parquet::ColumnWriter* writer, const std::vector<std::int32_t>& numbers,
                         const Codes& codes, Scratch& scratch) {
    std::vector<std::int32_t> dense(codes.texts.size(), -1);
    std::vector<std::string_view> occurring;
    std::vector<std::int32_t>& indices = scratch.indices;
    indices.resize(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto code =
          static_cast<std::size_t>(codes.code_of[static_cast<std::size_t>(numbers[i])]);
      if (dense[code] < 0) {
        dense[code] = static_cast<std::int32_t>(occurring.size());
        occurring.emplace_back(codes.texts[code]);
      }
      indices[i] = dense[code];
    }
    WriteDictionary(writer, occurring, indices);
  }

  static void WriteDictionary(parquet::ColumnWriter* writer,
                              const std::vector<std::string_view>& texts,
                              const std::vector<std::int32_t>& indices) {
    std::string bytes;
    std::vector<std::int32_t> offsets = {0};
    for (const std::string_view text : texts) {
      bytes += text;
      offsets.push_back(static_cast<std::int32_t>(bytes.size()));
    }
    const auto dictionary = std::make_shared<arrow::StringArray>(
        static_cast<std::int64_t>(texts.size()), BufferOf(offsets), BufferOf(bytes));
    const auto rows = std::make_shared<arrow::Int32Array>(static_cast<std::int64_t>(indices.size()),
                                                          BufferOf(indices));
    const arrow::DictionaryArray array(arrow::dictionary(arrow::int32(), arrow::utf8()), rows,
                                       dictionary);
    const auto properties = parquet::default_arrow_writer_properties();
    parquet::ArrowWriteContext context(arrow::default_memory_pool(), properties.get());
    Check(writer->WriteArrow(nullptr, nullptr, array.length(), array, &context, false));
  }

  static std::vector<std::pair<int, const NumberRange*>> RangesByColumn(
      const RecordRanges& ranges) {
    return {{kQuantityColumn, &ranges.quantity},
            {kListCostColumn, &ranges.list_cost},
            {kRateColumn, &ranges.rate},
            {kUnblendedCostColumn, &ranges.unblended_cost},
            {kPublicCostColumn, &ranges.public_cost}};
  }

  RecordsHeader header_;
  std::vector<Scratch> scratch_;  // one for each thread
  std::vector<Codes> dimensions_;
  std::unique_ptr<DigestingSink> sink_;
  std::unique_ptr<parquet::ParquetFileWriter> writer_;
};

}  // namespace

Result<std::unique_ptr<RecordsWriter>> RecordsWriter::Make(const std::string& path,
                                                           const RecordsHeader& header,
                                                           std::span<const Slot> slots,
                                                           int threads) {
  auto writer = std::make_unique<ParquetRecordsWriter>(header, slots, std::max(threads, 1));
  TWINBILL_TRY(writer->Open(path));
  return std::unique_ptr<RecordsWriter>(std::move(writer));
}

}  // namespace twinbill::history
