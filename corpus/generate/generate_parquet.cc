#include "corpus/generate/generate_parquet.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>

#include <charconv>
#include <memory>
#include <vector>

namespace twinbill::generate {
namespace {

constexpr std::int64_t kGroupRows = std::int64_t{1} << 20;

std::shared_ptr<arrow::Schema> SchemaOf() {
  const auto text = arrow::dictionary(arrow::int32(), arrow::utf8());
  const auto moment = arrow::timestamp(arrow::TimeUnit::MILLI, "UTC");
  const auto map = arrow::map(arrow::utf8(), arrow::utf8());
  return arrow::schema(
      {arrow::field("identity_line_item_id", text), arrow::field("bill_payer_account_id", text),
       arrow::field("bill_billing_period_start_date", moment),
       arrow::field("line_item_usage_account_id", text),
       arrow::field("line_item_usage_start_date", moment),
       arrow::field("line_item_line_item_type", text), arrow::field("line_item_product_code", text),
       arrow::field("line_item_usage_type", text), arrow::field("line_item_operation", text),
       arrow::field("product_region_code", text), arrow::field("pricing_unit", text),
       arrow::field("line_item_currency_code", text),
       arrow::field("line_item_usage_amount", arrow::float64()),
       arrow::field("line_item_unblended_rate", text),
       arrow::field("line_item_unblended_cost", arrow::float64()),
       arrow::field("pricing_public_on_demand_cost", arrow::float64()),
       arrow::field("product", map), arrow::field("resource_tags", map)});
}

// The double that the decimal's text reads as.
double NearestDouble(std::int64_t units) {
  const std::string text = model::Decimal::FromUnits(units, kUnitDigits).value().ToString();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// A column of texts, of which each resource has one.
class TextColumn {
 public:
  template <class TextOf>
  TextColumn(const std::vector<Resource>& resources, const TextOf& text_of) {
    arrow::StringDictionary32Builder builder;
    for (const Resource& resource : resources)
      PARQUET_THROW_NOT_OK(builder.Append(text_of(resource)));
    std::shared_ptr<arrow::Array> array;
    PARQUET_THROW_NOT_OK(builder.Finish(&array));
    const auto texts = std::static_pointer_cast<arrow::DictionaryArray>(array);
    dictionary_ = texts->dictionary();
    for (std::int64_t i = 0; i < texts->length(); ++i) {
      index_.push_back(static_cast<std::int32_t>(texts->GetValueIndex(i)));
    }
  }

  std::shared_ptr<arrow::Array> Of(const std::vector<GeneratedRow>& rows) const {
    arrow::Int32Builder builder;
    PARQUET_THROW_NOT_OK(builder.Reserve(static_cast<std::int64_t>(rows.size())));
    for (const GeneratedRow& row : rows) builder.UnsafeAppend(index_[row.resource]);
    std::shared_ptr<arrow::Array> indices;
    PARQUET_THROW_NOT_OK(builder.Finish(&indices));
    return std::make_shared<arrow::DictionaryArray>(
        arrow::dictionary(arrow::int32(), arrow::utf8()), indices, dictionary_);
  }

 private:
  std::shared_ptr<arrow::Array> dictionary_;
  std::vector<std::int32_t> index_;
};

template <class Value>
std::shared_ptr<arrow::Array> Doubles(const std::vector<GeneratedRow>& rows, const Value& value) {
  arrow::DoubleBuilder builder;
  PARQUET_THROW_NOT_OK(builder.Reserve(static_cast<std::int64_t>(rows.size())));
  for (const GeneratedRow& row : rows) builder.UnsafeAppend(NearestDouble(value(row)));
  std::shared_ptr<arrow::Array> array;
  PARQUET_THROW_NOT_OK(builder.Finish(&array));
  return array;
}

template <class Value>
std::shared_ptr<arrow::Array> Moments(const std::vector<GeneratedRow>& rows, const Value& value) {
  arrow::TimestampBuilder builder(arrow::timestamp(arrow::TimeUnit::MILLI, "UTC"),
                                  arrow::default_memory_pool());
  PARQUET_THROW_NOT_OK(builder.Reserve(static_cast<std::int64_t>(rows.size())));
  for (const GeneratedRow& row : rows) builder.UnsafeAppend(value(row).micros / 1000);
  std::shared_ptr<arrow::Array> array;
  PARQUET_THROW_NOT_OK(builder.Finish(&array));
  return array;
}

std::shared_ptr<arrow::Array> Maps(const std::vector<GeneratedRow>& rows,
                                   const std::vector<Resource>& resources,
                                   model::Attributes model::Slot::*attributes) {
  const auto keys = std::make_shared<arrow::StringBuilder>();
  const auto items = std::make_shared<arrow::StringBuilder>();
  arrow::MapBuilder builder(arrow::default_memory_pool(), keys, items);
  for (const GeneratedRow& row : rows) {
    PARQUET_THROW_NOT_OK(builder.Append());
    for (const auto& [key, text] : resources[row.resource].slot.*attributes) {
      PARQUET_THROW_NOT_OK(keys->Append(key));
      PARQUET_THROW_NOT_OK(items->Append(text));
    }
  }
  std::shared_ptr<arrow::Array> array;
  PARQUET_THROW_NOT_OK(builder.Finish(&array));
  return array;
}

class Writer {
 public:
  Writer(const UsageGenerator& generator, const std::string& path)
      : generator_(generator), schema_(SchemaOf()) {
    const auto column = [&](const auto& text_of) {
      texts_.emplace_back(generator.resources(), text_of);
    };
    column([](const Resource& r) { return r.id; });
    column([&](const Resource&) { return generator.options().payer; });
    column([](const Resource& r) { return r.slot.account; });
    column([](const Resource& r) { return r.slot.line_item_type; });
    column([](const Resource& r) { return r.slot.service; });
    column([](const Resource& r) { return r.slot.usage_type; });
    column([](const Resource& r) { return r.slot.operation; });
    column([](const Resource& r) { return r.slot.region; });
    column([](const Resource& r) { return r.slot.unit; });
    column([](const Resource&) { return std::string("USD"); });
    column([](const Resource& r) {
      return model::Decimal::FromUnits(r.rate, kUnitDigits).value().ToString();
    });
    PARQUET_ASSIGN_OR_THROW(file_, arrow::io::FileOutputStream::Open(path));
    const auto properties = parquet::WriterProperties::Builder()
                                .compression(parquet::Compression::SNAPPY)
                                ->enable_page_checksum()
                                ->max_row_group_length(kGroupRows)
                                ->build();
    PARQUET_ASSIGN_OR_THROW(
        writer_, parquet::arrow::FileWriter::Open(*schema_, arrow::default_memory_pool(), file_,
                                                  properties));
  }

  void Write(const std::vector<GeneratedRow>& rows) {
    const auto& resources = generator_.resources();
    const auto period = [](const GeneratedRow& row) {
      return model::Timestamp::AtMidnight(row.period.FirstDay());
    };
    std::vector<std::shared_ptr<arrow::Array>> columns;
    columns.push_back(texts_[0].Of(rows));
    columns.push_back(texts_[1].Of(rows));
    columns.push_back(Moments(rows, period));
    columns.push_back(texts_[2].Of(rows));
    columns.push_back(Moments(rows, [](const GeneratedRow& row) { return row.start; }));
    for (std::size_t i = 3; i < 10; ++i) columns.push_back(texts_[i].Of(rows));
    columns.push_back(Doubles(rows, [](const GeneratedRow& row) { return row.quantity; }));
    columns.push_back(texts_[10].Of(rows));
    columns.push_back(Doubles(rows, [](const GeneratedRow& row) { return row.cost; }));
    columns.push_back(Doubles(rows, [](const GeneratedRow& row) { return row.public_cost; }));
    columns.push_back(Maps(rows, resources, &model::Slot::product));
    columns.push_back(Maps(rows, resources, &model::Slot::tags));
    const auto table = arrow::Table::Make(schema_, columns);
    PARQUET_THROW_NOT_OK(writer_->WriteTable(*table, kGroupRows));
  }

  void Close() {
    PARQUET_THROW_NOT_OK(writer_->Close());
    PARQUET_THROW_NOT_OK(file_->Close());
  }

 private:
  const UsageGenerator& generator_;
  std::shared_ptr<arrow::Schema> schema_;
  std::vector<TextColumn> texts_;
  std::shared_ptr<arrow::io::FileOutputStream> file_;
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
};

}  // namespace

model::Result<void> GenerateParquet(const UsageGenerator& generator, const std::string& path,
                                    const std::function<void(std::int64_t rows)>& progress) {
  try {
    Writer writer(generator, path);
    std::vector<GeneratedRow> rows;
    for (std::int64_t first = 0; first < generator.rows(); first += kGroupRows) {
      rows.resize(static_cast<std::size_t>(std::min(kGroupRows, generator.rows() - first)));
      generator.Fill(first, rows);
      writer.Write(rows);
      progress(static_cast<std::int64_t>(rows.size()));
    }
    writer.Close();
  } catch (const std::exception& error) {
    return model::Fail(
        model::SurroundingsFailure({model::Code{"output_failed"},
                                    {path, 0, 0, "", ""},
                                    std::string("can't be written: ") + error.what()}));
  }
  return {};
}

}  // namespace twinbill::generate
