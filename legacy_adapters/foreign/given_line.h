// GivenLine: a line of a bill as a foreign model says it, field by field, and the line item that it
// is where every field holds.
//
// Nothing is repaired: an amount of another form, a line of another contract or period is a fault.
// Source: specification, line_items.md.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/model/line_item.h"
#include "corpus/model/result.h"
#include "legacy_adapters/legacy_model.h"

namespace twinbill::foreign {

inline constexpr std::size_t kLineFieldCount = 14;
// In the order of a row.
extern const std::array<std::string_view, kLineFieldCount> kLineFields;
// Its number in kLineFields.
std::optional<std::size_t> LineFieldNamed(std::string_view name);

// By the numbers of kLineFields; a field that is absent was not said.
using GivenLine = std::array<std::optional<std::string>, kLineFieldCount>;

struct LineFault {
  std::string_view field;
  std::string message;  // "the amount \"1,5\" is no …"
  std::string allowed;
};

// Needed: `line_item_type`, `clause` and `amount`. Where they are not said, `bill_type` is
// `Anniversary`, period, payer, contract and currency are those asked for (said, they must be), and
// the others are empty.
model::Result<model::LineItem, LineFault> MakeLine(const GivenLine& given,
                                                   const legacy::LegacyHead& head,
                                                   model::Period period);

// `-?digits[.digits]` with the digits that it has: no needless zero in front, no -0, at most 18
// behind the point and 38 in all.
std::optional<model::Amount> ParseAmount(std::string_view text);

// Whether `text` is UTF-8 (no surrogates, nothing overlong) without NUL.
bool IsPlainText(std::string_view text);

}  // namespace twinbill::foreign
