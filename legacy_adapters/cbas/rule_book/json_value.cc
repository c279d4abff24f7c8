#include "legacy_adapters/cbas/rule_book/json_value.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "legacy_adapters/cbas/rule_book/json_comments.h"
#include "legacy_adapters/cbas/rule_book/text_fault.h"

namespace twinbill::rule_book {
namespace {

using Kind = JsonValue::Kind;
using model::Code;
using model::Diagnostic;

constexpr std::size_t kDepthMax = 64;
constexpr std::size_t kShownMax = 40;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Goes through the text token by token and knows where it is.
class Walk {
 public:
  Walk(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
    if (text_.starts_with(kByteOrderMark)) at_ = line_begin_ = kByteOrderMark.size();
  }

  struct Token {
    std::string_view text;
    std::size_t offset = 0;
    model::Position position;
  };

  Token Take() {
    while (at_ < text_.size() && IsBetween(text_[at_])) Step();
    Token token;
    token.offset = at_;
    token.position = {file_, line_, static_cast<std::int64_t>(at_ - line_begin_ + 1), {}, {}};
    const char first = at_ < text_.size() ? text_[at_] : '\0';
    if (first == '"') {
      Step();
      while (at_ < text_.size() && text_[at_] != '"') {
        if (text_[at_] == '\\') Step();
        Step();
      }
      Step();
    } else if (std::string_view("{}[]").find(first) != std::string_view::npos) {
      Step();
    } else {
      while (at_ < text_.size() && !IsEnd(text_[at_])) Step();
    }
    token.text = text_.substr(token.offset, at_ - token.offset);
    return token;
  }

  // The place of the byte at `offset`.
  model::Position At(std::size_t offset) const {
    Walk walk(text_, file_);
    while (walk.at_ < offset && walk.at_ < text_.size()) walk.Step();
    return {file_, walk.line_, static_cast<std::int64_t>(walk.at_ - walk.line_begin_ + 1), {}, {}};
  }

 private:
  static bool IsBetween(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ':';
  }
  static bool IsEnd(char c) { return IsBetween(c) || c == ']' || c == '}'; }

  void Step() {
    if (at_ >= text_.size()) return;
    if (text_[at_++] != '\n') return;
    ++line_;
    line_begin_ = at_;
  }

  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
  std::size_t line_begin_ = 0;
};

// "unexpected '}'; expected string literal" of nlohmann's "[json.exception.parse_error.101] parse
// error at line 3, column 1: syntax error while parsing object key - unexpected '}'; …", without
// what was read last: the excerpt shows it.
std::string ReasonOf(std::string_view what) {
  constexpr std::string_view kLastRead = "; last read: '";
  const std::size_t colon = what.find(": ");
  const std::size_t bracket = what.find("] ");
  if (colon != std::string_view::npos) {
    what.remove_prefix(colon + 2);
  } else if (bracket != std::string_view::npos) {
    what.remove_prefix(bracket + 2);
  }
  const std::size_t last_read = what.find(kLastRead);
  if (last_read == std::string_view::npos) return std::string(what);
  const std::size_t expected = what.rfind("; expected ");
  std::string reason(what.substr(0, last_read));
  if (expected != std::string_view::npos && expected > last_read) reason += what.substr(expected);
  return reason;
}

// Builds the tree from nlohmann's events.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(std::string_view text, const std::string& file) : text_(text), walk_(text, file) {}

  bool null() override { return Leaf(Kind::kNull, {}); }
  bool boolean(bool value) override { return Leaf(value ? Kind::kTrue : Kind::kFalse, {}); }
  bool number_integer(number_integer_t) override { return Number(); }
  bool number_unsigned(number_unsigned_t) override { return Number(); }
  bool number_float(number_float_t, const string_t&) override { return Number(); }
  bool string(string_t& text) override { return Leaf(Kind::kString, text); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(Kind::kObject); }
  bool start_array(std::size_t) override { return Open(Kind::kArray); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool key(string_t& name) override {
    const Walk::Token token = walk_.Take();
    JsonValue& object = *open_.back();
    key_ = {name, token.position, {}};
    key_.key_position.pointer = object.position.pointer + "/" + PointerToken(name);
    Mark(JsonMark::Kind::kKey, token, key_.key_position.pointer, token.position.line);
    if (object.Find(name) != nullptr) {
      diagnostics_.emplace_back(Code{"cbas_duplicate_key"}, key_.key_position,
                                fmt::format("the key \"{}\" stands twice in one object", name),
                                "each key once");
    }
    return true;
  }

  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::detail::exception& error) override {
    const std::size_t at = position == 0 ? 0 : position - 1;
    Diagnostic& found = diagnostics_.emplace_back(
        Code{"cbas_json_syntax"}, walk_.At(at), fmt::format("no JSON: {}", ReasonOf(error.what())),
        "JSON with `//` comments, in UTF-8");
    if (last_token.ends_with('/')) found.hint = "comments begin with `//`";
    found.excerpt = ExcerptOf(text_, at);
    return false;
  }

