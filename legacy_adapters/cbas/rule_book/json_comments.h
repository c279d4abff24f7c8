// Comments of a JSON text: taken out before it is parsed, and given to their values after.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"

namespace twinbill::rule_book {

struct FoundComment {
  std::size_t offset = 0;  // of its first `/`
  std::int64_t line = 0;
  std::string text;  // behind `//`, without space at its end
};

// The text with blanks in place of its comments, so that all else stands where it stood.
struct UncommentedText {
  std::string text;
  std::vector<FoundComment> comments;
};

model::Result<UncommentedText> TakeComments(std::string_view text, const std::string& file);

// A token of the JSON text that a comment can stand by.
struct JsonMark {
  enum class Kind : std::uint8_t { kKey, kBegin, kEnd };

  Kind kind = Kind::kBegin;
  std::size_t offset = 0;
  std::int64_t line = 0;
  std::int64_t line_begun = 0;  // of kEnd: where its value begins
  std::string pointer;          // of the value
};

// `marks` in the order of the text, the whole value's kEnd among them.
std::vector<Comment> PlaceComments(const std::vector<FoundComment>& found,
                                   const std::vector<JsonMark>& marks);

}  // namespace twinbill::rule_book
