#include "harness/compare/canonical_row.h"

#include <fmt/core.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>

#include "corpus/model/calendar.h"
#include "corpus/model/line_item.h"

namespace twinbill::compare {
namespace {

constexpr std::array<std::string_view, kFieldCount> kNames = {
    "bill_type",   "billing_period", "payer_account_id", "usage_account_id", "product_code",
    "region",      "usage_type",     "line_item_type",   "contract_id",      "clause",
    "description", "quantity",       "amount",           "currency"};
constexpr std::size_t kQuantity = kQuantityField;
constexpr std::size_t kAmount = kAmountField;
// Fields that every line has: payer, type, contract, clause, currency.
constexpr std::array<std::size_t, 5> kNeeded = {2, 7, 8, 9, kCurrencyField};
constexpr std::size_t kShownBytesMax = 80;
constexpr std::size_t kFieldBytesMax = std::size_t{1} << 20;

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
  unsigned char all = 0;
  for (const char c : row) all |= static_cast<unsigned char>(c);
  if (all < 0x80) return std::nullopt;
  for (std::size_t at = 0; at < row.size();) {
    const std::size_t length = CharacterLength(row, at);
    if (length == 0)
      return RowFault{model::Code{"line_item_utf8"}, at, "bytes that are no UTF-8", "UTF-8"};
    at += length;
  }
  return std::nullopt;
}

#ifdef __SSE2__
// A bit for each of 16 bytes that is a comma, a quote, a control character or no ASCII.
std::uint32_t Marks(const char* at) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  // As signed numbers, bytes above 0x7F are below the control characters.
  const __m128i low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));
  const __m128i comma = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(','));
  const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  return static_cast<std::uint32_t>(
      _mm_movemask_epi8(_mm_or_si128(low, _mm_or_si128(comma, quote))));
}
#endif

// The first place from `at` on, at most `end`, that may hold a comma, a quote, a CR or an LF.
std::size_t SkipPlain(std::string_view text, std::size_t at, std::size_t end) {
#ifdef __SSE2__
  for (; at + 16 <= end; at += 16) {
    const std::uint32_t marks = Marks(text.data() + at);
    if (marks != 0) return at + static_cast<std::size_t>(std::countr_zero(marks));
  }
#else
  static_cast<void>(text);
  static_cast<void>(end);
#endif
  return at;
}

RowFault Unended(std::size_t at) {
  return {model::Code{"line_item_end"}, at, "the last row has no LF", "every row ends in one LF"};
}

struct FieldEnd {
  std::size_t end = 0;  // the comma or LF behind the field
  std::optional<RowFault> fault;
};

FieldEnd TooLong(std::size_t begin, std::string_view name) {
  return {begin, RowFault{model::Code{"line_item_too_long"}, begin,
                          fmt::format("{} goes on for more than 1 MiB", name),
                          "at most 1 MiB a field; is there a quote that nothing closes?"}};
}

