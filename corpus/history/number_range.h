// NumberRange: which numbers a column holds, as far as its form depends on it.
//
// Per scale the largest magnitude. A range depends only on the set of numbers seen, so ranges of
// parts add up to the range of the whole, and a partition's form does not depend on the order of
// imports.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/model/decimal.h"

namespace twinbill::history {

// How a column of numbers is written into a Parquet file.
enum class NumberKind {
  kInt64,   // DECIMAL(18, scale) in INT64
  kInt128,  // DECIMAL(38, scale) in FIXED_LEN_BYTE_ARRAY(16)
  kText,    // canonical texts, where no one scale holds all of them
};

struct NumberLayout {
  NumberKind kind = NumberKind::kInt64;
  int scale = 0;  // of the units; 0 for texts
  bool operator==(const NumberLayout&) const = default;
};

// Digits after the point that real reports have at the most.
inline constexpr int kUsualScale = 10;

// 10^exponent for 0 <= exponent <= 38.
model::Int128 PowerOfTen(int exponent);

class NumberRange {
 public:
  void Add(const model::Decimal& value);
  void Add(const NumberRange& other);

  bool empty() const { return scales_ == 0; }
  // The narrowest that holds all of them exactly; at kUsualScale where that does, so that the files
  // of a history mostly have the same types and can be read as one table.
  NumberLayout Layout() const;

  // "0:17 2:9900": scale and largest magnitude, by scale. Parse is ToString's inverse.
  std::string ToString() const;
  static std::optional<NumberRange> Parse(std::string_view text);

  bool operator==(const NumberRange&) const = default;

 private:
  bool Fits(int digits, int scale) const;

  std::array<model::Int128, model::Decimal::kScaleMax + 1> largest_{};
  std::uint32_t scales_ = 0;  // bit i: a number of scale i was seen
};

// The ranges of a partition's columns.
struct RecordRanges {
  NumberRange quantity;
  NumberRange list_cost;
  NumberRange rate;
  NumberRange unblended_cost;
  NumberRange public_cost;
  bool operator==(const RecordRanges&) const = default;
};

}  // namespace twinbill::history
