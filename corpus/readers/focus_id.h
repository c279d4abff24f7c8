// The line id that a FOCUS row lacks: `f`, 32 hex digits of the SHA-256 of the row's fields as
// written, `-`, the count of equal rows before it.
//
// The digest needs nothing but the row and may be made anywhere; the count needs all rows before
// it. Source: specification, usage.md "Records"; docs/formats/usage_reports.md has the fields.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/readers/report_schema.h"

namespace twinbill::readers {

// The fields in the order in which they are joined.
enum class FocusField {
  kPayer,
  kAccount,
  kService,
  kUsageType,
  kOperation,
  kRegion,
  kLineItemType,
  kQuantity,
  kUnblendedCost,
  kPublicCost,
  kUnit,
  kCurrency,
  kStart,
  kPeriod,
  kTags,
};
inline constexpr std::size_t kFocusFieldCount = 15;

// The columns of each field in the order in which they count; none where the report lacks it.
using FocusFields = std::array<std::vector<std::size_t>, kFocusFieldCount>;
FocusFields FocusFieldsOf(const ReportSchema& schema);

// The first half of the SHA-256 of the fields, as written and joined by the byte 0x1F.
struct FocusDigest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool operator==(const FocusDigest&) const = default;
};
FocusDigest DigestOf(const std::array<std::string_view, kFocusFieldCount>& fields);

// Counts equal rows; keeps 16 bytes for each different one.
class FocusIds {
 public:
  FocusIds();
  ~FocusIds();
  FocusIds(FocusIds&&) noexcept;

  // Appends the id of the next row to `out`. Rows must come in the file's order.
  void AppendNext(FocusDigest digest, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace twinbill::readers
