// Reads what may change with time: settings, tables and rules, as one tree of JSON has them.
#pragma once

#include "legacy_adapters/cbas/rule_book/object_reader.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"

namespace twinbill::rule_book {

// `object` reads the whole book; its `from` stays as it is.
Edition ReadEdition(ObjectReader& object);

}  // namespace twinbill::rule_book
