// The words that a standard contract chooses from, each with the texts of its choices.
//
// A word's texts stand in the order of its values: reader, writer and messages all use these.
// Source: specification, standard_contract.md.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "corpus/model/calendar.h"
#include "corpus/model/line_item.h"
#include "standard_engine/arithmetic/dealing.h"

namespace twinbill::contract {

enum class EffectiveBy : std::uint8_t { kUsage, kPeriod };
enum class Base : std::uint8_t { kList, kRated, kNet };
enum class Measure : std::uint8_t { kQuantity, kListCost, kRatedCost, kNetCost };
enum class Rule : std::uint8_t { kPercentOff, kUnitPrice, kUnitDiscount };
enum class TierMode : std::uint8_t { kVolume, kGraduated };
enum class Bound : std::uint8_t { kUpperInclusive, kLowerInclusive };
enum class BelowZero : std::uint8_t { kFirstStep, kNothing };
enum class Floor : std::uint8_t { kNone, kZero, kSigned };
enum class CommitMeasure : std::uint8_t { kListCost, kNetCost };
enum class Order : std::uint8_t { kProRata, kOwnerFirst };
enum class Settle : std::uint8_t { kMonthly, kWindowEnd };
enum class Spread : std::uint8_t { kOwn, kQuantity, kListCost, kBase };
enum class RoundAt : std::uint8_t { kLine, kTotal, kGroup };
enum class Net : std::uint8_t { kExact, kBilled };

template <class Word>
struct Texts;

#define TWINBILL_TEXTS(Word, ...)                                                \
  template <>                                                                    \
  struct Texts<Word> {                                                           \
    static constexpr auto kAll = std::to_array<std::string_view>({__VA_ARGS__}); \
  }

TWINBILL_TEXTS(EffectiveBy, "usage", "period");
TWINBILL_TEXTS(Base, "list", "rated", "net");
TWINBILL_TEXTS(Measure, "quantity", "list_cost", "rated_cost", "net_cost");
TWINBILL_TEXTS(Rule, "percent_off", "unit_price", "unit_discount");
TWINBILL_TEXTS(TierMode, "volume", "graduated");
TWINBILL_TEXTS(Bound, "upper_inclusive", "lower_inclusive");
TWINBILL_TEXTS(BelowZero, "first_step", "nothing");
TWINBILL_TEXTS(Floor, "none", "zero", "signed");
TWINBILL_TEXTS(CommitMeasure, "list_cost", "net_cost");
TWINBILL_TEXTS(Order, "pro_rata", "owner_first");
TWINBILL_TEXTS(Settle, "monthly", "window_end");
TWINBILL_TEXTS(Spread, "own", "quantity", "list_cost", "base");
TWINBILL_TEXTS(RoundAt, "line", "total", "group");
TWINBILL_TEXTS(Net, "exact", "billed");
TWINBILL_TEXTS(model::WindowKind, "month", "contract_quarter", "contract_year", "term");
TWINBILL_TEXTS(model::BillType, "anniversary", "out_of_cycle");
TWINBILL_TEXTS(arithmetic::RoundingMode, "UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN",
               "HALF_EVEN");
TWINBILL_TEXTS(arithmetic::DealBy, "exact", "rounded");
TWINBILL_TEXTS(arithmetic::RemainderTo, "largest", "first", "last");

#undef TWINBILL_TEXTS

// The text that a contract has for `word`.
template <class Word>
constexpr std::string_view TextOf(Word word) {
  return Texts<Word>::kAll[static_cast<std::size_t>(word)];
}

}  // namespace twinbill::contract
