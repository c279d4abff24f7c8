#include "corpus/readers/parquet_values.h"

#include <arrow/api.h>
#include <arrow/util/utf8.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <utility>

#include "corpus/readers/cell_value.h"
#include "corpus/readers/parquet_maps.h"
#include "corpus/readers/text_coder.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Decimal;
using model::Timestamp;
using model::Unexpected;
using Text = model::Result<std::string_view, CellError>;
using Number = model::Result<std::optional<Decimal>, CellError>;

constexpr std::uint32_t kNoCode = ~std::uint32_t{0};

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

// Calls `value_of(row)`, which gives a Result, until one fails.
template <class Value, class ValueOf>
Cells<Value> CellsOf(std::int64_t rows, const ValueOf& value_of) {
  Cells<Value> cells;
  cells.values.reserve(static_cast<std::size_t>(rows));
  for (std::int64_t row = 0; row < rows; ++row) {
    auto value = value_of(row);
    if (!value) {
      cells.error = RowError{row, std::move(value).error()};
      break;
    }
    cells.values.push_back(*std::move(value));
  }
  return cells;
}

// What the texts mean, found once for each.
template <class Value, class ValueOf>
Cells<Value> MeaningOf(CodedTexts coded, const ValueOf& value_of) {
  Cells<Value> cells;
  cells.values.reserve(coded.codes.size());
  std::vector<Value> known;  // codes come in the order of their first rows
  for (const std::uint32_t code : coded.codes) {
    if (code == known.size()) {
      auto value = value_of(coded.texts[code]);
      if (!value) {
        const auto row = static_cast<std::int64_t>(cells.values.size());
        cells.error = RowError{row, std::move(value).error()};
        return cells;
      }
      known.push_back(*std::move(value));
    }
    cells.values.push_back(known[code]);
  }
  cells.error = std::move(coded.error);
  return cells;
}

}  // namespace

CodedTexts ParquetValues::Coded() const {
  CodedTexts coded;
  TextCoder coder(coded, column_);
  coded.codes.reserve(static_cast<std::size_t>(rows_));
  std::string storage;
  for (std::int64_t row = 0; row < rows_; ++row) {
    auto text = TextAt(row, storage);
    std::uint32_t code = 0;
    if (!text) coded.error = RowError{row, std::move(text).error()};
    if (!text || !coder.Find(*text, storage, code)) break;
    coded.codes.push_back(code);
  }
  return coded;
}

Cells<std::optional<Decimal>> ParquetValues::Numbers() const {
  return MeaningOf<std::optional<Decimal>>(
      Coded(), [this](std::string_view text) { return NumberIn(text, column_.name); });
}

Cells<Timestamp> ParquetValues::Moments() const {
  return MeaningOf<Timestamp>(
      Coded(), [this](std::string_view text) { return TimestampIn(text, column_.name); });
}

namespace {

// Strings and binaries, of whatever offsets.
template <class Array>
class Strings final : public ParquetValues {
 public:
  Strings(const std::shared_ptr<arrow::Array>& array, const ValueColumn& column)
      : ParquetValues(array->length(), column), array_(std::static_pointer_cast<Array>(array)) {}
  Text TextAt(std::int64_t row, std::string&) const override {
    if (array_->IsNull(row)) return std::string_view();
    return Valid(array_->GetView(row), column().name);
  }

 private:
  std::shared_ptr<Array> array_;
};

class Dictionary final : public ParquetValues {
 public:
  Dictionary(std::shared_ptr<arrow::DictionaryArray> array, std::unique_ptr<ParquetValues> values,
             const ValueColumn& column)
      : ParquetValues(array->length(), column),
        array_(std::move(array)),
        values_(std::move(values)) {}

  Text TextAt(std::int64_t row, std::string& storage) const override {
    if (array_->IsNull(row)) return std::string_view();
    TWINBILL_ASSIGN(index, IndexAt(row));
    return values_->TextAt(index, storage);
  }

