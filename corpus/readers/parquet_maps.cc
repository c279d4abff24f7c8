#include "corpus/readers/parquet_maps.h"

#include <arrow/api.h>

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "corpus/readers/text_coder.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Unexpected;
using Text = model::Result<std::string_view, CellError>;
using Made = model::Result<std::unique_ptr<ParquetValues>, CellError>;

model::Result<std::string, CellError> JsonOf(model::Attributes attributes) {
  std::sort(attributes.begin(), attributes.end());
  for (std::size_t i = 1; i < attributes.size(); ++i) {
    if (attributes[i - 1].first == attributes[i].first) {
      return Unexpected(CellError{Code{"attributes_duplicate_key"},
                                  "the key '" + attributes[i].first + "' stands there twice",
                                  "each key once", 0, ""});
    }
  }
  return WriteAttributes(attributes);
}

// Lists of entries of a key and a value, the first of which is entry `first` of the list's. List is
// any of Arrow's lists.
template <class List>
class EntryLists final : public ParquetValues {
 public:
  EntryLists(std::shared_ptr<List> array, std::int64_t first, std::unique_ptr<ParquetValues> keys,
             std::unique_ptr<ParquetValues> values, const ValueColumn& column)
      : ParquetValues(array->length(), column),
        array_(std::move(array)),
        first_(first),
        keys_(std::move(keys)),
        values_(std::move(values)) {}

  Text TextAt(std::int64_t row, std::string& storage) const override {
    if (array_->IsNull(row)) return std::string_view();
    model::Attributes attributes;
    std::string key_storage;
    std::string value_storage;
    const std::int64_t begin = array_->value_offset(row) - first_;
    for (std::int64_t i = begin; i < begin + array_->value_length(row); ++i) {
      TWINBILL_ASSIGN(key, keys_->TextAt(i, key_storage));
      TWINBILL_ASSIGN(value, values_->TextAt(i, value_storage));
      attributes.emplace_back(key, value);
    }
    TWINBILL_ASSIGN(json, JsonOf(std::move(attributes)));
    storage = std::move(json);
    return std::string_view(storage);
  }

  // Rows with the same keys and values by number have the same text.
  CodedTexts Coded() const override {
    const CodedTexts keys = keys_->Coded();
    const CodedTexts values = values_->Coded();
    CodedTexts coded;
    TextCoder coder(coded, column());
    coded.codes.reserve(static_cast<std::size_t>(rows()));
    std::unordered_map<std::string, std::uint32_t> code_of;
    std::string entries;
    std::string storage;
    const auto coded_entries =
        static_cast<std::int64_t>(std::min(keys.codes.size(), values.codes.size()));
    for (std::int64_t row = 0; row < rows(); ++row) {
      const std::int64_t begin = array_->value_offset(row) - first_;
      const std::int64_t end = begin + (array_->IsNull(row) ? 0 : array_->value_length(row));
      entries = array_->IsNull(row) ? "-" : "";  // no text, and `{}`
      const bool all_coded = end <= coded_entries;
      for (std::int64_t i = begin; i < end && all_coded; ++i) {
        AppendNumber(keys.codes[static_cast<std::size_t>(i)], entries);
        AppendNumber(values.codes[static_cast<std::size_t>(i)], entries);
      }
      const auto at = all_coded ? code_of.find(entries) : code_of.end();
      std::uint32_t code = 0;
      if (at != code_of.end()) {
        code = at->second;
      } else {
        auto text = TextAt(row, storage);
        if (!text) coded.error = RowError{row, std::move(text).error()};
        if (text && !all_coded) coded.error = keys.error ? keys.error : values.error;
        if (coded.error) coded.error->row = row;
        if (coded.error || !coder.Find(*text, storage, code)) break;
        code_of.emplace(entries, code);
      }
      coded.codes.push_back(code);
    }
    return coded;
  }

 private:
  static void AppendNumber(std::uint32_t number, std::string& to) {
    for (int shift = 0; shift < 32; shift += 8) to += static_cast<char>(number >> shift & 255U);
  }

  std::shared_ptr<List> array_;
  std::int64_t first_;
  std::unique_ptr<ParquetValues> keys_;
  std::unique_ptr<ParquetValues> values_;
};

