// The texts of a template: "$NAME" is a parameter's value, "${NAME}" its text inside of another,
// "$$" a dollar sign.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twinbill::contract {

struct TextPiece {
  bool is_reference = false;
  std::string text;  // a parameter's name, or what stands there as it is
};

struct TemplateText {
  bool is_value = false;  // "$NAME": one reference, for a value of any type
  std::vector<TextPiece> pieces;
};

// None where a `$` is none of the three.
std::optional<TemplateText> ParseTemplateText(std::string_view text);

// The keys of a template that are no keys of the primitive.
inline constexpr std::string_view kWhen = "$when";
inline constexpr std::string_view kUnless = "$unless";
inline constexpr std::string_view kEach = "$each";
inline constexpr std::string_view kAs = "$as";
inline constexpr std::string_view kPart = "part";

}  // namespace twinbill::contract
