// The digest of all in a rule book that decides what it bills.
//
// Two books that say the same with other defaults written out, other comments or other spacing have
// the same one.
#pragma once

#include "corpus/model/sha256.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"

namespace twinbill::cbas {

model::Digest DigestOf(const rule_book::RuleBook& book);

}  // namespace twinbill::cbas
