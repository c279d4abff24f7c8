// Operators on numbers and on what is given: rates, tiers, caps, grants, commitments, entitlements.
#include <fmt/format.h>

#include <algorithm>

#include "harness/mutate/standard_edits.h"

namespace twinbill::mutate {

using contract::Construct;
using contract::Prepaid;
using contract::Tiers;
using model::Decimal;

namespace {

std::string Changed(std::string_view what, const Decimal& from, const Decimal& to) {
  return fmt::format("{} {} -> {}", what, from.ToString(), to.ToString());
}

// A number moved by its last digit, and by `coarse` (a unit, a cent, a basis point), up and down.
template <class At>
void Move(StandardEdits& edits, std::string_view fine_operation, std::string_view coarse_operation,
          int coarse_scale, std::size_t at, std::string_view place, const Decimal& now,
          const At& number) {
  for (const int units : {-1, 1}) {
    const Decimal fine = Moved(now, now.scale(), units);
    edits.Put(fine_operation, at, place, Changed("", now, fine),
              [&](Construct& construct) { number(construct) = fine; });
    if (now.scale() == coarse_scale) continue;
    const Decimal coarse = Moved(now, coarse_scale, units);
    edits.Put(coarse_operation, at, place, Changed("", now, coarse),
              [&](Construct& construct) { number(construct) = coarse; });
  }
}

Tiers& TiersOf(Construct& construct) { return std::get<Tiers>(construct.benefit->form); }

void EditFlat(StandardEdits& edits, std::size_t at, const contract::Flat& flat) {
  Move(edits, "rate_last_digit", "rate_basis_point", 2, at, "/benefit", flat.value,
       [](Construct& construct) -> Decimal& {
         return std::get<contract::Flat>(construct.benefit->form).value;
       });
}

void EditSteps(StandardEdits& edits, std::size_t at, const Tiers& tiers) {
  for (std::size_t i = 0; i < tiers.steps.size(); ++i) {
    const std::string place = fmt::format("/benefit/tiers/steps/{}", i);
    Move(edits, "rate_last_digit", "rate_basis_point", 2, at, place, tiers.steps[i].value,
         [i](Construct& construct) -> Decimal& { return TiersOf(construct).steps[i].value; });
    if (tiers.steps[i].up_to) {
      Move(edits, "tier_edge_unit", "tier_edge_fraction", 6, at, place + "/up_to",
           *tiers.steps[i].up_to,
           [i](Construct& construct) -> Decimal& { return *TiersOf(construct).steps[i].up_to; });
    }
    if (i + 1 == tiers.steps.size()) continue;
    edits.Put("tiers_merged", at, place, "a step goes on to the next one's end",
              [i](Construct& construct) {
                auto& steps = TiersOf(construct).steps;
                steps[i].up_to = steps[i + 1].up_to;
                steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i) + 1);
              });
    edits.Put("rates_swapped", at, place, "two steps' rates swapped", [i](Construct& construct) {
      auto& steps = TiersOf(construct).steps;
      std::swap(steps[i].value, steps[i + 1].value);
    });
    edits.Put("tier_split", at, place, "a step of the same rate more", [i](Construct& construct) {
      auto& steps = TiersOf(construct).steps;
      contract::Step half = steps[i];
      half.up_to = Moved(*half.up_to, half.up_to->scale() + 1, -1);
      steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(i), half);
    });
  }
  edits.Put("last_tier_dropped", at, "/benefit/tiers/steps", "the last step gives nothing",
            [](Construct& construct) { TiersOf(construct).steps.back().value = Decimal(); });
}

void EditTiers(StandardEdits& edits, std::size_t at, const Tiers& tiers) {
  EditSteps(edits, at, tiers);
  const bool volume = tiers.mode == contract::TierMode::kVolume;
  edits.Put("tier_mode", at, "/benefit/tiers/mode",
            volume ? "volume -> graduated" : "graduated -> volume", [&](Construct& construct) {
              TiersOf(construct).mode =
                  volume ? contract::TierMode::kGraduated : contract::TierMode::kVolume;
              construct.spread.reset();
            });
  edits.Put("tier_bound", at, "/benefit/tiers/bound", "inclusive against exclusive",
            [](Construct& construct) {
              contract::Bound& bound = TiersOf(construct).bound;
              bound = bound == contract::Bound::kUpperInclusive ? contract::Bound::kLowerInclusive
                                                                : contract::Bound::kUpperInclusive;
            });
  edits.Put("below_zero", at, "/benefit/tiers/below_zero", "first step against nothing",
            [](Construct& construct) {
              contract::BelowZero& below = TiersOf(construct).below_zero;
              below = below == contract::BelowZero::kFirstStep ? contract::BelowZero::kNothing
                                                               : contract::BelowZero::kFirstStep;
            });
}