  CodedTexts Coded() const override {
    CodedTexts coded;
    TextCoder coder(coded, column());
    coded.codes.reserve(static_cast<std::size_t>(rows()));
    std::vector<std::uint32_t> code_of(static_cast<std::size_t>(values_->rows()) + 1, kNoCode);
    std::string storage;
    for (std::int64_t row = 0; row < rows(); ++row) {
      std::int64_t index = values_->rows();  // of null
      if (array_->IsValid(row)) {
        auto found = IndexAt(row);
        if (!found) {
          coded.error = RowError{row, std::move(found).error()};
          break;
        }
        index = *found;
      }
      std::uint32_t& code = code_of[static_cast<std::size_t>(index)];
      if (code == kNoCode) {
        Text text = std::string_view();
        if (index < values_->rows()) text = values_->TextAt(index, storage);
        if (!text) coded.error = RowError{row, std::move(text).error()};
        if (coded.error) break;
        const bool stored = !text->empty() && text->data() == storage.data();
        if (!coder.Add(stored ? std::string_view(coded.storage.emplace_back(*text)) : *text, code))
          break;
      }
      coded.codes.push_back(code);
    }
    return coded;
  }

 private:
  // Arrow does not hold the numbers against the dictionary, whose page header no checksum covers.
  model::Result<std::int64_t, CellError> IndexAt(std::int64_t row) const {
    const std::int64_t index = array_->GetValueIndex(row);
    if (index >= 0 && index < values_->rows()) return index;
    return Unexpected(CellError{Code{"parquet_page_damaged"},
                                column().name + " has a value that its dictionary lacks",
                                "a dictionary with all values", 0, ""});
  }

  std::shared_ptr<arrow::DictionaryArray> array_;
  std::unique_ptr<ParquetValues> values_;
};

// Integers and floating point numbers: the shortest text that reads back as the value.
template <class Array>
class Numerics final : public ParquetValues {
 public:
  Numerics(const std::shared_ptr<arrow::Array>& array, const ValueColumn& column)
      : ParquetValues(array->length(), column), array_(std::static_pointer_cast<Array>(array)) {}

  Text TextAt(std::int64_t row, std::string& storage) const override {
    if (array_->IsNull(row)) return std::string_view();
    std::array<char, 64> digits;
    TWINBILL_ASSIGN(text, Written(array_->Value(row), digits));
    storage = text;
    return std::string_view(storage);
  }

  Cells<std::optional<Decimal>> Numbers() const override {
    // Of real amounts more than half are equal to one of a few: 0, 1, a price.
    std::vector<Known> known(kKnown);
    return CellsOf<std::optional<Decimal>>(rows(), [&](std::int64_t row) -> Number {
      if (array_->IsNull(row)) return std::optional<Decimal>();
      const Value value = array_->Value(row);
      if constexpr (!std::is_floating_point_v<Value>) {
        return Number(Decimal::FromUnits(model::Int128{value}, 0).value());
      } else {
        const std::uint64_t bits = BitsOf(value);
        Known& entry = known[(bits * 0x9e3779b97f4a7c15U) >> 53U];
        if (entry.is_one && entry.bits == bits) return std::optional<Decimal>(entry.number);
        std::array<char, 64> digits;
        TWINBILL_ASSIGN(text, Written(value, digits));
        TWINBILL_ASSIGN(number, NumberIn(text, column().name));
        entry = {true, bits, *number};
        return number;
      }
    });
  }

 private:
  using Value = typename Array::value_type;

  static constexpr std::size_t kKnown = 2048;  // 64 - 53 bits
  struct Known {
    bool is_one = false;
    std::uint64_t bits = 0;
    Decimal number;
  };

  static std::uint64_t BitsOf(Value value) {
    if constexpr (std::is_same_v<Value, double>)
      return std::bit_cast<std::uint64_t>(value);
    else
      return std::bit_cast<std::uint32_t>(static_cast<float>(value));
  }

