#include "legacy_adapters/cbas/rule_book/rule_book.h"

#include "corpus/model/check.h"

namespace twinbill::rule_book {

const Edition& RuleBook::EditionOf(model::Period period) const {
  TWINBILL_CHECK(!editions.empty());
  const Edition* found = &editions.front();
  for (const Edition& edition : editions) {
    if (edition.from && *edition.from <= period) found = &edition;
  }
  return *found;
}

}  // namespace twinbill::rule_book
