#include "corpus/readers/parquet_values.h"

#include <arrow/api.h>
#include <arrow/util/utf8.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "corpus/model/calendar.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Unexpected;
using Text = model::Result<std::string_view, CellError>;

Text Valid(std::string_view text, const std::string& column) {
  // Arrow's tables for this are made on demand, once, whatever the thread.
  static const bool kReady = (arrow::util::InitializeUTF8(), true);
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
  if (ascii ||
      (kReady && text.find('\0') == std::string_view::npos && arrow::util::ValidateUTF8(text)))
    return text;
  return Unexpected(CellError{Code{"value_not_utf8"},
                              column + " has a NUL or bytes that are no UTF-8", "UTF-8 text", 0,
                              ""});
}

// Strings and binaries, of 32 or 64 bit offsets.
template <class Array>
class Strings final : public ParquetValues {
 public:
  Strings(std::shared_ptr<arrow::Array> array, std::string column)
      : array_(std::static_pointer_cast<Array>(std::move(array))), column_(std::move(column)) {}
  Text TextAt(std::int64_t row, std::string&) const override {
    if (array_->IsNull(row)) return std::string_view();
    return Valid(array_->GetView(row), column_);
  }

 private:
  std::shared_ptr<Array> array_;
  std::string column_;
};

class Dictionary final : public ParquetValues {
 public:
  Dictionary(std::shared_ptr<arrow::DictionaryArray> array, std::unique_ptr<ParquetValues> values,
             std::string column)
      : array_(std::move(array)), values_(std::move(values)), column_(std::move(column)) {}
  Text TextAt(std::int64_t row, std::string& storage) const override {
    if (array_->IsNull(row)) return std::string_view();
    // Arrow does not hold the numbers against the dictionary, whose page header no checksum covers.
    const std::int64_t index = array_->GetValueIndex(row);
    if (index < 0 || index >= array_->dictionary()->length()) {
      return Unexpected(CellError{Code{"parquet_page_damaged"},
                                  column_ + " has a value that its dictionary lacks",
                                  "a dictionary with all values", 0, ""});
    }
    return values_->TextAt(index, storage);
  }

 private:
  std::shared_ptr<arrow::DictionaryArray> array_;
  std::unique_ptr<ParquetValues> values_;
  std::string column_;
};

// Integers and floating point numbers: the shortest text that reads back as the value.
template <class Array>
class Numbers final : public ParquetValues {
 public:
  Numbers(std::shared_ptr<arrow::Array> array, std::string column)
      : array_(std::static_pointer_cast<Array>(std::move(array))), column_(std::move(column)) {}
  Text TextAt(std::int64_t row, std::string& storage) const override {
    if (array_->IsNull(row)) return std::string_view();
    const auto value = array_->Value(row);
    if constexpr (std::is_floating_point_v<decltype(value)>) {
      if (!std::isfinite(value)) {
        return Unexpected(CellError{Code{"value_not_finite"}, column_ + " is NaN or infinite",
                                    "a finite number", 0, ""});
      }
    }
    std::array<char, 64> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    storage.assign(digits.data(), end.ptr);
    return std::string_view(storage);
  }

 private:
  std::shared_ptr<Array> array_;
  std::string column_;
};

template <class Array>
class Decimals final : public ParquetValues {
 public:
  explicit Decimals(std::shared_ptr<arrow::Array> array)
      : array_(std::static_pointer_cast<Array>(std::move(array))) {}
  Text TextAt(std::int64_t row, std::string& storage) const override {
    if (array_->IsNull(row)) return std::string_view();
    storage = array_->FormatValue(row);
    return std::string_view(storage);
  }

 private:
  std::shared_ptr<Array> array_;
};

class Truths final : public ParquetValues {
 public:
  explicit Truths(std::shared_ptr<arrow::Array> array)
      : array_(std::static_pointer_cast<arrow::BooleanArray>(std::move(array))) {}
  Text TextAt(std::int64_t row, std::string&) const override {
    if (array_->IsNull(row)) return std::string_view();
    return std::string_view(array_->Value(row) ? "true" : "false");
  }