  Text Written(Value value, std::array<char, 64>& digits) const {
    if constexpr (std::is_floating_point_v<Value>) {
      if (!std::isfinite(value)) {
        return Unexpected(CellError{Code{"value_not_finite"}, column().name + " is NaN or infinite",
                                    "a finite number", 0, ""});
      }
    }
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    return std::string_view(digits.data(), static_cast<std::size_t>(end.ptr - digits.data()));
  }

  std::shared_ptr<Array> array_;
};

template <class Array>
class Decimals final : public ParquetValues {
 public:
  Decimals(const std::shared_ptr<arrow::Array>& array, const ValueColumn& column)
      : ParquetValues(array->length(), column), array_(std::static_pointer_cast<Array>(array)) {}
  Text TextAt(std::int64_t row, std::string& storage) const override {
    if (array_->IsNull(row)) return std::string_view();
    storage = array_->FormatValue(row);
    return std::string_view(storage);
  }
  Cells<std::optional<Decimal>> Numbers() const override {
    std::string storage;
    return CellsOf<std::optional<Decimal>>(rows(), [&](std::int64_t row) -> Number {
      TWINBILL_ASSIGN(text, TextAt(row, storage));
      return NumberIn(text, column().name);
    });
  }

 private:
  std::shared_ptr<Array> array_;
};

class Truths final : public ParquetValues {
 public:
  Truths(const std::shared_ptr<arrow::Array>& array, const ValueColumn& column)
      : ParquetValues(array->length(), column),
        array_(std::static_pointer_cast<arrow::BooleanArray>(array)) {}
  Text TextAt(std::int64_t row, std::string&) const override {
    if (array_->IsNull(row)) return std::string_view();
    return std::string_view(array_->Value(row) ? "true" : "false");
  }

 private:
  std::shared_ptr<arrow::BooleanArray> array_;
};

class Nulls final : public ParquetValues {
 public:
  using ParquetValues::ParquetValues;
  Text TextAt(std::int64_t, std::string&) const override { return std::string_view(); }
};

// Timestamps and dates: whole numbers of a unit since 1970-01-01.
template <class Array>
class Instants final : public ParquetValues {
 public:
  // A value is `multiplier` / `divisor` microseconds.
  Instants(const std::shared_ptr<arrow::Array>& array, const ValueColumn& column,
           std::int64_t multiplier, std::int64_t divisor)
      : ParquetValues(array->length(), column),
        array_(std::static_pointer_cast<Array>(array)),
        multiplier_(multiplier),
        divisor_(divisor) {}

  Text TextAt(std::int64_t row, std::string& storage) const override {
    if (array_->IsNull(row)) return std::string_view();
    TWINBILL_ASSIGN(moment, MomentAt(row));
    storage = moment.ToString();
    return std::string_view(storage);
  }
  Cells<Timestamp> Moments() const override {
    return CellsOf<Timestamp>(rows(), [&](std::int64_t row) {
      return array_->IsNull(row) ? TimestampIn({}, column().name) : MomentAt(row);
    });
  }

 private:
  static constexpr std::int64_t kFirst = std::int64_t{-719162} * 86'400'000'000;
  static constexpr std::int64_t kLast = std::int64_t{2932897} * 86'400'000'000 - 1;

  model::Result<Timestamp, CellError> MomentAt(std::int64_t row) const {
    const auto value = static_cast<std::int64_t>(array_->Value(row));
    std::int64_t micros = 0;
    const bool whole = value % divisor_ == 0;
    const bool fits = !__builtin_mul_overflow(value / divisor_, multiplier_, &micros);
    if (whole && fits && micros >= kFirst && micros <= kLast) return Timestamp{micros};
    return Unexpected(CellError{Code{"value_not_a_timestamp"},
                                column().name + " is " + std::to_string(value) +
                                    " in its unit, beyond the calendar or finer than microseconds",
                                "timestamps of the years 1 to 9999, in microseconds at the finest",
                                0, ""});
  }

