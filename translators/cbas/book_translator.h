// A whole rule book to a contract: editions to effective ranges, `unless` to constructs, stacking
// to the order of constructs.
#pragma once

#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "translators/translation.h"

namespace twinbill::translators {

// `name` is the translator's in registered.def.
Translation TranslateBook(const rule_book::ReadBook& book, const std::string& name);

}  // namespace twinbill::translators