 private:
  std::shared_ptr<arrow::BooleanArray> array_;
};

class Nulls final : public ParquetValues {
 public:
  Text TextAt(std::int64_t, std::string&) const override { return std::string_view(); }
};

// Timestamps and dates: whole numbers of a unit since 1970-01-01.
template <class Array>
class Moments final : public ParquetValues {
 public:
  // A value is `multiplier` / `divisor` microseconds.
  Moments(std::shared_ptr<arrow::Array> array, std::string column, std::int64_t multiplier,
          std::int64_t divisor)
      : array_(std::static_pointer_cast<Array>(std::move(array))),
        column_(std::move(column)),
        multiplier_(multiplier),
        divisor_(divisor) {}
  Text TextAt(std::int64_t row, std::string& storage) const override {
    if (array_->IsNull(row)) return std::string_view();
    const auto value = static_cast<std::int64_t>(array_->Value(row));
    std::int64_t micros = 0;
    const bool whole = value % divisor_ == 0;
    const bool fits = !__builtin_mul_overflow(value / divisor_, multiplier_, &micros);
    if (!whole || !fits || micros < kFirst || micros > kLast) {
      return Unexpected(
          CellError{Code{"value_not_a_timestamp"},
                    column_ + " is " + std::to_string(value) +
                        " in its unit, beyond the calendar or finer than microseconds",
                    "timestamps of the years 1 to 9999, in microseconds at the finest", 0, ""});
    }
    storage = model::Timestamp{micros}.ToString();
    return std::string_view(storage);
  }

 private:
  static constexpr std::int64_t kFirst = std::int64_t{-719162} * 86'400'000'000;
  static constexpr std::int64_t kLast = std::int64_t{2932897} * 86'400'000'000 - 1;
  std::shared_ptr<Array> array_;
  std::string column_;
  std::int64_t multiplier_;
  std::int64_t divisor_;
};

// A map, or a list of structs of two fields, which is how some writers keep one.
class Maps final : public ParquetValues {
 public:
  Maps(std::shared_ptr<arrow::ListArray> array, std::unique_ptr<ParquetValues> keys,
       std::unique_ptr<ParquetValues> values)
      : array_(std::move(array)), keys_(std::move(keys)), values_(std::move(values)) {}
  Text TextAt(std::int64_t row, std::string& storage) const override {
    if (array_->IsNull(row)) return std::string_view();
    model::Attributes attributes;
    std::string key_storage;
    std::string value_storage;
    for (std::int64_t i = array_->value_offset(row); i < array_->value_offset(row + 1); ++i) {
      const Text key = keys_->TextAt(i, key_storage);
      if (!key) return key;
      const Text value = values_->TextAt(i, value_storage);
      if (!value) return value;
      attributes.emplace_back(*key, *value);
    }
    std::sort(attributes.begin(), attributes.end());
    for (std::size_t i = 1; i < attributes.size(); ++i) {
      if (attributes[i - 1].first == attributes[i].first) {
        return Unexpected(CellError{Code{"attributes_duplicate_key"},
                                    "the key '" + attributes[i].first + "' stands there twice",
                                    "each key once", 0, ""});
      }
    }
    storage = WriteAttributes(attributes);
    return std::string_view(storage);
  }

 private:
  std::shared_ptr<arrow::ListArray> array_;
  std::unique_ptr<ParquetValues> keys_;
  std::unique_ptr<ParquetValues> values_;
};

using Made = model::Result<std::unique_ptr<ParquetValues>, CellError>;

template <class Values, class... Arguments>
Made Make(Arguments&&... arguments) {
  return std::unique_ptr<ParquetValues>(
      std::make_unique<Values>(std::forward<Arguments>(arguments)...));
}

Made NoTexts(const arrow::Array& array, const std::string& column) {
  return Unexpected(CellError{Code{"parquet_column_type"},
                              column + " is of type " + array.type()->ToString(),
                              "texts, numbers, timestamps, dates, and maps of text", 0, ""});
}

