// Operators on what a line says and how it is rounded.
#include <fmt/format.h>

#include <algorithm>

#include "harness/mutate/standard_edits.h"

namespace twinbill::mutate {

using arithmetic::DealBy;
using arithmetic::RemainderTo;
using arithmetic::RoundingMode;
using contract::Construct;
using contract::TextOf;

namespace {

// All other values of a word, each a mutant.
template <class Word, class Set>
void Others(StandardEdits& edits, std::string_view operation, std::size_t at,
            std::string_view place, Word now, const Set& set) {
  for (std::size_t i = 0; i < contract::Texts<Word>::kAll.size(); ++i) {
    const auto other = static_cast<Word>(i);
    if (other == now) continue;
    edits.Put(operation, at, place, fmt::format("{} -> {}", TextOf(now), TextOf(other)),
              [&](Construct& construct) { set(construct, other); });
  }
}

bool IsHalf(RoundingMode mode) {
  return mode == RoundingMode::kHalfUp || mode == RoundingMode::kHalfDown ||
         mode == RoundingMode::kHalfEven;
}

void EditRounding(StandardEdits& edits, std::size_t at, const Construct& construct) {
  const RoundingMode now = construct.rounding.rule.mode;
  for (std::size_t i = 0; i < contract::Texts<RoundingMode>::kAll.size(); ++i) {
    const auto other = static_cast<RoundingMode>(i);
    if (other == now) continue;
    edits.Put(IsHalf(now) && IsHalf(other) ? "tie_mode" : "rounding_mode", at, "/rounding/mode",
              fmt::format("{} -> {}", TextOf(now), TextOf(other)),
              [&](Construct& changed) { changed.rounding.rule.mode = other; });
  }
  for (const int step : {-1, 1}) {
    const int digits = construct.rounding.rule.digits + step;
    if (digits < 0 || digits > model::Amount::kDigitsMax) continue;
    edits.Put("rounding_digits", at, "/rounding/digits", fmt::format("{} digits", digits),
              [&](Construct& changed) { changed.rounding.rule.digits = digits; });
  }
  Others(edits, "rounding_place", at, "/rounding/at", construct.rounding.at,
         [](Construct& changed, contract::RoundAt other) { changed.rounding.at = other; });
  Others(edits, "deal", at, "/rounding/deal", construct.rounding.rule.deal,
         [](Construct& changed, DealBy other) { changed.rounding.rule.deal = other; });
  Others(edits, "remainder", at, "/rounding/remainder", construct.rounding.rule.remainder,
         [](Construct& changed, RemainderTo other) { changed.rounding.rule.remainder = other; });
}

void EditLine(StandardEdits& edits, std::size_t at, const Construct& construct) {
  edits.Put("zero_lines", at, "/line/emit_zero", "lines of 0 kept or not",
            [](Construct& changed) { changed.line.emit_zero = !changed.line.emit_zero; });
  edits.Put("line_text", at, "/line/description", "another description",
            [](Construct& changed) { changed.line.description += "."; });
  edits.Put("line_type", at, "/line/type", "another type",
            [](Construct& changed) { changed.line.type += "X"; });
  edits.Put("line_clause", at, "/clause", "another clause",
            [](Construct& changed) { changed.clause += "X"; });
  for (std::size_t i = 0; i < construct.line.by.size(); ++i) {
    edits.Put("line_grouping", at, "/line/by", construct.line.by[i].Name() + " left out",
              [&](Construct& changed) {
                changed.line.by.erase(changed.line.by.begin() + static_cast<std::ptrdiff_t>(i));
              });
  }
  edits.Put("delivery", at, "/delivery", "the other bill", [](Construct& changed) {
    changed.delivery = changed.delivery == model::BillType::kAnniversary
                           ? model::BillType::kOutOfCycle
                           : model::BillType::kAnniversary;
  });
}

}  // namespace

void EditLines(StandardEdits& edits) {
  const std::vector<Construct>& constructs = edits.contract().constructs;
  for (std::size_t at = 0; at < constructs.size(); ++at) {
    EditRounding(edits, at, constructs[at]);
    EditLine(edits, at, constructs[at]);
    const Construct& construct = constructs[at];
    if (construct.spread) {
      Others(edits, "spread", at, "/spread", *construct.spread,
             [](Construct& changed, contract::Spread other) { changed.spread = other; });
    } else if (construct.benefit) {
      edits.Put("spread", at, "/spread", "by list_cost",
                [](Construct& changed) { changed.spread = contract::Spread::kListCost; });
    }
  }
}

}  // namespace twinbill::mutate