FieldEnd QuotedFieldEnd(std::string_view text, std::size_t begin, std::string_view name) {
  const std::size_t limit = std::min(text.size(), begin + kFieldBytesMax + 1);
  bool needed = false;
  std::size_t at = begin + 1;
  for (;; ++at) {
    at = SkipPlain(text, at, limit);
    if (at - begin > kFieldBytesMax) return TooLong(begin, name);
    if (at >= text.size()) {
      return {at, RowFault{model::Code{"line_item_open_quote"}, begin,
                           fmt::format("{} opens a quote that nothing closes", name),
                           "a closing quote"}};
    }
    const char c = text[at];
    if (c == '"' && (at + 1 == text.size() || text[at + 1] != '"')) break;
    needed = needed || c == '"' || c == ',' || c == '\r' || c == '\n';
    if (c == '"') ++at;
  }
  if (at + 1 == text.size()) return {at, Unended(at + 1)};
  if (text[at + 1] != ',' && text[at + 1] != '\n') {
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

FieldEnd PlainFieldEnd(std::string_view text, std::size_t begin, std::string_view name) {
  const std::size_t limit = std::min(text.size(), begin + kFieldBytesMax + 1);
  for (std::size_t at = begin;; ++at) {
    at = SkipPlain(text, at, limit);
    if (at - begin > kFieldBytesMax) return TooLong(begin, name);
    if (at >= text.size()) return {at, Unended(at)};
    const char c = text[at];
    if (c == ',' || c == '\n') return {at, std::nullopt};
    if (c == '"') {
      return {at, RowFault{model::Code{"line_item_quote"}, at,
                           fmt::format("{} has a quote and no quotes around it", name),
                           "quotes around such a field, and the quote doubled"}};
    }
    if (c == '\r') {
      return {at, RowFault{model::Code{"line_item_carriage_return"}, at,
                           fmt::format("{} has a CR and no quotes around it", name),
                           "rows that end in LF alone; quotes around a field with a CR"}};
    }
  }
}

std::optional<RowFault> CheckValues(const CanonicalRow& row) {
  const auto fault = [&](std::size_t field, model::Code code, std::string allowed) {
    return RowFault{
        code, row.begins[field],
        fmt::format("{} is '{}'{}", kNames[field], row.Raw(field).substr(0, kShownBytesMax),
                    row.Raw(field).size() > kShownBytesMax ? " and more" : ""),
        std::move(allowed)};
  };
  const std::string_view bill_type = row.Raw(0);
  if (bill_type != "Anniversary" && bill_type != "OutOfCycle") {
    return fault(0, model::Code{"line_item_bill_type"}, "Anniversary, OutOfCycle");
  }
  if (!model::Period::Parse(row.Raw(1)))
    return fault(1, model::Code{"line_item_period"}, "YYYY-MM");
  for (const std::size_t field : kNeeded) {
    if (row.begins[field + 1] - row.begins[field] > 1) continue;
    return RowFault{model::Code{"line_item_empty"}, row.begins[field],
                    fmt::format("{} is empty", kNames[field]), "a text"};
  }
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
  return std::nullopt;
}

#ifdef __SSE2__
// Cuts the row that `text` begins with where it is as most rows are: ASCII without quotes and
// control characters, 14 fields, and no field near the limit. False says nothing about the row.
bool CutPlainRow(std::string_view text, CanonicalRow& row) {
  std::size_t fields = 0;
  row.begins[0] = 0;
  for (std::size_t block = 0; block + 16 <= text.size() && block < kFieldBytesMax; block += 16) {
    for (std::uint32_t marks = Marks(text.data() + block); marks != 0; marks &= marks - 1) {
      const std::size_t at = block + static_cast<std::size_t>(std::countr_zero(marks));
      const char c = text[at];
      if (++fields == kFieldCount ? c != '\n' : c != ',') return false;
      row.begins[fields] = static_cast<std::uint32_t>(at + 1);
      if (fields < kFieldCount) continue;
      row.bytes = text.substr(0, at + 1);
      return true;
    }
  }
  return false;
}
#endif

// Cuts any row, byte by byte.
std::optional<RowFault> CutRow(std::string_view text, CanonicalRow& row) {
  std::size_t at = 0;
  for (std::size_t field = 0; field < kFieldCount; ++field) {
    row.begins[field] = static_cast<std::uint32_t>(at);
    FieldEnd end = at < text.size() && text[at] == '"' ? QuotedFieldEnd(text, at, kNames[field])
                                                       : PlainFieldEnd(text, at, kNames[field]);
    if (end.fault) return std::move(end.fault);
    const bool last = text[end.end] == '\n';
    if (last != (field + 1 == kFieldCount)) {
      return RowFault{model::Code{"line_item_field_count"}, end.end,
                      last ? fmt::format("the row ends after {} fields", field + 1)
                           : "the row has more than 14 fields",
                      "14 fields"};
    }
    at = end.end + 1;
  }
  row.begins[kFieldCount] = static_cast<std::uint32_t>(at);
  row.bytes = text.substr(0, at);
  return BadUtf8(row.bytes);
}

}  // namespace

std::optional<RowFault> ReadRow(std::string_view text, CanonicalRow& row) {
#ifdef __SSE2__
  if (CutPlainRow(text, row)) return CheckValues(row);
#endif
  if (auto fault = CutRow(text, row)) return fault;
  return CheckValues(row);
}

std::optional<RowFault> ReadRowByByte(std::string_view text, CanonicalRow& row) {
  if (auto fault = CutRow(text, row)) return fault;
  return CheckValues(row);
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
