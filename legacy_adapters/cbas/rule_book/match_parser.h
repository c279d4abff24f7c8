// The match's parser, with its fault by byte: the reader of rule books knows where those stand.
#pragma once

#include <string_view>

#include "corpus/model/result.h"
#include "legacy_adapters/cbas/rule_book/match.h"
#include "legacy_adapters/cbas/rule_book/text_fault.h"

namespace twinbill::rule_book {

model::Result<Match, TextFault> ParseMatchText(std::string_view text);

}  // namespace twinbill::rule_book
