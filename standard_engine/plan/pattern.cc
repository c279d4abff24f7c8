#include "standard_engine/plan/pattern.h"

#include <algorithm>
#include <utility>

namespace twinbill::plan {
namespace {

constexpr std::string_view kWild = "*?";

// The bytes of the character that begins at `at`; a stray byte is a character of its own.
std::size_t CharacterBytes(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t bytes = lead < 0xC0 ? 1 : (lead < 0xE0 ? 2 : (lead < 0xF0 ? 3 : 4));
  return std::min(bytes, text.size() - at);
}

// Greedy with one point to come back to: the last `*`.
bool MatchesGeneral(std::string_view pattern, std::string_view text) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t in_pattern = 0;
  std::size_t in_text = 0;
  std::size_t star = kNone;
  std::size_t star_text = 0;
  while (in_text < text.size()) {
    const char want = in_pattern < pattern.size() ? pattern[in_pattern] : '\0';
    if (in_pattern < pattern.size() && want == '*') {
      star = in_pattern++;
      star_text = in_text;
    } else if (in_pattern < pattern.size() && want == '?') {
      ++in_pattern;
      in_text += CharacterBytes(text, in_text);
    } else if (in_pattern < pattern.size() && want == text[in_text]) {
      ++in_pattern;
      ++in_text;
    } else if (star != kNone) {
      in_pattern = star + 1;
      star_text += CharacterBytes(text, star_text);
      in_text = star_text;
    } else {
      return false;
    }
  }
  while (in_pattern < pattern.size() && pattern[in_pattern] == '*') ++in_pattern;
  return in_pattern == pattern.size();
}

}  // namespace

Pattern::Pattern(std::string text) : text_(std::move(text)) {
  const std::size_t wild = text_.find_first_of(kWild);
  const bool one = wild != std::string::npos && text_[wild] == '*' &&
                   text_.find_first_of(kWild, wild + 1) == std::string::npos;
  if (wild == std::string::npos) {
    form_ = Form::kLiteral;
  } else if (text_ == "*") {
    form_ = Form::kAnything;
  } else if (one && wild + 1 == text_.size()) {
    form_ = Form::kPrefix;
  } else if (one && wild == 0) {
    form_ = Form::kSuffix;
  } else {
    form_ = Form::kGeneral;
  }
}

bool Pattern::Matches(std::string_view text) const {
  const std::string_view own = text_;
  switch (form_) {
    case Form::kLiteral: return text == own;
    case Form::kAnything: return true;
    case Form::kPrefix: return text.starts_with(own.substr(0, own.size() - 1));
    case Form::kSuffix: return text.ends_with(own.substr(1));
    case Form::kGeneral: return MatchesGeneral(own, text);
  }
  return false;
}

}  // namespace twinbill::plan
