#include "harness/compare/canonical_row.h"

#include <fmt/core.h>

#include <cstring>

#include "corpus/model/calendar.h"
#include "corpus/model/line_item.h"

namespace twinbill::compare {
namespace {

constexpr std::array<std::string_view, kFieldCount> kNames = {
    "bill_type",   "billing_period", "payer_account_id", "usage_account_id", "product_code",
    "region",      "usage_type",     "line_item_type",   "contract_id",      "clause",
    "description", "quantity",       "amount",           "currency"};
constexpr std::size_t kQuantity = 11;
constexpr std::size_t kAmount = 12;
constexpr std::size_t kCurrency = 13;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The end of the digits that begin at `at`.
std::size_t DigitsEnd(std::string_view text, std::size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

// `-?digits[.digits]` without a needless leading zero. Gives the place of the point, the text's
// size where there is none, and npos where it is no such number.
std::size_t PointOf(std::string_view text) {
  const std::size_t from = !text.empty() && text[0] == '-' ? 1 : 0;
  const std::size_t whole = DigitsEnd(text, from);
  if (whole == from || (text[from] == '0' && whole - from > 1)) return std::string_view::npos;
  if (whole == text.size()) return whole;
  if (text[whole] != '.' || DigitsEnd(text, whole + 1) != text.size() || whole + 1 == text.size()) {
    return std::string_view::npos;
  }
  return whole;
}

bool IsNegativeZero(std::string_view text) {
  return text[0] == '-' && text.find_first_of("123456789") == std::string_view::npos;
}

bool IsCanonicalQuantity(std::string_view text) {
  const std::size_t point = PointOf(text);
  if (point == std::string_view::npos || IsNegativeZero(text)) return false;
  return point == text.size() || text.back() != '0';
}

bool IsCanonicalAmount(std::string_view text) {
  const std::size_t point = PointOf(text);
  if (point == std::string_view::npos || IsNegativeZero(text)) return false;
  const std::size_t digits =
      text.size() - (text[0] == '-' ? 1 : 0) - (point == text.size() ? 0 : 1);
  return digits <= model::Decimal::kDigitsMax &&
         (point == text.size() || text.size() - point - 1 <= model::Amount::kDigitsMax);
}

// Length of the valid UTF-8 character at `at`, 0 where there is none.
std::size_t CharacterLength(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return 0;
  const unsigned char second = byte(at + 1);
  const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (second < low || second > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

std::optional<RowFault> BadUtf8(std::string_view row) {
  for (std::size_t at = 0; at < row.size();) {
    const std::size_t length = CharacterLength(row, at);
    if (length == 0)
      return RowFault{model::Code{"line_item_utf8"}, at, "bytes that are no UTF-8", "UTF-8"};
    at += length;
  }
  return std::nullopt;
}

struct FieldEnd {
  std::size_t end = 0;  // the comma or LF behind the field
  std::optional<RowFault> fault;
};

FieldEnd QuotedFieldEnd(std::string_view row, std::size_t begin, std::string_view name) {
  bool needed = false;
  std::size_t at = begin + 1;
  for (;; ++at) {
    if (at + 1 >= row.size()) {
      return {at, RowFault{model::Code{"line_item_quote"}, begin,
                           fmt::format("{} opens a quote that nothing closes", name),
                           "a closing quote"}};
    }
    const char c = row[at];
    if (c == '"' && row[at + 1] != '"') break;
    needed = needed || c == '"' || c == ',' || c == '\r' || c == '\n';
    if (c == '"') ++at;
  }
  if (row[at + 1] != ',' && at + 2 != row.size()) {
    return {at, RowFault{model::Code{"line_item_quote"}, at + 1,
                         fmt::format("{} goes on behind its closing quote", name),
                         "a comma or the row's end"}};
  }
  if (!needed) {
    return {at, RowFault{model::Code{"line_item_needless_quotes"}, begin,
                         fmt::format("{} is quoted and has nothing that asks for it", name),
                         "quotes only around a comma, a quote, CR or LF"}};
  }
  return {at + 1, std::nullopt};
}

FieldEnd PlainFieldEnd(std::string_view row, std::size_t begin, std::string_view name) {
  for (std::size_t at = begin;; ++at) {
    const char c = row[at];
    if (c == ',' || at + 1 == row.size()) return {at, std::nullopt};
    if (c == '"' || c == '\r') {
      return {at, RowFault{model::Code{"line_item_quote"}, at,
                           fmt::format("{} has a {} and no quotes around it", name,
                                       c == '"' ? "quote" : "CR"),
                           "quotes around such a field; rows end in LF alone"}};
    }
  }
}

std::optional<RowFault> CheckValues(const CanonicalRow& row) {
  const auto fault = [&](std::size_t field, model::Code code, std::string allowed) {
    return RowFault{code, row.begins[field],
                    fmt::format("{} is '{}'", kNames[field], row.Raw(field)), std::move(allowed)};
  };
  const std::string_view bill_type = row.Raw(0);
  if (bill_type != "Anniversary" && bill_type != "OutOfCycle") {
    return fault(0, model::Code{"line_item_bill_type"}, "Anniversary, OutOfCycle");
  }
  if (!model::Period::Parse(row.Raw(1)))
    return fault(1, model::Code{"line_item_period"}, "YYYY-MM");
  const std::string_view quantity = row.Raw(kQuantity);
  if (!quantity.empty() && !IsCanonicalQuantity(quantity)) {
    return fault(kQuantity, model::Code{"line_item_quantity"},
                 "nothing, or a decimal without exponent, '+', needless zeros or -0");
  }
  if (!IsCanonicalAmount(row.Raw(kAmount))) {
    return fault(
        kAmount, model::Code{"line_item_amount"},
        "a decimal of at most 38 digits, 18 of them after the point, without exponent, '+', "
        "needless leading zeros or -0");
  }
  if (row.Raw(kCurrency).empty())
    return fault(kCurrency, model::Code{"line_item_currency"}, "a currency's code");
  return std::nullopt;
}

// Cuts a row without quotes and CR at its commas, 13 of them; false where it has another number.
bool CutPlainRow(std::string_view row, CanonicalRow& cut) {
  const char* at = row.data();
  const char* end = row.data() + row.size();
  for (std::size_t field = 0; field < kFieldCount; ++field) {
    cut.begins[field] = static_cast<std::uint32_t>(at - row.data());
    const void* comma = std::memchr(at, ',', static_cast<std::size_t>(end - at));
    if ((comma == nullptr) != (field + 1 == kFieldCount)) return false;
    at = comma == nullptr ? end : static_cast<const char*>(comma) + 1;
  }
  cut.begins[kFieldCount] = static_cast<std::uint32_t>(row.size());
  return true;
}

// Cuts any row, byte by byte.
std::optional<RowFault> CutRow(std::string_view row, CanonicalRow& cut) {
  std::size_t at = 0;
  for (std::size_t field = 0; field < kFieldCount; ++field) {
    cut.begins[field] = static_cast<std::uint32_t>(at);
    const FieldEnd end = row[at] == '"' ? QuotedFieldEnd(row, at, kNames[field])
                                        : PlainFieldEnd(row, at, kNames[field]);
    if (end.fault) return end.fault;
    const bool last = end.end + 1 == row.size();
    if (last != (field + 1 == kFieldCount)) {
      return RowFault{model::Code{"line_item_field_count"}, end.end,
                      last ? fmt::format("the row ends after {} fields", field + 1)
                           : "the row has more than 14 fields",
                      "14 fields"};
    }
    at = end.end + 1;
  }
  cut.begins[kFieldCount] = static_cast<std::uint32_t>(row.size());
  return std::nullopt;
}

}  // namespace

std::size_t RowLength(std::string_view text) {
  std::size_t at = 0;
  for (;;) {
    const void* found = std::memchr(text.data() + at, '\n', text.size() - at);
    if (found == nullptr) return 0;
    const std::size_t end =
        static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + 1;
    // An LF within quotes has an odd number of quotes before it. Most rows have none at all.
    bool inside = false;
    for (const char* quote = text.data();; ++quote) {
      quote = static_cast<const char*>(
          std::memchr(quote, '"', end - static_cast<std::size_t>(quote - text.data())));
      if (quote == nullptr) break;
      inside = !inside;
    }
    if (!inside) return end;
    at = end;
  }
}

std::optional<RowFault> CheckRow(std::string_view row, CanonicalRow& checked) {
  checked.bytes = row;
  unsigned char all = 0;
  for (const char c : row) all |= static_cast<unsigned char>(c);
  if (all >= 0x80) {
    if (auto fault = BadUtf8(row)) return fault;
  }
  const bool plain = std::memchr(row.data(), '"', row.size()) == nullptr &&
                     std::memchr(row.data(), '\r', row.size()) == nullptr;
  if (!(plain && CutPlainRow(row, checked))) {
    if (auto fault = CutRow(row, checked)) return fault;
  }
  return CheckValues(checked);
}

std::string Unquoted(std::string_view raw) {
  if (raw.empty() || raw[0] != '"') return std::string(raw);
  std::string out;
  for (std::size_t at = 1; at + 1 < raw.size(); ++at) {
    out += raw[at];
    if (raw[at] == '"') ++at;
  }
  return out;
}

}  // namespace twinbill::compare
