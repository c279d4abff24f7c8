// TextFault: what is wrong within a formula or a match, at which of its bytes, and how that is
// told.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/diagnostic.h"
#include "legacy_adapters/cbas/rule_book/formula.h"

namespace twinbill::rule_book {

struct TextFault {
  model::Code code;
  TextSpan span;
  std::string message;
  std::string allowed;
  std::string hint;
};

// `fault` of `text`, which is a `kind` ("formula") at `where`: with line and column within it as
// the position's part, and an excerpt.
model::Diagnostic DiagnosticOf(const TextFault& fault, std::string_view text, std::string_view kind,
                               const model::Position& where);

// The line of `text` around the byte `at`, and below it a caret under that byte; long lines are
// cut.
std::string ExcerptOf(std::string_view text, std::size_t at);

// "did you mean …?" where a candidate is near enough, else empty.
std::string Guess(std::string_view found, const std::vector<std::string_view>& candidates);

}  // namespace twinbill::rule_book
