#include "corpus/readers/cell_value.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Decimal;
using model::Timestamp;
using model::Unexpected;

constexpr std::string_view kTimestamps =
    "2025-01-31T23:00:00Z, 2025-01-31T23:00:00.000Z, 2025-01-31 23:00:00, 2025-01-31; all UTC";

// The text as a message shows it: cut where it is long.
std::string Shown(std::string_view text) {
  constexpr std::size_t kShownMax = 60;
  return text.size() <= kShownMax ? "'" + std::string(text) + "'"
                                  : "'" + std::string(text.substr(0, kShownMax)) + "'… (" +
                                        std::to_string(text.size()) + " bytes)";
}

CellError Empty(std::string_view column, std::string_view what) {
  return {Code{"value_missing"},
          std::string(column) + " is empty where a " + std::string(what) + " is needed",
          "a " + std::string(what), 0, ""};
}

}  // namespace

model::Result<std::optional<Decimal>, CellError> NumberIn(std::string_view text,
                                                          std::string_view column) {
  if (text.empty() || IsNullWord(text)) return std::optional<Decimal>();
  const auto number = Decimal::Parse(text);
  if (number) return std::optional<Decimal>(*number);
  return Unexpected(
      CellError{Code{"value_not_a_number"},
                std::string(column) + " is " + Shown(text) + ": " +
                    std::string(model::Describe(number.error())),
                "-?digits[.digits][e±digits], of at most 38 digits and 28 after the point", 0, ""});
}

model::Result<Decimal, CellError> NeededNumberIn(std::string_view text, std::string_view column) {
  auto number = NumberIn(text, column);
  if (!number) return Unexpected(std::move(number).error());
  if (!number->has_value()) return Unexpected(Empty(column, "number"));
  return **number;
}

model::Result<Timestamp, CellError> TimestampIn(std::string_view text, std::string_view column) {
  if (const std::optional<Timestamp> timestamp = Timestamp::Parse(text)) return *timestamp;
  if (text.empty() || IsNullWord(text)) return Unexpected(Empty(column, "timestamp"));
  return Unexpected(CellError{Code{"value_not_a_timestamp"},
                              std::string(column) + " is " + Shown(text) + ", no timestamp",
                              std::string(kTimestamps), 0, ""});
}

}  // namespace twinbill::readers