// Structs whose fields are the keys; a null is a key that is not there.
class Structs final : public ParquetValues {
 public:
  Structs(const std::shared_ptr<arrow::StructArray>& array,
          std::vector<std::pair<std::string, std::unique_ptr<ParquetValues>>> fields,
          const ValueColumn& column)
      : ParquetValues(array->length(), column), array_(array), fields_(std::move(fields)) {}

  Text TextAt(std::int64_t row, std::string& storage) const override {
    if (array_->IsNull(row)) return std::string_view();
    model::Attributes attributes;
    std::string value_storage;
    for (const auto& [key, values] : fields_) {
      TWINBILL_ASSIGN(value, values->TextAt(row, value_storage));
      if (!value.empty()) attributes.emplace_back(key, value);
    }
    TWINBILL_ASSIGN(json, JsonOf(std::move(attributes)));
    storage = std::move(json);
    return std::string_view(storage);
  }

 private:
  std::shared_ptr<arrow::StructArray> array_;
  std::vector<std::pair<std::string, std::unique_ptr<ParquetValues>>> fields_;
};

Made NoTexts(const arrow::Array& array, const ValueColumn& column) {
  return Unexpected(CellError{Code{"parquet_column_type"},
                              column.name + " is of type " + array.type()->ToString(),
                              "texts, numbers, timestamps, dates, and maps of text", 0, ""});
}

template <class List>
Made EntryListsOf(const std::shared_ptr<arrow::Array>& array, const ValueColumn& column) {
  const auto list = std::static_pointer_cast<List>(array);
  if (list->values()->type_id() != arrow::Type::STRUCT) return NoTexts(*array, column);
  if (list->values()->type()->num_fields() != 2) return NoTexts(*array, column);
  // A piece's rows may have a small part of the entries.
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t behind = 0;
  for (std::int64_t row = 0; row < list->length(); ++row) {
    if (list->IsNull(row) || list->value_length(row) == 0) continue;
    first = std::min<std::int64_t>(first, list->value_offset(row));
    behind = std::max<std::int64_t>(behind, list->value_offset(row) + list->value_length(row));
  }
  if (behind == 0) first = 0;
  const auto entries =
      std::static_pointer_cast<arrow::StructArray>(list->values()->Slice(first, behind - first));
  TWINBILL_ASSIGN(keys, ValuesOf(entries->field(0), column));
  TWINBILL_ASSIGN(values, ValuesOf(entries->field(1), column));
  return std::unique_ptr<ParquetValues>(
      std::make_unique<EntryLists<List>>(list, first, std::move(keys), std::move(values), column));
}

Made StructsOf(const std::shared_ptr<arrow::Array>& array, const ValueColumn& column) {
  const auto structs = std::static_pointer_cast<arrow::StructArray>(array);
  std::vector<std::pair<std::string, std::unique_ptr<ParquetValues>>> fields;
  for (int i = 0; i < structs->num_fields(); ++i) {
    const std::string& key = structs->struct_type()->field(i)->name();
    TWINBILL_ASSIGN(values, ValuesOf(structs->field(i),
                                     ValueColumn{column.name + "." + key, column.text_bytes_max}));
    fields.emplace_back(key, std::move(values));
  }
  return std::unique_ptr<ParquetValues>(
      std::make_unique<Structs>(structs, std::move(fields), column));
}

}  // namespace

Made MapsOf(const std::shared_ptr<arrow::Array>& array, const ValueColumn& column) {
  switch (array->type_id()) {
    case arrow::Type::MAP:
    case arrow::Type::LIST: return EntryListsOf<arrow::ListArray>(array, column);
    case arrow::Type::LARGE_LIST: return EntryListsOf<arrow::LargeListArray>(array, column);
    case arrow::Type::LIST_VIEW: return EntryListsOf<arrow::ListViewArray>(array, column);
    case arrow::Type::LARGE_LIST_VIEW:
      return EntryListsOf<arrow::LargeListViewArray>(array, column);
    case arrow::Type::FIXED_SIZE_LIST:
      return EntryListsOf<arrow::FixedSizeListArray>(array, column);
    case arrow::Type::STRUCT: return StructsOf(array, column);
    default: return NoTexts(*array, column);
  }
}

}  // namespace twinbill::readers
