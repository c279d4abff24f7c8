// The words that a rule book chooses from, each with the texts of its choices.
//
// A word's texts stand in the order of its values: reader, writer and messages all use these.
// Source: specification, cbas_rules.md.
#pragma once

#include <array>
#include <string_view>

#include "corpus/model/calendar.h"
#include "corpus/model/line_item.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"

namespace twinbill::rule_book {

template <class Word>
struct Texts;

#define TWINBILL_TEXTS(Word, ...)                                                \
  template <>                                                                    \
  struct Texts<Word> {                                                           \
    static constexpr auto kAll = std::to_array<std::string_view>({__VA_ARGS__}); \
  }

TWINBILL_TEXTS(ArithmeticKind, "binary64", "decimal");
TWINBILL_TEXTS(RoundingMode, "UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN");
TWINBILL_TEXTS(RoundHow, "scaled", "exact");
TWINBILL_TEXTS(TierEdge, "upper", "lower");
TWINBILL_TEXTS(Remainder, "last", "first", "largest");
TWINBILL_TEXTS(Each, "group", "event");
TWINBILL_TEXTS(When, "always", "window_end");
TWINBILL_TEXTS(SpreadOn, "cost", "usage");
TWINBILL_TEXTS(SpreadCut, "amount", "line");
TWINBILL_TEXTS(InputOf, "usage", "cost", "net");
TWINBILL_TEXTS(model::WindowKind, "month", "quarter", "year", "term");
TWINBILL_TEXTS(model::BillType, "ANNIVERSARY", "OCB");

#undef TWINBILL_TEXTS

// The text that a rule book has for `word`.
template <class Word>
constexpr std::string_view TextOf(Word word) {
  return Texts<Word>::kAll[static_cast<std::size_t>(word)];
}

}  // namespace twinbill::rule_book
