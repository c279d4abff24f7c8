#include "legacy_adapters/foreign/packed_text.h"

#include <charconv>

namespace twinbill::foreign {
namespace {

bool ReadNumber(std::string_view text, std::int64_t& to) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

void Pack(std::string_view text, std::string& out) {
  char size[24];
  const auto end = std::to_chars(size, size + sizeof size, text.size()).ptr;
  out.append(size, end);
  out += ':';
  out += text;
}

void Pack(std::int64_t number, std::string& out) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  Pack(std::string_view(digits, static_cast<std::size_t>(end - digits)), out);
}

std::string_view Unpacker::Text() {
  const std::size_t colon = bytes_.substr(0, 24).find(':');
  std::int64_t size = 0;
  if (!good_ || colon == std::string_view::npos || !ReadNumber(bytes_.substr(0, colon), size) ||
      size < 0 || static_cast<std::size_t>(size) > bytes_.size() - colon - 1) {
    good_ = false;
    return {};
  }
  const std::string_view text = bytes_.substr(colon + 1, static_cast<std::size_t>(size));
  bytes_.remove_prefix(colon + 1 + text.size());
  return text;
}

std::int64_t Unpacker::Number() {
  std::int64_t number = 0;
  if (!ReadNumber(Text(), number)) good_ = false;
  return number;
}

}  // namespace twinbill::foreign
