#include "legacy_adapters/cbas/rule_book/rule_book_writer.h"

#include <fmt/format.h>

#include <map>
#include <utility>
#include <vector>

#include "corpus/model/check.h"
#include "legacy_adapters/cbas/rule_book/book_tree.h"
#include "legacy_adapters/cbas/rule_book/json_text.h"

namespace twinbill::rule_book {
namespace {

using Kind = JsonValue::Kind;

constexpr std::size_t kColumnsMax = 100;

bool IsContainer(const JsonValue& value) {
  return value.kind == Kind::kArray || value.kind == Kind::kObject;
}

// The longest beginning of `pointer` at which the tree has a value, and that value.
std::pair<std::string, const JsonValue*> Nearest(const JsonValue& root, std::string_view pointer) {
  std::string walked;
  const JsonValue* at = &root;
  while (walked.size() < pointer.size()) {
    const std::size_t end = std::min(pointer.find('/', walked.size() + 1), pointer.size());
    const std::string_view token = pointer.substr(walked.size(), end - walked.size());
    const JsonValue* next = nullptr;
    for (const JsonMember& member : at->members) {
      if ("/" + PointerToken(member.key) == token) next = &member.value;
    }
    for (std::size_t i = 0; i < at->elements.size(); ++i) {
      if (fmt::format("/{}", i) == token) next = &at->elements[i];
    }
    if (next == nullptr) break;
    walked += token;
    at = next;
  }
  return {walked, at};
}

class Layout {
 public:
  Layout(const JsonValue& root, const std::vector<Comment>& comments) {
    for (const Comment& comment : comments) {
      TWINBILL_CHECK(comment.text.find('\n') == std::string::npos);
      const auto [pointer, value] = Nearest(root, comment.pointer);
      CommentPlace place = comment.place;
      if (pointer != comment.pointer) place = CommentPlace::kBefore;
      if (!IsContainer(*value) && place != CommentPlace::kBefore) place = CommentPlace::kBehind;
      comments_[{pointer, place}].push_back(comment.text);
    }
  }

  std::string Text(const JsonValue& root) {
    AddLines({}, CommentPlace::kBefore, 0);
    AddValue(root, {}, 0, true);
    AddLines({}, CommentPlace::kClosing, 0);
    return std::move(out_);
  }

 private:
  void AddLines(const std::string& pointer, CommentPlace place, std::size_t depth) {
    const auto found = comments_.find({pointer, place});
    if (found == comments_.end()) return;
    for (const std::string& text : found->second) {
      out_.append(2 * depth, ' ');
      out_ += "//" + text + "\n";
    }
  }

  // What stands at the end of a line, and the line's end.
  void EndLine(const std::string& pointer, CommentPlace place) {
    const auto found = comments_.find({pointer, place});
    if (found != comments_.end()) {
      out_ += ' ';
      for (const std::string& text : found->second) out_ += " //" + text;
    }
    out_ += '\n';
  }

  // Whether nothing but the end of its line has a comment at or within the value.
  bool IsBare(const std::string& pointer) const {
    if (comments_.contains({pointer, CommentPlace::kLast}) ||
        comments_.contains({pointer, CommentPlace::kClosing})) {
      return false;
    }
    const auto within = comments_.lower_bound({pointer + "/", CommentPlace::kBefore});
    return within == comments_.end() || !within->first.first.starts_with(pointer + "/");
  }

  // The document, and the lists that people look for, are always spread out.
  static bool IsSpreadOut(const JsonValue& value, const std::string& pointer) {
    if (pointer.empty()) return true;
    const bool list = pointer == "/tables" || pointer == "/rules" || pointer == "/amendments";
    return list && !(value.members.empty() && value.elements.empty());
  }

  // The value behind what the line has already, and the rest of its lines.
  void AddValue(const JsonValue& value, const std::string& pointer, std::size_t depth, bool last) {
    const char* const comma = last ? "" : ",";
    const std::size_t line_begin = out_.rfind('\n') + 1;  // 0 where there is none
    std::string flat;
    AppendFlat(value, flat);
    const bool fits = out_.size() - line_begin + flat.size() + 1 <= kColumnsMax;
    if (!IsContainer(value) || (fits && IsBare(pointer) && !IsSpreadOut(value, pointer))) {
      out_ += flat + comma;
      EndLine(pointer, CommentPlace::kBehind);
      return;
    }
    const bool object = value.kind == Kind::kObject;
    out_ += object ? '{' : '[';
    EndLine(pointer, CommentPlace::kBehind);
    for (std::size_t i = 0; i < value.elements.size(); ++i) {
      AddPart({}, value.elements[i], fmt::format("{}/{}", pointer, i), depth + 1,
              i + 1 == value.elements.size());
    }
    for (const JsonMember& member : value.members) {
      std::string key;
      AppendJsonString(member.key, key);
      AddPart(key + ": ", member.value, pointer + "/" + PointerToken(member.key), depth + 1,
              &member == &value.members.back());
    }
    AddLines(pointer, CommentPlace::kLast, depth + 1);
    out_.append(2 * depth, ' ');
    out_ += object ? '}' : ']';
    out_ += comma;
    if (pointer.empty()) {
      out_ += '\n';
    } else {
      EndLine(pointer, CommentPlace::kClosing);
    }
  }

  void AddPart(const std::string& key, const JsonValue& value, const std::string& pointer,
               std::size_t depth, bool last) {
    AddLines(pointer, CommentPlace::kBefore, depth);
    out_.append(2 * depth, ' ');
    out_ += key;
    AddValue(value, pointer, depth, last);
  }

  std::map<std::pair<std::string, CommentPlace>, std::vector<std::string>> comments_;
  std::string out_;
};

}  // namespace

std::string WriteRuleBook(const RuleBook& book) {
  const JsonValue tree = TreeOf(book);
  return Layout(tree, book.comments).Text(tree);
}

}  // namespace twinbill::rule_book
