#include "corpus/readers/attribute_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace twinbill::readers {
namespace {

using model::Attributes;
using model::Code;
using model::Unexpected;

constexpr std::string_view kAllowed = "a JSON object of keys and texts";

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void AppendUtf8(std::uint32_t point, std::string& out) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0U | (point >> 6U));
    put(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    put(0xE0U | (point >> 12U));
    put(0x80U | ((point >> 6U) & 0x3FU));
    put(0x80U | (point & 0x3FU));
  } else {
    put(0xF0U | (point >> 18U));
    put(0x80U | ((point >> 12U) & 0x3FU));
    put(0x80U | ((point >> 6U) & 0x3FU));
    put(0x80U | (point & 0x3FU));
  }
}

std::string PointerTo(std::string_view key) {
  std::string pointer = "/";
  for (const char c : key) {
    if (c == '~') pointer += "~0";
    if (c == '/') pointer += "~1";
    if (c != '~' && c != '/') pointer += c;
  }
  return pointer;
}

struct Member {
  std::string key;
  std::string text;
  std::size_t offset = 0;  // of the key
};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  // The members in their order, or the error.
  bool ParseObject(std::vector<Member>& members) {
    SkipSpace();
    if (!Take('{')) return Wrong("is no JSON object");
    SkipSpace();
    if (!Take('}')) {
      do {
        SkipSpace();
        Member member;
        member.offset = at_;
        if (!ParseText(member.key)) return false;
        SkipSpace();
        if (!Take(':')) return Wrong("lacks the ':' behind a key");
        SkipSpace();
        if (!ParseValue(member)) return false;
        members.push_back(std::move(member));
        SkipSpace();
      } while (Take(','));
      if (!Take('}')) return Wrong("lacks ',' or '}' behind a value");
    }
    SkipSpace();
    return at_ == text_.size() || Wrong("has more text behind the object");
  }

  CellError TakeError() { return std::move(*error_); }

 private:
  bool Wrong(std::string_view what) {
    if (!error_) {
      error_ = CellError{
          Code{"attributes_not_json"},
          "the map " + std::string(what) + ", at byte " + std::to_string(at_ + 1) + " of its text",
          std::string(kAllowed), at_, ""};
    }
    return false;
  }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool Take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void SkipSpace() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }

  bool ParseValue(Member& member) {
    const std::size_t from = at_;
    if (Peek() == '"') return ParseText(member.text);
    if (Peek() == '{' || Peek() == '[') {
      error_ = CellError{Code{"attributes_nested"}, "the map holds a value that is no text",
                         std::string(kAllowed), at_, PointerTo(member.key)};
      return false;
    }
    while (at_ < text_.size() &&
           (HexDigit(text_[at_]) >= 0 || (text_[at_] >= 'g' && text_[at_] <= 'z') ||
            text_[at_] == '+' || text_[at_] == '-' || text_[at_] == '.'))
      ++at_;
    const std::string_view word = text_.substr(from, at_ - from);
    if (word == "null") return true;
    if (word != "true" && word != "false" && !IsNumber(word)) {
      at_ = from;
      return Wrong("has a value that is none of JSON's");
    }
    member.text = word;
    return true;
  }

  static bool IsNumber(std::string_view word) {
    std::size_t at = 0;
    const auto digits = [&] {
      const std::size_t from = at;
      while (at < word.size() && word[at] >= '0' && word[at] <= '9') ++at;
      return at > from;
    };
    if (at < word.size() && word[at] == '-') ++at;
    if (!digits()) return false;
    if (at < word.size() && word[at] == '.') {
      ++at;
      if (!digits()) return false;
    }
    if (at < word.size() && (word[at] == 'e' || word[at] == 'E')) {
      ++at;
      if (at < word.size() && (word[at] == '+' || word[at] == '-')) ++at;
      if (!digits()) return false;
    }
    return at == word.size();
  }

  bool ParseText(std::string& out) {
    if (!Take('"')) return Wrong("lacks a text in quotes");
    for (;;) {
      const std::size_t end = text_.find_first_of("\"\\", at_);
      if (end == std::string_view::npos) {
        at_ = text_.size();
        return Wrong("ends within a text");
      }
      out += text_.substr(at_, end - at_);
      at_ = end + 1;
      if (text_[end] == '"') return true;
      if (!ParseEscape(out)) return false;
    }
  }

  bool ParseEscape(std::string& out) {
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char letter = Peek();
    if (letter == 'u') return ParseCodePoint(out);
    const std::size_t which = kLetters.find(letter);
    if (letter == '\0' || which == std::string_view::npos) return Wrong("has an unknown escape");
    out += kMeanings[which];
    ++at_;
    return true;
  }

  std::int32_t FourHexDigits() {
    if (at_ + 5 > text_.size() || text_[at_] != 'u') return -1;
    std::int32_t value = 0;
    for (std::size_t i = at_ + 1; i < at_ + 5; ++i) {
      const int digit = HexDigit(text_[i]);
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
    at_ += 5;
    return value;
  }

  bool ParseCodePoint(std::string& out) {
    const std::int32_t first = FourHexDigits();
    if (first < 0) return Wrong("has a broken \\u escape");
    auto point = static_cast<std::uint32_t>(first);
    if (first >= 0xD800 && first < 0xDC00) {
      const std::int32_t second = Take('\\') ? FourHexDigits() : -1;
      if (second < 0xDC00 || second > 0xDFFF) return Wrong("has half a surrogate pair");
      point = 0x10000 + ((point - 0xD800U) << 10U) + (static_cast<std::uint32_t>(second) - 0xDC00U);
    } else if (first >= 0xDC00 && first <= 0xDFFF) {
      return Wrong("has half a surrogate pair");
    }
    AppendUtf8(point, out);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<CellError> error_;
};

void AppendJsonText(std::string_view text, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

model::Result<Attributes, CellError> ParseAttributes(std::string_view text) {
  Attributes attributes;
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return attributes;
  Parser parser(text);
  std::vector<Member> members;
  if (!parser.ParseObject(members)) return Unexpected(parser.TakeError());
  std::stable_sort(members.begin(), members.end(),
                   [](const Member& a, const Member& b) { return a.key < b.key; });
  for (std::size_t i = 1; i < members.size(); ++i) {
    if (members[i].key != members[i - 1].key) continue;
    return Unexpected(CellError{Code{"attributes_duplicate_key"},
                                "the map has the key '" + members[i].key + "' twice",
                                "each key once", members[i].offset, PointerTo(members[i].key)});
  }
  for (Member& member : members) {
    if (!member.text.empty())
      attributes.emplace_back(std::move(member.key), std::move(member.text));
  }
  return attributes;
}

std::string WriteAttributes(const Attributes& attributes) {
  std::string text = "{";
  for (const auto& [key, value] : attributes) {
    if (text.size() > 1) text += ',';
    AppendJsonText(key, text);
    text += ':';
    AppendJsonText(value, text);
  }
  return text + "}";
}

}  // namespace twinbill::readers