  std::shared_ptr<Array> array_;
  std::int64_t multiplier_;
  std::int64_t divisor_;
};

using Made = model::Result<std::unique_ptr<ParquetValues>, CellError>;

template <class Values, class... Arguments>
Made Make(Arguments&&... arguments) {
  return std::unique_ptr<ParquetValues>(
      std::make_unique<Values>(std::forward<Arguments>(arguments)...));
}

Made InstantsOf(const std::shared_ptr<arrow::Array>& array, const ValueColumn& column) {
  using Stamps = Instants<arrow::TimestampArray>;
  switch (static_cast<const arrow::TimestampType&>(*array->type()).unit()) {
    case arrow::TimeUnit::SECOND: return Make<Stamps>(array, column, 1'000'000, 1);
    case arrow::TimeUnit::MILLI: return Make<Stamps>(array, column, 1'000, 1);
    case arrow::TimeUnit::MICRO: return Make<Stamps>(array, column, 1, 1);
    case arrow::TimeUnit::NANO: break;
  }
  return Make<Stamps>(array, column, 1, 1'000);
}

Made DictionaryOf(const std::shared_ptr<arrow::Array>& array, const ValueColumn& column) {
  const auto dictionary = std::static_pointer_cast<arrow::DictionaryArray>(array);
  TWINBILL_ASSIGN(values, ValuesOf(dictionary->dictionary(), column));
  return Make<Dictionary>(dictionary, std::move(values), column);
}

}  // namespace

Made ValuesOf(std::shared_ptr<arrow::Array> array, const ValueColumn& column) {
  switch (array->type_id()) {
    case arrow::Type::NA: return Make<Nulls>(array->length(), column);
    case arrow::Type::STRING:
    case arrow::Type::BINARY: return Make<Strings<arrow::BinaryArray>>(array, column);
    case arrow::Type::LARGE_STRING:
    case arrow::Type::LARGE_BINARY: return Make<Strings<arrow::LargeBinaryArray>>(array, column);
    case arrow::Type::STRING_VIEW:
    case arrow::Type::BINARY_VIEW: return Make<Strings<arrow::BinaryViewArray>>(array, column);
    case arrow::Type::FIXED_SIZE_BINARY:
      return Make<Strings<arrow::FixedSizeBinaryArray>>(array, column);
    case arrow::Type::DICTIONARY: return DictionaryOf(array, column);
    case arrow::Type::BOOL: return Make<Truths>(array, column);
    case arrow::Type::INT8: return Make<Numerics<arrow::Int8Array>>(array, column);
    case arrow::Type::INT16: return Make<Numerics<arrow::Int16Array>>(array, column);
    case arrow::Type::INT32: return Make<Numerics<arrow::Int32Array>>(array, column);
    case arrow::Type::INT64: return Make<Numerics<arrow::Int64Array>>(array, column);
    case arrow::Type::UINT8: return Make<Numerics<arrow::UInt8Array>>(array, column);
    case arrow::Type::UINT16: return Make<Numerics<arrow::UInt16Array>>(array, column);
    case arrow::Type::UINT32: return Make<Numerics<arrow::UInt32Array>>(array, column);
    case arrow::Type::UINT64: return Make<Numerics<arrow::UInt64Array>>(array, column);
    case arrow::Type::FLOAT: return Make<Numerics<arrow::FloatArray>>(array, column);
    case arrow::Type::DOUBLE: return Make<Numerics<arrow::DoubleArray>>(array, column);
    case arrow::Type::DECIMAL32: return Make<Decimals<arrow::Decimal32Array>>(array, column);
    case arrow::Type::DECIMAL64: return Make<Decimals<arrow::Decimal64Array>>(array, column);
    case arrow::Type::DECIMAL128: return Make<Decimals<arrow::Decimal128Array>>(array, column);
    case arrow::Type::DECIMAL256: return Make<Decimals<arrow::Decimal256Array>>(array, column);
    case arrow::Type::TIMESTAMP: return InstantsOf(array, column);
    case arrow::Type::DATE32:
      return Make<Instants<arrow::Date32Array>>(array, column, 86'400'000'000, 1);
    case arrow::Type::DATE64: return Make<Instants<arrow::Date64Array>>(array, column, 1'000, 1);
    default: return MapsOf(array, column);
  }
}

}  // namespace twinbill::readers
