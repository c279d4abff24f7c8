#include "harness/replay/difference_parquet.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>

#include <array>
#include <utility>

#include "corpus/store/durable_file.h"
#include "harness/compare/difference_row.h"

namespace twinbill::replay {
namespace {

using compare::Difference;
using model::Result;

constexpr std::int64_t kRowsAtATime = 1 << 16;
enum Column { kPeriod, kClass, kFields, kAmount, kLegacy, kStandard, kColumns };

std::shared_ptr<arrow::Schema> SchemaOfDifferences() {
  return arrow::schema(
      {arrow::field("period", arrow::utf8(), false), arrow::field("class", arrow::utf8(), false),
       arrow::field("fields", arrow::utf8(), false),
       arrow::field("amount_difference", arrow::utf8()), arrow::field("legacy", arrow::utf8()),
       arrow::field("standard", arrow::utf8())});
}

model::Failure ParquetFailure(const std::string& path, const std::string& what) {
  return model::SurroundingsFailure(
      model::Diagnostic(model::Code{"differences_not_kept"}, store::InFile(path),
                        "the differences can't be written or read back: " + what));
}

compare::DifferenceClass ClassNamed(std::string_view name) {
  for (std::size_t i = 0; i + 1 < compare::kDifferenceClassCount; ++i) {
    const auto difference_class = static_cast<compare::DifferenceClass>(i);
    if (compare::Name(difference_class) == name) return difference_class;
  }
  return compare::DifferenceClass::kRepetition;
}

void AppendRow(arrow::StringBuilder& builder, const std::string& row) {
  PARQUET_THROW_NOT_OK(row.empty() ? builder.AppendNull() : builder.Append(row));
}

}  // namespace

struct DifferenceParquetWriter::State {
  std::string path;
  std::shared_ptr<arrow::io::FileOutputStream> file;
  std::unique_ptr<parquet::arrow::FileWriter> writer;
  std::array<arrow::StringBuilder, kColumns> builders;

  void Flush() {
    if (builders[0].length() == 0) return;
    std::vector<std::shared_ptr<arrow::Array>> arrays(kColumns);
    const std::int64_t rows = builders[0].length();
    for (std::size_t i = 0; i < kColumns; ++i) PARQUET_THROW_NOT_OK(builders[i].Finish(&arrays[i]));
    const auto table = arrow::Table::Make(SchemaOfDifferences(), arrays, rows);
    PARQUET_THROW_NOT_OK(writer->WriteTable(*table, rows));
  }

  // Runs what may throw; what it says becomes a failure.
  template <class Work>
  Result<void> Try(Work work) const {
    try {
      work();
      return {};
    } catch (const parquet::ParquetException& error) {
      return model::Fail(ParquetFailure(path, error.what()));
    }
  }
};

DifferenceParquetWriter::DifferenceParquetWriter() : state_(std::make_unique<State>()) {}
DifferenceParquetWriter::~DifferenceParquetWriter() = default;

Result<void> DifferenceParquetWriter::Open(const std::string& path) {
  state_->path = path;
  return state_->Try([&] {
    PARQUET_ASSIGN_OR_THROW(state_->file, arrow::io::FileOutputStream::Open(path));
    const auto properties = parquet::WriterProperties::Builder()
                                .compression(parquet::Compression::ZSTD)
                                ->enable_page_checksum()
                                ->build();
    PARQUET_ASSIGN_OR_THROW(
        state_->writer,
        parquet::arrow::FileWriter::Open(*SchemaOfDifferences(), arrow::default_memory_pool(),
                                         state_->file, properties));
  });
}

Result<void> DifferenceParquetWriter::Add(model::Period period, const Difference& difference) {
  return state_->Try([&] {
    auto& builders = state_->builders;
    std::string fields;
    for (const std::string_view field : compare::DifferingFields(difference)) {
      fields.append(fields.empty() ? "" : " ").append(field);
    }
    PARQUET_THROW_NOT_OK(builders[kPeriod].Append(period.ToString()));
    PARQUET_THROW_NOT_OK(
        builders[kClass].Append(std::string(compare::Name(difference.difference_class))));
    PARQUET_THROW_NOT_OK(builders[kFields].Append(fields));
    const auto amount = compare::AmountDifference(difference);
    PARQUET_THROW_NOT_OK(amount ? builders[kAmount].Append(*amount)
                                : builders[kAmount].AppendNull());
    AppendRow(builders[kLegacy], difference.a);
    AppendRow(builders[kStandard], difference.b);
    if (builders[0].length() >= kRowsAtATime) state_->Flush();
  });
}

Result<void> DifferenceParquetWriter::Finish() {
  TWINBILL_TRY(state_->Try([&] {
    state_->Flush();
    PARQUET_THROW_NOT_OK(state_->writer->Close());
    PARQUET_THROW_NOT_OK(state_->file->Close());
  }));
  return store::Sync(state_->path);
}

Result<void> ReadDifferenceParquet(
    const std::string& path,
    const std::function<Result<void>(model::Period, const Difference&)>& reader) {
  try {
    std::shared_ptr<arrow::io::ReadableFile> file;
    PARQUET_ASSIGN_OR_THROW(file, arrow::io::ReadableFile::Open(path));
    std::unique_ptr<parquet::arrow::FileReader> parquet_reader;
    PARQUET_ASSIGN_OR_THROW(parquet_reader,
                            parquet::arrow::OpenFile(file, arrow::default_memory_pool()));
    std::unique_ptr<arrow::RecordBatchReader> batches;
    PARQUET_ASSIGN_OR_THROW(batches, parquet_reader->GetRecordBatchReader());
    std::shared_ptr<arrow::RecordBatch> batch;
    while (true) {
      PARQUET_THROW_NOT_OK(batches->ReadNext(&batch));
      if (!batch) return {};
      const auto text = [&](Column column, std::int64_t row) {
        const auto& array = static_cast<const arrow::StringArray&>(*batch->column(column));
        return array.IsNull(row) ? std::string() : array.GetString(row);
      };
      for (std::int64_t row = 0; row < batch->num_rows(); ++row) {
        const auto period = model::Period::Parse(text(kPeriod, row));
        if (!period) return model::Fail(ParquetFailure(path, "a row has no period"));
        TWINBILL_TRY(reader(
            *period, {ClassNamed(text(kClass, row)), text(kLegacy, row), text(kStandard, row)}));
      }
    }
  } catch (const parquet::ParquetException& error) {
    return model::Fail(ParquetFailure(path, error.what()));
  }
}

}  // namespace twinbill::replay
