// CanonicalRow: one row of a line item file, checked against the rules of its bytes.
//
// Source: specification, line_items.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/model/diagnostic.h"
#include "corpus/model/result.h"

namespace twinbill::compare {

inline constexpr std::size_t kFieldCount = 14;
inline constexpr std::size_t kKeyFieldCount = 10;  // the first ten pair lines that differ
inline constexpr std::size_t kDescriptionField = 10;
inline constexpr std::size_t kQuantityField = 11;
inline constexpr std::size_t kAmountField = 12;
inline constexpr std::size_t kCurrencyField = 13;

// What is wrong with a row, and at which of its bytes (from 0).
struct RowFault {
  model::Code code;
  std::size_t offset = 0;
  std::string message;
  std::string allowed;
};

// Where each field of a checked row begins; views stay valid as long as the row's bytes.
struct CanonicalRow {
  std::string_view bytes;                               // with its LF
  std::array<std::uint32_t, kFieldCount + 1> begins{};  // of the fields; the last one past the LF

  // The field as it stands there, quotes and all.
  std::string_view Raw(std::size_t field) const {
    return bytes.substr(begins[field], begins[field + 1] - begins[field] - 1);
  }
  // The first ten fields with the comma behind them: rows of one key stand together in sorted
  // files.
  std::string_view Key() const { return bytes.substr(0, begins[kKeyFieldCount]); }
};

// Reads the row that `text` begins with and checks it against every rule of canonical bytes. `row`
// holds it where nothing is wrong with it.
std::optional<RowFault> ReadRow(std::string_view text, CanonicalRow& row);

// The same without what makes it fast, so that a test can hold one against the other.
std::optional<RowFault> ReadRowByByte(std::string_view text, CanonicalRow& row);

// The raw text of a field without its quotes.
std::string Unquoted(std::string_view raw);

}  // namespace twinbill::compare
