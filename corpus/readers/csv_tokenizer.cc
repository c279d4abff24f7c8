#include "corpus/readers/csv_tokenizer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "corpus/readers/byte_scan.h"

namespace twinbill::readers {
namespace {

using model::Code;

// The length of the UTF-8 character at `at`; 0 where there is no valid one.
std::size_t Utf8Length(const char* at, const char* end) {
  const auto byte = [&](int i) { return static_cast<unsigned char>(at[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (end - at < length) return 0;
  for (int i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // longer than needed
  if (lead == 0xED && byte(1) > 0x9F) return 0;  // a surrogate
  if (lead == 0xF0 && byte(1) < 0x90) return 0;  // longer than needed
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // beyond U+10FFFF
  return static_cast<std::size_t>(length);
}

std::string Hex(char c) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return {'0', 'x', kHex[byte >> 4U], kHex[byte & 15U]};
}

}  // namespace

void AppendWithoutDoubled(std::string_view raw, std::string& out) {
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t quote = std::min(raw.find('"', at), raw.size());
    const std::size_t end = std::min(quote + 1, raw.size());
    out += raw.substr(at, end - at);
    at = quote + 2;
  }
}

LineEnd LineEndOf(const CsvBlock& block) {
  bool inside = false;
  const char* at = block.begin();
  for (;; ++at) {
    at = FindSpecial(at);
    if (at >= block.end()) return LineEnd::kLf;
    if (*at == '"') inside = !inside;
    if (*at == '\n' && !inside) break;
  }
  return at != block.begin() && at[-1] == '\r' ? LineEnd::kCrLf : LineEnd::kLf;
}

CsvTokenizer::CsvTokenizer(const CsvBlock& block, const char* from, LineEnd line_end,
                           const ReaderLimits& limits)
    : block_(block),
      line_end_(line_end),
      field_bytes_max_(static_cast<std::size_t>(limits.field_bytes_max)),
      at_(from),
      record_(from),
      counted_to_(block.begin()),
      line_(block.first_line) {
  FindBadByte();
}

// One fast look over the block; most have nothing but ASCII.
void CsvTokenizer::FindBadByte() {
  for (const char* at = at_; at != block_.end();) {
    at = FindUnusual(at, block_.end());
    if (at == block_.end()) return;
    if (*at == '\0') {
      bad_byte_error_ = {Code{"csv_nul"}, at, "a NUL byte", "UTF-8 text", {}};
    } else if (const std::size_t length = Utf8Length(at, block_.end()); length == 0) {
      // A file cut short or a limit may have split the last character; what ends there says more.
      if (!block_.whole && block_.end() - at < 4) return;
      bad_byte_error_ = {
          Code{"csv_not_utf8"}, at, "the byte " + Hex(*at) + " is no UTF-8", "UTF-8 text", {}};
    } else if (length == 3 && std::memcmp(at, "\xEF\xBB\xBF", 3) == 0) {
      bad_byte_error_ = {Code{"csv_byte_order_mark"}, at, "a byte order mark within the text",
                         "one at the very beginning of the file, or none",
                         "were two files joined?"};
    } else {
      at += length;
      continue;
    }
    bad_byte_ = at;
    return;
  }
}

bool CsvTokenizer::Wrong(Code code, const char* at, std::string message, std::string allowed,
                         std::string hint) {
  error_ = {code, at, std::move(message), std::move(allowed), std::move(hint)};
  return false;
}

bool CsvTokenizer::TooLong(const char* at) {
  return Wrong(Code{"limit_exceeded"}, at,
               "a field of more than " + std::to_string(field_bytes_max_) + " bytes",
               "fields of at most that many (limit field_bytes_max)",
               *at == '"' ? "is its closing quote missing?" : "");
}

CsvTokenizer::Outcome CsvTokenizer::Next(std::vector<CsvField>& fields) {
  if (at_ == block_.end()) return Outcome::kEnd;
  record_ = at_;
  field_count_ = 0;
  CsvField surplus;
  bool good = true;
  for (;;) {
    good = TakeField(field_count_ < fields.size() ? fields[field_count_] : surplus);
    if (!good) break;
    ++field_count_;
    if (*at_ == ',') {  // the byte behind the block is none
      ++at_;
      continue;
    }
    good = TakeLineEnd();
    break;
  }
  if (bad_byte_ != nullptr && bad_byte_ < (good ? at_ : error_.at + 1)) {
    error_ = bad_byte_error_;
    return Outcome::kError;
  }
  return good ? Outcome::kRecord : Outcome::kError;
}

// Ends at the comma, CR or LF behind the field.
bool CsvTokenizer::TakeField(CsvField& field) {
  if (*at_ == '"' && at_ != block_.end()) return TakeQuoted(field);
  const char* const end = FindSpecial(at_);
  const auto size = static_cast<std::size_t>(end - at_);
  if (size > field_bytes_max_) return TooLong(at_);
  if (*end == '"') {
    return Wrong(Code{"csv_stray_quote"}, end,
                 "a quote within a field that does not begin with one",
                 "a field in quotes, with the quotes within it doubled");
  }
  field = {at_, static_cast<std::uint32_t>(size), false};
  at_ = end;
  return true;
}

bool CsvTokenizer::TakeQuoted(CsvField& field) {
  const char* const open = at_;
  const char* at = open + 1;
  bool doubled = false;
  for (;;) {
    const void* found = std::memchr(at, '"', static_cast<std::size_t>(block_.end() - at));
    at = found == nullptr ? block_.end() : static_cast<const char*>(found);
    if (static_cast<std::size_t>(at - open - 1) > field_bytes_max_) return TooLong(open);
    if (at == block_.end()) {
      return Wrong(Code{"csv_open_quote"}, open, "the quote that opens here is never closed",
                   "a closing quote behind the field");
    }
    if (at[1] != '"' || at + 1 == block_.end()) break;
    doubled = true;
    at += 2;
  }
  field = {open + 1, static_cast<std::uint32_t>(at - open - 1), doubled};
  at_ = at + 1;
  if (*at_ == ',' || *at_ == '\n' || *at_ == '\r') return true;
  return Wrong(Code{"csv_stray_quote"}, at, "a quote with other text behind it",
               "a closing quote before a comma or a line end; quotes within a field doubled");
}

bool CsvTokenizer::TakeLineEnd() {
  record_end_ = at_;
  if (at_ == block_.end()) {  // the last record, without its line end, or a record cut by the limit
    return block_.whole || Wrong(Code{"limit_exceeded"}, record_,
                                 "a record of more than " + std::to_string(block_.size) + " bytes",
                                 "records of at most 16 fields' limit (limit field_bytes_max)");
  }
  const bool carriage_return = *at_ == '\r';
  if (carriage_return && (at_ + 1 == block_.end() || at_[1] != '\n')) {
    return Wrong(Code{"csv_stray_cr"}, at_, "a carriage return that ends no line",
                 "lines that end in LF, or all in CR LF");
  }
  if (carriage_return != (line_end_ == LineEnd::kCrLf)) {
    return Wrong(Code{"csv_line_ends_mixed"}, at_,
                 carriage_return ? "this line ends in CR LF, the first in LF"
                                 : "this line ends in LF, the first in CR LF",
                 "one kind of line end in a file");
  }
  at_ += carriage_return ? 2 : 1;
  return true;
}

std::int64_t CsvTokenizer::LineOf(const char* at) {
  if (at < counted_to_) {
    counted_to_ = block_.begin();
    line_ = block_.first_line;
  }
  line_ += static_cast<std::int64_t>(CountOf('\n', counted_to_, at));
  counted_to_ = at;
  return line_;
}

model::Position CsvTokenizer::PositionOf(const char* at, const std::string& file) {
  const void* line_end =
      memrchr(block_.begin(), '\n', static_cast<std::size_t>(at - block_.begin()));
  const char* const line =
      line_end == nullptr ? block_.begin() : static_cast<const char*>(line_end) + 1;
  return {file, LineOf(at), at - line + 1, {}, {}};
}

}  // namespace twinbill::readers
