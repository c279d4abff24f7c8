#include "legacy_adapters/foreign/json_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

namespace twinbill::foreign {
namespace {

using Kind = JsonTree::Kind;
using model::Code;
using model::Diagnostic;

constexpr std::size_t kDepthMax = 64;
constexpr std::size_t kShownMax = 40;

// A key as a reference token of a JSON pointer (RFC 6901).
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

// Follows nlohmann's events through the text, so that every value gets the place of its first byte.
class Walk {
 public:
  Walk(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  // The place of the next token, which is then behind us; `token` is its text.
  model::Position Take(std::string_view& token) {
    SkipBetween();
    model::Position position{file_, line_, column_, {}, {}};
    const std::size_t from = at_;
    const char first = Now();
    if (first == '"') {
      Step();
      while (at_ < text_.size() && Now() != '"') {
        if (Now() == '\\') Step();
        Step();
      }
      Step();
    } else if (first == '{' || first == '}' || first == '[' || first == ']') {
      Step();
    } else {
      while (at_ < text_.size() && !IsBetween(Now()) && Now() != ']' && Now() != '}' &&
             Now() != '/') {
        Step();
      }
    }
    token = text_.substr(from, at_ - from);
    return position;
  }

  model::Position At(std::size_t offset) const {
    model::Position position{file_, 1, 1, {}, {}};
    for (const char c : text_.substr(0, std::min(offset, text_.size()))) {
      position.line += c == '\n' ? 1 : 0;
      position.column = c == '\n' ? 1 : position.column + 1;
    }
    return position;
  }

 private:
  static bool IsBetween(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ':';
  }
  char Now() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void SkipBetween() {
    while (at_ < text_.size()) {
      if (IsBetween(Now())) {
        Step();
      } else if (text_.substr(at_, 2) == "//") {
        while (at_ < text_.size() && Now() != '\n') Step();
      } else if (text_.substr(at_, 2) == "/*") {
        while (at_ < text_.size() && text_.substr(at_, 2) != "*/") Step();
        Step();
        Step();
      } else {
        return;
      }
    }
  }

  void Step() {
    if (at_ >= text_.size()) return;
    line_ += text_[at_] == '\n' ? 1 : 0;
    column_ = text_[at_] == '\n' ? 1 : column_ + 1;
    ++at_;
  }

  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
  std::int64_t column_ = 1;
};

class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(std::string_view text, const std::string& file) : walk_(text, file) {}

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
    std::string_view token;
    key_position_ = walk_.Take(token);
    JsonTree& object = *open_.back();
    key_position_.pointer = object.position.pointer + "/" + PointerToken(name);
    if (object.Find(name) != nullptr) {
      diagnostics_.emplace_back(Code{"foreign_duplicate_key"}, key_position_,
                                fmt::format("the key \"{}\" stands twice in one object", name),
                                "each key once");
    }
    key_ = name;
    return true;
  }

  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::detail::exception& error) override {
    const std::string what = error.what();
    const std::size_t colon = what.rfind(": ");
    diagnostics_.emplace_back(
        Code{"foreign_json_syntax"}, walk_.At(position == 0 ? 0 : position - 1),
        fmt::format("no JSON: {} (last read: {})",
                    colon == std::string::npos ? what : what.substr(colon + 2),
                    last_token.substr(0, kShownMax)),
        "JSON in UTF-8");
    return false;
  }

  model::Result<JsonTree> Finish() {
    if (diagnostics_.empty()) return std::move(root_);
    return model::Fail({model::FailureKind::kInput, std::move(diagnostics_)});
  }

 private:
  bool Number() {
    JsonTree& value = Place(Kind::kNumber);
    value.text = std::string(token_);
    return true;
  }
  bool Leaf(Kind kind, std::string text) {
    Place(kind).text = std::move(text);
    return true;
  }
  bool Open(Kind kind) {
    JsonTree& value = Place(kind);
    if (open_.size() >= kDepthMax) {
      diagnostics_.emplace_back(Code{"foreign_json_depth"}, value.position,
                                "values nested too deep", fmt::format("{} levels", kDepthMax));
      return false;
    }
    open_.push_back(&value);
    return true;
  }
  bool Close() {
    walk_.Take(token_);
    open_.pop_back();
    return true;
  }

  // Adds a value to the innermost open array or object. Addresses of open values stay: only the
  // innermost one grows.
  JsonTree& Place(Kind kind) {
    JsonTree value;
    value.kind = kind;
    value.position = walk_.Take(token_);
    if (open_.empty()) {
      root_ = std::move(value);
      return root_;
    }
    JsonTree& parent = *open_.back();
    if (parent.kind == Kind::kArray) {
      value.position.pointer =
          fmt::format("{}/{}", parent.position.pointer, parent.elements.size());
      return parent.elements.emplace_back(std::move(value));
    }
    value.position.pointer = key_position_.pointer;
    return parent.members.emplace_back(JsonMember{key_, key_position_, std::move(value)}).value;
  }

  Walk walk_;
  JsonTree root_;
  std::vector<JsonTree*> open_;
  std::string key_;
  model::Position key_position_;
  std::string_view token_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace

const JsonTree* JsonTree::Find(std::string_view key) const {
  for (const JsonMember& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::string JsonTree::Describe() const {
  switch (kind) {
    case Kind::kNull: return "null";
    case Kind::kTrue: return "true";
    case Kind::kFalse: return "false";
    case Kind::kNumber: return "the number " + text.substr(0, kShownMax);
    case Kind::kArray: return "an array";
    case Kind::kObject: return "an object";
    case Kind::kString: break;
  }
  return "the text " + JsonText(text.size() <= kShownMax ? text : text.substr(0, kShownMax) + "…");
}

model::Result<JsonTree> ParseJson(std::string_view text, const std::string& file) {
  TreeBuilder builder(text, file);
  nlohmann::json::sax_parse(text, &builder, nlohmann::json::input_format_t::json, true, true);
  return builder.Finish();
}

void AppendJsonText(std::string_view text, std::string& out) {
  out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string JsonText(std::string_view text) {
  std::string out;
  AppendJsonText(text, out);
  return out;
}

}  // namespace twinbill::foreign
