// CarriedState: what billing a contract carries from one period into the next, as a plain record.
//
// It holds what the periods to come depend on and nothing else: what belongs to a window that is
// over is not in it, nor is what is 0. Groups and cells are named by their texts, so it does not
// depend on how slots are numbered, and equal states have equal bytes. Bytes: lines of fields
// separated by tabs, each line ended by LF; in a text, `\`, tab, LF and CR are `\\`, `\t`, `\n`,
// `\r`. docs/formats/standard_state.md shows them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "standard_engine/arithmetic/exact_amount.h"

namespace twinbill::billing {

using arithmetic::ExactAmount;

// An amount of one group: its texts in the order of the meter's `per`.
struct CarriedGroup {
  std::vector<std::string> texts;
  ExactAmount amount;
  bool operator==(const CarriedGroup&) const = default;
};

// A cell that waits for its window's end: its fields in the order of cells.
struct CarriedCell {
  std::vector<std::string> texts;
  std::uint32_t epoch = 0;
  ExactAmount quantity;
  ExactAmount list_cost;
  ExactAmount base;
  bool operator==(const CarriedCell&) const = default;
};

struct CarriedConstruct {
  std::string id;
  ExactAmount given;                   // under the cap, in its window, as billed
  ExactAmount drawn;                   // from the grant, in its window, as billed
  ExactAmount measured;                // to the commitment, in its window, without limits
  std::vector<ExactAmount> limited;    // the same of each limit's cells
  std::vector<CarriedGroup> metered;   // in the meter's window, ordered by texts
  std::vector<CarriedGroup> entitled;  // in the window that is settled at its end
  std::vector<CarriedCell> held;       // the same; in the order of cells
  bool operator==(const CarriedConstruct&) const = default;
};

struct CarriedState {
  std::string contract;                      // its id
  model::Period next;                        // the period that is billed next
  std::vector<CarriedConstruct> constructs;  // all of the contract's, in their order
  bool operator==(const CarriedState&) const = default;

  std::string ToBytes() const;
  // Of the bytes.
  model::Digest digest() const;
  // Reads what ToBytes() writes; anything else is `standard_state_damaged`.
  static model::Result<CarriedState> Parse(std::string_view bytes);
};

}  // namespace twinbill::billing
