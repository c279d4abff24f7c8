// Pattern: `*` any run of characters, `?` any one character, all else itself; case matters.
//
// A character is one of UTF-8. The whole text must match. Source: specification,
// standard_contract.md, "Scope".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace twinbill::plan {

class Pattern {
 public:
  explicit Pattern(std::string text);

  bool Matches(std::string_view text) const;
  const std::string& text() const { return text_; }
  bool operator==(const Pattern& other) const { return text_ == other.text_; }

 private:
  enum class Form : std::uint8_t { kLiteral, kPrefix, kSuffix, kAnything, kGeneral };

  std::string text_;
  Form form_ = Form::kLiteral;
};

}  // namespace twinbill::plan
