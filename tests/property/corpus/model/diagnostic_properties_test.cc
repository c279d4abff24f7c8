// Whatever a message quotes, a terminal is shown text alone; and a slip of the pen is found.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/diagnostic.h"

namespace twinbill::model {
namespace {

// The characters of UTF-8 text; 0 among them where it is none.
std::vector<std::uint32_t> Characters(const std::string& text) {
  std::vector<std::uint32_t> characters;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) {
      return i < text.size() ? std::uint32_t{static_cast<unsigned char>(text[i])} : 0U;
    };
    const std::uint32_t lead = byte(at);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    std::uint32_t character = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    bool valid = lead < 0x80 || (lead >= 0xC0 && lead < 0xF8);
    for (std::size_t i = 1; i < length; ++i) {
      valid = valid && (byte(at + i) & 0xC0U) == 0x80U;
      character = character << 6U | (byte(at + i) & 0x3FU);
    }
    constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    valid = valid && character >= kLeast[length] && character <= 0x10FFFF &&
            (character < 0xD800 || character > 0xDFFF);
    characters.push_back(valid ? character : 0);
    at += length;
  }
  return characters;
}

// Bytes that make characters, halves of them, controls, and marks that turn the writing.
rc::Gen<std::string> AnyBytes() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
          rc::gen::element<std::string>(
              "a", " ", "\\", "\x1b[2J", "\n", "\x7f", "\xc2\x9b", "\xc3\xa9", "\xe2\x80\xae",
              "\xe2\x81\xa6", "\xf0\x9f\x98\x80", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80"),
          rc::gen::map(rc::gen::arbitrary<char>(), [](char c) { return std::string(1, c); }))),
      [](const std::vector<std::string>& parts) {
        std::string text;
        for (const std::string& part : parts) text += part;
        return text;
      });
}

RC_GTEST_PROP(DiagnosticProperties, ATerminalIsShownTextAlone, ()) {
  const std::string bytes = *AnyBytes();
  const std::string shown =
      Format({Code{"a_code"}, {bytes, 1, 2, bytes, bytes}, bytes, bytes, bytes});
  for (const std::uint32_t character : Characters(shown)) {
    RC_ASSERT(character >= 0x20U);
    RC_ASSERT(character < 0x7FU || character > 0x9FU);
    RC_ASSERT(character < 0x2028U || character > 0x202EU);
    RC_ASSERT(character < 0x2066U || character > 0x2069U);
  }
}

RC_GTEST_PROP(DiagnosticProperties, TextWithoutThemIsShownAsItIs, ()) {
  const std::string text = *rc::gen::container<std::string>(rc::gen::inRange(' ', '\x7f'));
  RC_ASSERT(Format({Code{"a_code"}, {}, text}) == "a_code: " + text);
}

// A long name with one slip is nearer to what was meant than to names without a letter of it.
RC_GTEST_PROP(NearMissProperties, OneSlipIsFound, ()) {
  const std::vector<std::string_view> names = {"line_item_usage_amount", "0123456789",
                                               "-----------"};
  std::string found(names[0]);
  const auto at = *rc::gen::inRange<std::size_t>(0, found.size() - 1);
  switch (*rc::gen::inRange(0, 5)) {
    case 0: found.erase(at, 1); break;
    case 1: found.insert(at, 1, 'x'); break;
    case 2: found[at] = 'x'; break;
    case 3: std::swap(found[at], found[at + 1]); break;
    default: found[at] = found[at] == '_' ? '_' : static_cast<char>(found[at] - 'a' + 'A'); break;
  }
  RC_ASSERT(NearMiss(found, names) == names[0]);
  RC_ASSERT(NearMiss(found, {}) == "");
}

}  // namespace
}  // namespace twinbill::model