  model::Result<JsonDocument> Finish(const std::vector<FoundComment>& comments) {
    if (!diagnostics_.empty()) {
      return model::Fail({model::FailureKind::kInput, std::move(diagnostics_)});
    }
    return JsonDocument{std::move(root_), PlaceComments(comments, marks_)};
  }

 private:
  bool Number() {
    JsonValue& value = Place(Kind::kNumber);
    value.text = value.source;
    value.source.clear();
    return true;
  }

  bool Leaf(Kind kind, std::string text) {
    JsonValue& value = Place(kind);
    value.text = std::move(text);
    if (kind != Kind::kString) value.source.clear();
    return true;
  }

  bool Open(Kind kind) {
    JsonValue& value = Place(kind);
    value.source.clear();
    if (open_.size() >= kDepthMax) {
      diagnostics_.emplace_back(Code{"cbas_json_depth"}, value.position, "values nested too deep",
                                fmt::format("{} levels", kDepthMax));
      return false;
    }
    open_.push_back(&value);
    return true;
  }

  bool Close() {
    const model::Position& begin = open_.back()->position;
    Mark(JsonMark::Kind::kEnd, walk_.Take(), begin.pointer, begin.line);
    open_.pop_back();
    return true;
  }

  void Mark(JsonMark::Kind kind, const Walk::Token& token, const std::string& pointer,
            std::int64_t line_begun) {
    marks_.push_back({kind, token.offset, token.position.line, line_begun, pointer});
  }

  // Adds a value to the innermost open array or object. Addresses of open values stay: only the
  // innermost one grows.
  JsonValue& Place(Kind kind) {
    const Walk::Token token = walk_.Take();
    JsonValue value;
    value.kind = kind;
    value.position = token.position;
    value.source = token.text;
    if (!open_.empty()) {
      const JsonValue& parent = *open_.back();
      value.position.pointer =
          parent.kind == Kind::kObject
              ? key_.key_position.pointer
              : fmt::format("{}/{}", parent.position.pointer, parent.elements.size());
    }
    Mark(JsonMark::Kind::kBegin, token, value.position.pointer, token.position.line);
    if (open_.empty()) return root_ = std::move(value);
    JsonValue& parent = *open_.back();
    if (parent.kind == Kind::kArray) return parent.elements.emplace_back(std::move(value));
    key_.value = std::move(value);
    return parent.members.emplace_back(std::move(key_)).value;
  }

  std::string_view text_;
  Walk walk_;
  JsonValue root_;
  std::vector<JsonValue*> open_;
  JsonMember key_;
  std::vector<JsonMark> marks_;
  std::vector<Diagnostic> diagnostics_;
};

// How many bytes of content the escape at `at` of a string's source stands for, and how long it is.
std::pair<std::size_t, std::size_t> EscapeAt(std::string_view source, std::size_t at) {
  if (source[at] != '\\') return {1, 1};
  if (source[at + 1] != 'u') return {1, 2};
  unsigned code = 0;
  for (const char c : source.substr(at + 2, 4)) {
    const auto digit = static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    code = code * 16 + digit;
  }
  if (code >= 0xD800 && code < 0xDC00) return {4, 12};  // with the second half of its pair
  return {code < 0x80 ? 1 : code < 0x800 ? 2 : 3, 6};
}

}  // namespace

const JsonValue* JsonValue::Find(std::string_view key) const {
  for (const JsonMember& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

JsonValue* JsonValue::Find(std::string_view key) {
  return const_cast<JsonValue*>(std::as_const(*this).Find(key));
}

std::string JsonValue::Describe() const {
  switch (kind) {
    case Kind::kNull: return "null";
    case Kind::kTrue: return "true";
    case Kind::kFalse: return "false";
    case Kind::kNumber: return "the number " + text.substr(0, kShownMax);
    case Kind::kArray: return "an array";
    case Kind::kObject: return "an object";
    case Kind::kString: break;
  }
  std::string shown;
  AppendJsonString(text.size() <= kShownMax ? text : text.substr(0, kShownMax) + "…", shown);
  return "the text " + shown;
}

model::Position JsonValue::PlaceWithin(std::size_t at) const {
  std::size_t source_at = 1;  // behind the quote
  for (std::size_t content = 0; content < at && source_at + 1 < source.size();) {
    const auto [bytes, length] = EscapeAt(source, source_at);
    content += bytes;
    if (content > at) break;  // within a character that is escaped
    source_at += length;
  }
  model::Position place = position;
  place.column += static_cast<std::int64_t>(source_at);
  return place;
}

model::Result<JsonDocument> ParseJson(std::string_view text, const std::string& file) {
  TWINBILL_ASSIGN(uncommented, TakeComments(text, file));
  TreeBuilder builder(uncommented.text, file);
  nlohmann::json::sax_parse(uncommented.text, &builder);
  return builder.Finish(uncommented.comments);
}

std::string PointerToken(std::string_view key) {
  std::string token;
  for (const char c : key) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

}  // namespace twinbill::rule_book
