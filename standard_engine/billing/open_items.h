// What is still open after a bill: commitments whose window goes on, and constructs that wait for
// their window's end. A preview names them, for the months to come will change what they cost.
//
// Source: specification, standard_contract.md "Commit", "Meter".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "standard_engine/billing/carried_state.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::billing {

// A commitment is open where `amount` is set: the amount as prorated, and what counted so far.
// Else a settlement is.
struct OpenItem {
  std::string construct;  // its id
  model::Window window;
  std::optional<ExactAmount> amount;
  ExactAmount counted;
};

// Of a state that a bill of `plan` left, in the order of the constructs; none where the term is
// over.
std::vector<OpenItem> OpenItemsOf(const plan::Plan& plan, const CarriedState& state);

// "construct edp: its commitment of 100000 for 2025-01 to 2025-12 is open, 80311.2 counted so far".
std::string Describe(const OpenItem& item);

}  // namespace twinbill::billing
