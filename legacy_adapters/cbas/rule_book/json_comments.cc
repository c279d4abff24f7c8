#include "legacy_adapters/cbas/rule_book/json_comments.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace twinbill::rule_book {
namespace {

using model::Code;

bool IsUtf8(const std::string& text) {
  try {
    return !nlohmann::json(text).dump().empty();
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

// The end of the string that begins with a quote at `at`, behind its closing quote.
std::size_t BehindString(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && text[at] != '"' && text[at] != '\n') at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

}  // namespace

model::Result<UncommentedText> TakeComments(std::string_view text, const std::string& file) {
  UncommentedText taken{std::string(text), {}};
  std::int64_t line = 1;
  std::size_t line_begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"') {
      at = BehindString(text, at);
      if (text[at - 1] == '\n') --at;  // a string that does not end on its line: no JSON
      continue;
    }
    if (text.substr(at, 2) == "//") {
      std::size_t end = std::min(text.find('\n', at), text.size());
      std::fill(taken.text.begin() + static_cast<std::ptrdiff_t>(at),
                taken.text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
      const std::size_t begin = at;
      at = end;
      while (end > begin + 2 && std::string_view(" \t\r").find(text[end - 1]) != text.npos) --end;
      FoundComment comment{begin, line, std::string(text.substr(begin + 2, end - begin - 2))};
      if (!IsUtf8(comment.text)) {
        const auto column = static_cast<std::int64_t>(begin - line_begin + 1);
        return model::Fail(model::InputFailure(
            model::Diagnostic(Code{"cbas_comment_text"}, {file, line, column, {}, {}},
                              "a comment that is no UTF-8", "comments in UTF-8")));
      }
      taken.comments.push_back(std::move(comment));
      continue;
    }
    if (text[at++] == '\n') {
      ++line;
      line_begin = at;
    }
  }
  return taken;
}

std::vector<Comment> PlaceComments(const std::vector<FoundComment>& found,
                                   const std::vector<JsonMark>& marks) {
  std::vector<Comment> comments;
  std::size_t next = 0;  // the first mark behind the comment
  for (const FoundComment& comment : found) {
    while (next < marks.size() && marks[next].offset < comment.offset) ++next;
    const JsonMark* before = next == 0 ? nullptr : &marks[next - 1];
    const JsonMark* after = next == marks.size() ? nullptr : &marks[next];
    if (after == nullptr && before != nullptr && before->line_begun != comment.line) {
      comments.push_back({{}, CommentPlace::kClosing, comment.text});
    } else if (before != nullptr && before->line == comment.line &&
               before->kind != JsonMark::Kind::kKey) {
      const bool closes =
          before->kind == JsonMark::Kind::kEnd && before->line_begun != before->line;
      comments.push_back(
          {before->pointer, closes ? CommentPlace::kClosing : CommentPlace::kBehind, comment.text});
    } else if (after != nullptr) {
      const bool closes = after->kind == JsonMark::Kind::kEnd;
      comments.push_back(
          {after->pointer, closes ? CommentPlace::kLast : CommentPlace::kBefore, comment.text});
    }
  }
  return comments;
}

}  // namespace twinbill::rule_book