Made MomentsOf(const std::shared_ptr<arrow::Array>& array, const std::string& column) {
  using Stamps = Moments<arrow::TimestampArray>;
  switch (static_cast<const arrow::TimestampType&>(*array->type()).unit()) {
    case arrow::TimeUnit::SECOND: return Make<Stamps>(array, column, 1'000'000, 1);
    case arrow::TimeUnit::MILLI: return Make<Stamps>(array, column, 1'000, 1);
    case arrow::TimeUnit::MICRO: return Make<Stamps>(array, column, 1, 1);
    case arrow::TimeUnit::NANO: return Make<Stamps>(array, column, 1, 1'000);
  }
  return NoTexts(*array, column);
}

Made MapsOf(const std::shared_ptr<arrow::Array>& array, const std::string& column) {
  const auto list = std::static_pointer_cast<arrow::ListArray>(array);
  if (list->values()->type_id() != arrow::Type::STRUCT) return NoTexts(*array, column);
  const auto entries = std::static_pointer_cast<arrow::StructArray>(list->values());
  if (entries->num_fields() != 2) return NoTexts(*array, column);
  TWINBILL_ASSIGN(keys, ValuesOf(entries->field(0), column));
  TWINBILL_ASSIGN(values, ValuesOf(entries->field(1), column));
  return Make<Maps>(list, std::move(keys), std::move(values));
}

}  // namespace

Made ValuesOf(std::shared_ptr<arrow::Array> array, const std::string& column) {
  switch (array->type_id()) {
    case arrow::Type::NA: return Make<Nulls>();
    case arrow::Type::STRING:
    case arrow::Type::BINARY: return Make<Strings<arrow::BinaryArray>>(array, column);
    case arrow::Type::LARGE_STRING:
    case arrow::Type::LARGE_BINARY: return Make<Strings<arrow::LargeBinaryArray>>(array, column);
    case arrow::Type::DICTIONARY: {
      const auto dictionary = std::static_pointer_cast<arrow::DictionaryArray>(array);
      TWINBILL_ASSIGN(values, ValuesOf(dictionary->dictionary(), column));
      return Make<Dictionary>(dictionary, std::move(values), column);
    }
    case arrow::Type::BOOL: return Make<Truths>(array);
    case arrow::Type::INT8: return Make<Numbers<arrow::Int8Array>>(array, column);
    case arrow::Type::INT16: return Make<Numbers<arrow::Int16Array>>(array, column);
    case arrow::Type::INT32: return Make<Numbers<arrow::Int32Array>>(array, column);
    case arrow::Type::INT64: return Make<Numbers<arrow::Int64Array>>(array, column);
    case arrow::Type::UINT8: return Make<Numbers<arrow::UInt8Array>>(array, column);
    case arrow::Type::UINT16: return Make<Numbers<arrow::UInt16Array>>(array, column);
    case arrow::Type::UINT32: return Make<Numbers<arrow::UInt32Array>>(array, column);
    case arrow::Type::UINT64: return Make<Numbers<arrow::UInt64Array>>(array, column);
    case arrow::Type::FLOAT: return Make<Numbers<arrow::FloatArray>>(array, column);
    case arrow::Type::DOUBLE: return Make<Numbers<arrow::DoubleArray>>(array, column);
    case arrow::Type::DECIMAL32: return Make<Decimals<arrow::Decimal32Array>>(array);
    case arrow::Type::DECIMAL64: return Make<Decimals<arrow::Decimal64Array>>(array);
    case arrow::Type::DECIMAL128: return Make<Decimals<arrow::Decimal128Array>>(array);
    case arrow::Type::DECIMAL256: return Make<Decimals<arrow::Decimal256Array>>(array);
    case arrow::Type::TIMESTAMP: return MomentsOf(array, column);
    case arrow::Type::DATE32:
      return Make<Moments<arrow::Date32Array>>(array, column, 86'400'000'000, 1);
    case arrow::Type::DATE64: return Make<Moments<arrow::Date64Array>>(array, column, 1'000, 1);
    case arrow::Type::MAP:
    case arrow::Type::LIST: return MapsOf(array, column);
    default: return NoTexts(*array, column);
  }
}

}  // namespace twinbill::readers