void EditPrepaid(StandardEdits& edits, std::size_t at, const Prepaid& prepaid) {
  Move(edits, "grant_last_digit", "grant_cent", 2, at, "/benefit/prepaid/grant", prepaid.grant,
       [](Construct& construct) -> Decimal& {
         return std::get<Prepaid>(construct.benefit->form).grant;
       });
  Move(edits, "fee_last_digit", "fee_cent", 2, at, "/benefit/prepaid/amount", prepaid.amount,
       [](Construct& construct) -> Decimal& {
         return std::get<Prepaid>(construct.benefit->form).amount;
       });
  edits.Put("fee_text", at, "/benefit/prepaid/fee", "another text", [](Construct& construct) {
    std::get<Prepaid>(construct.benefit->form).fee.description += ".";
  });
}

void EditFloor(StandardEdits& edits, std::size_t at, const contract::Benefit& benefit) {
  if (std::holds_alternative<Prepaid>(benefit.form)) return;
  for (const contract::Floor floor :
       {contract::Floor::kNone, contract::Floor::kZero, contract::Floor::kSigned}) {
    edits.Put("floor", at, "/benefit/floor", fmt::format("floor {}", contract::TextOf(floor)),
              [&](Construct& construct) { construct.benefit->floor = floor; });
  }
}

void EditCommit(StandardEdits& edits, std::size_t at, const contract::Commit& commit) {
  Move(edits, "commit_last_digit", "commit_cent", 2, at, "/commit/amount", commit.amount,
       [](Construct& construct) -> Decimal& { return construct.commit->amount; });
  edits.Put("commit_measure", at, "/commit/measure", "list against net", [](Construct& construct) {
    contract::CommitMeasure& measure = construct.commit->measure;
    measure = measure == contract::CommitMeasure::kListCost ? contract::CommitMeasure::kNetCost
                                                            : contract::CommitMeasure::kListCost;
  });
  edits.Put("commit_prorated", at, "/commit/prorate", "prorated or not",
            [](Construct& construct) { construct.commit->prorate = !construct.commit->prorate; });
  edits.Put("charge_text", at, "/commit/charge", "another text",
            [](Construct& construct) { construct.commit->charge.description += "."; });
  if (edits.contract().constructs[at].benefit) {
    edits.Put("commit_dropped", at, "/commit", "no commitment",
              [](Construct& construct) { construct.commit.reset(); });
  }
  for (std::size_t i = 0; i < commit.limits.size(); ++i) {
    const std::string place = fmt::format("/commit/limits/{}", i);
    edits.Put("limit_dropped", at, place, "a limit is gone", [i](Construct& construct) {
      auto& limits = construct.commit->limits;
      limits.erase(limits.begin() + static_cast<std::ptrdiff_t>(i));
    });
    Move(edits, "limit_last_digit", "limit_basis_point", 2, at, place + "/share",
         commit.limits[i].share,
         [i](Construct& construct) -> Decimal& { return construct.commit->limits[i].share; });
  }
}

void EditLimits(StandardEdits& edits, std::size_t at, const Construct& construct) {
  if (construct.cap) {
    Move(edits, "cap_last_digit", "cap_cent", 2, at, "/cap/amount", construct.cap->amount,
         [](Construct& changed) -> Decimal& { return changed.cap->amount; });
    edits.Put("cap_dropped", at, "/cap", "no cap", [](Construct& changed) { changed.cap.reset(); });
  }
  if (construct.entitlement) {
    Move(edits, "ratio_last_digit", "ratio_hundredth", 2, at, "/entitlement/ratio",
         construct.entitlement->ratio,
         [](Construct& changed) -> Decimal& { return changed.entitlement->ratio; });
    edits.Put("entitlement_dropped", at, "/entitlement", "no entitlement",
              [](Construct& changed) { changed.entitlement.reset(); });
  }
  if (construct.sharing.owner) {
    edits.Put("sharing", at, "/sharing", "owner_first -> pro_rata",
              [](Construct& changed) { changed.sharing.owner.reset(); });
  }
}

}  // namespace

void EditTerms(StandardEdits& edits) {
  const std::vector<Construct>& constructs = edits.contract().constructs;
  for (std::size_t at = 0; at < constructs.size(); ++at) {
    const Construct& construct = constructs[at];
    if (construct.benefit) {
      const contract::Benefit& benefit = *construct.benefit;
      if (const auto* flat = std::get_if<contract::Flat>(&benefit.form)) EditFlat(edits, at, *flat);
      if (const auto* tiers = std::get_if<Tiers>(&benefit.form)) EditTiers(edits, at, *tiers);
      if (const auto* prepaid = std::get_if<Prepaid>(&benefit.form))
        EditPrepaid(edits, at, *prepaid);
      EditFloor(edits, at, benefit);
    }
    EditLimits(edits, at, construct);
    if (construct.commit) EditCommit(edits, at, *construct.commit);
  }
}

}  // namespace twinbill::mutate
