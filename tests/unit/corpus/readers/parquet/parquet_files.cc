#include "parquet_files.h"

#include <arrow/io/file.h>
#include <gtest/gtest.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace twinbill::readers {

std::shared_ptr<arrow::Array> Texts(const std::vector<std::string>& texts) {
  arrow::StringBuilder builder;
  for (const std::string& text : texts) PARQUET_THROW_NOT_OK(builder.Append(text));
  return builder.Finish().ValueOrDie();
}

std::shared_ptr<arrow::Array> Doubles(const std::vector<double>& values) {
  arrow::DoubleBuilder builder;
  PARQUET_THROW_NOT_OK(builder.AppendValues(values));
  return builder.Finish().ValueOrDie();
}

ReportTable::ReportTable(std::int64_t rows) {
  const auto count = static_cast<std::size_t>(rows);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) ids.push_back("i" + std::to_string(i));
  const auto all = [&](const char* text) { return Texts(std::vector<std::string>(count, text)); };
  Put("identity_line_item_id", Texts(ids));
  Put("bill_payer_account_id", all("p"));
  Put("bill_billing_period_start_date", all("2025-01-01"));
  Put("line_item_usage_account_id", all("a"));
  Put("line_item_usage_start_date", all("2025-01-02T03:00:00Z"));
  Put("line_item_line_item_type", all("Usage"));
  Put("line_item_product_code", all("AmazonS3"));
  Put("line_item_usage_type", all("t"));
  Put("product_region_code", all("us-east-1"));
  Put("line_item_currency_code", all("USD"));
  Put("line_item_usage_amount", Doubles(std::vector<double>(count, 1.5)));
  Put("line_item_unblended_cost", Doubles(std::vector<double>(count, 0.1)));
  // Only a CUR 2.0 has maps of product and tags.
  Put("product", all(""));
  Put("resource_tags", all(""));
}

ReportTable& ReportTable::Put(const std::string& name, std::shared_ptr<arrow::Array> values) {
  for (auto& [own, array] : columns_) {
    if (own == name) {
      array = std::move(values);
      return *this;
    }
  }
  columns_.emplace_back(name, std::move(values));
  return *this;
}

ReportTable& ReportTable::Drop(const std::string& name) {
  std::erase_if(columns_, [&](const auto& column) { return column.first == name; });
  return *this;
}

std::string ReportTable::Write(const std::string& name, const Form& form) const {
  std::vector<std::shared_ptr<arrow::Field>> fields;
  std::vector<std::shared_ptr<arrow::Array>> arrays;
  for (const auto& [own, array] : columns_) {
    fields.push_back(arrow::field(own, array->type()));
    arrays.push_back(array);
  }
  const auto table = arrow::Table::Make(arrow::schema(fields), arrays);
  parquet::WriterProperties::Builder properties;
  if (form.checksums) properties.enable_page_checksum();
  properties.compression(form.zstd ? parquet::Compression::ZSTD
                                   : parquet::Compression::UNCOMPRESSED);
  if (form.also) form.also(properties);
  parquet::ArrowWriterProperties::Builder arrow_properties;
  arrow_properties.store_schema();
  if (form.int96) arrow_properties.enable_deprecated_int96_timestamps();
  const std::string path = FolderForTests() + "/" + name;
  const auto file = arrow::io::FileOutputStream::Open(path).ValueOrDie();
  PARQUET_THROW_NOT_OK(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), file,
                                                  form.row_group_rows, properties.build(),
                                                  arrow_properties.build()));
  PARQUET_THROW_NOT_OK(file->Close());
  return path;
}

ReadBack ReadAll(const std::string& path, const ReaderOptions& options) {
  ReadBack back;
  auto reader = OpenUsage(path, options);
  if (!reader) {
    back.errors = reader.error().diagnostics;
    return back;
  }
  UsageBatch batch;
  for (;;) {
    const auto more = (*reader)->Next(batch);
    back.warnings = (*reader)->warnings();
    if (!more) back.errors = more.error().diagnostics;
    if (!more || !*more) {
      for (std::uint32_t i = 0; i < (*reader)->slots().size(); ++i) {
        const model::Slot& slot = (*reader)->slots()[i];
        back.slots_and_texts += slot.service + "," + slot.usage_type + "\n";
      }
      for (const std::string& text : (*reader)->texts()) back.slots_and_texts += text + "\n";
      if (more) back.digest = (*reader)->digest().ToHex();
      return back;
    }
    for (const UsageRow& row : batch.rows) {
      model::UsageRecord& record = back.records.emplace_back();
      record.id = row.id;
      record.payer = (*reader)->texts()[row.payer];
      record.period = row.period;
      record.start = row.start;
      record.currency = (*reader)->texts()[row.currency];
      record.slot = (*reader)->slots()[row.slot];
      record.quantity = row.quantity;
      record.unblended_cost = row.unblended_cost;
      record.rate = row.rate;
      record.public_cost = row.public_cost;
      record.source = {path, row.row, row.line};
    }
  }
}

std::string Image(const ReadBack& back) {
  std::string image;
  for (const model::UsageRecord& record : back.records) {
    const model::Slot& slot = record.slot;
    for (const std::string& text :
         {record.id, record.payer, record.currency, slot.account, slot.line_item_type, slot.service,
          slot.usage_type, slot.operation, slot.region, slot.unit, record.period.ToString(),
          record.start.ToString(), record.quantity.ToString(), record.unblended_cost.ToString(),
          record.rate ? record.rate->ToString() : "",
          record.public_cost ? record.public_cost->ToString() : ""}) {
      image += text + "|";
    }
    image.back() = '\n';
  }
  return image;
}

std::string FolderForTests() {
  const std::string folder = testing::TempDir() + "twinbill-parquet-" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  return folder;
}

std::string BytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void WriteBytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace twinbill::readers
