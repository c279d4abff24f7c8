// The steps from cells to their discounts (D), in the order of the specification: what is given,
// floor, spread, entitlement, prepayment, cap.
//
// Each works on the cells of Work in place and leaves there what it decided. Source: specification,
// standard_contract.md.
#pragma once

#include <vector>

#include "standard_engine/billing/slot_facts.h"
#include "standard_engine/billing/work.h"

namespace twinbill::billing {

// The readings of a meter by group number: before this bill in its window, and now.
struct Readings {
  std::vector<ExactAmount> before;
  std::vector<ExactAmount> now;
};

// What one cell is given by a rule.
ExactAmount Given(contract::Rule rule, const ExactAmount& value, const ExactAmount& base,
                  const ExactAmount& quantity);

// One percent, price or unit discount, cell by cell.
void GiveFlat(const plan::ConstructPlan& construct, Work& work);
// Volume tiers: the step of each cell's group, cell by cell.
void GiveVolume(const plan::ConstructPlan& construct, const Readings& readings, Work& work);
// Graduated tiers: sets group_d; cells get theirs by SpreadGroups.
void GiveGraduated(const plan::ConstructPlan& construct, const Readings& readings, Work& work);

// group_d from the cells' D.
void SumDiscounts(Work& work);
// Sets what a group gives to 0 where the floor says so: group_d, and the cells' D. Not for
// Floor::kNone.
void FloorGroups(contract::Floor floor, Work& work);
// Spreads group_d over the cells of each group; not for Spread::kOwn.
void SpreadGroups(contract::Spread spread, Work& work);

// Multiplies every D of a group by min(1, ratio * entitled / quantity). `entitled` is by the
// meter's group number, or has one element for all cells without a meter.
void Entitle(const ExactAmount& ratio, const std::vector<ExactAmount>& entitled, bool by_group,
             Work& work);

// Draws at most `left` of a grant: sets D from the cells' base.
void DrawGrant(const ExactAmount& left, const contract::Sharing& sharing, const SlotFacts& facts,
               Work& work);
// Gives at most `left`.
void CapDiscounts(const ExactAmount& left, const contract::Sharing& sharing, const SlotFacts& facts,
                  Work& work);

}  // namespace twinbill::billing
