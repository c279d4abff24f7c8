#include "standard_engine/explain/discount_explainer.h"

#include <fmt/format.h>

#include "corpus/model/check.h"

namespace twinbill::explain {

using billing::ConstructTrace;
using billing::DiscountedCell;
using billing::GroupTrace;
using billing::kNowhere;
using contract::Rule;

namespace {

// "50,000" is no decimal: numbers in words are written as they are.
std::string Text(const ExactAmount& value) { return value.ToString(); }

std::string_view WeightName(contract::Spread spread) {
  switch (spread) {
    case contract::Spread::kQuantity: return "quantity";
    case contract::Spread::kListCost: return "list cost";
    case contract::Spread::kBase:
    case contract::Spread::kOwn: break;
  }
  return "base";
}

}  // namespace

DiscountExplainer::DiscountExplainer(const plan::Plan& plan, const billing::Trace& trace,
                                     const ConstructTrace& construct, NumberList& numbers)
    : plan_(plan),
      trace_(trace),
      construct_(construct),
      compiled_(plan.constructs()[construct.number]),
      numbers_(numbers) {}

std::string DiscountExplainer::Pointer(std::string_view below) const {
  return fmt::format("/constructs/{}{}", construct_.number, below);
}

DiscountExplainer::Place DiscountExplainer::Explain(std::size_t cell, const std::string& label) {
  const DiscountedCell& discounted = construct_.cells[cell];
  const Place base = Base(cell, label);
  Place d = base;
  if (construct_.grant) {
    d = Limited(discounted, label, base, *construct_.grant, "grant");
  } else {
    d = Given(cell, label, base);
    if (compiled_.source->entitlement) d = Entitled(cell, label, d);
  }
  if (construct_.cap) d = Limited(discounted, label, d, *construct_.cap, "cap");
  TWINBILL_CHECK(numbers_.ValueOf(d) == Last().d[cell]);  // what billing made is what we explain
  return d;
}

// What the percentage or price is taken of.
DiscountExplainer::Place DiscountExplainer::Base(std::size_t cell, const std::string& label) {
  const DiscountedCell& discounted = construct_.cells[cell];
  if (discounted.cell == kNowhere) {
    return numbers_.Carried("base of " + label, discounted.base,
                            fmt::format("{} cost, added up over the periods of the window",
                                        contract::TextOf(compiled_.source->base)));
  }
  if (compiled_.source->base == contract::Base::kRated) {
    return numbers_.Usage("rated cost of " + label, discounted.base, "rate times quantity");
  }
  const Place list = numbers_.Usage("list cost of " + label, discounted.list_cost);
  if (compiled_.source->base == contract::Base::kList) return list;
  std::vector<Place> parts{list};
  for (const ConstructTrace& earlier : trace_.constructs) {
    if (earlier.number >= construct_.number || earlier.net_after.empty()) continue;
    const ExactAmount given =
        earlier.net_before[discounted.cell] - earlier.net_after[discounted.cell];
    if (given.is_zero()) continue;
    const contract::Construct& source = *plan_.constructs()[earlier.number].source;
    parts.push_back(numbers_.Carried(
        fmt::format("D of {} on {}", source.id, label), given,
        fmt::format("given before, by clause {}{}", source.clause,
                    plan_.contract().net == contract::Net::kBilled ? ", as billed" : "")));
  }
  const Place net = numbers_.Difference("net cost of " + label, std::move(parts));
  numbers_.Say("list cost less what the constructs before gave");
  TWINBILL_CHECK(numbers_.ValueOf(net) == discounted.base);
  return net;
}

DiscountExplainer::Place DiscountExplainer::Rate(std::uint32_t step) {
  if (compiled_.flat != nullptr) {
    return numbers_.Term(std::string(contract::TextOf(compiled_.flat->rule)),
                         ExactAmount(compiled_.flat->value), Pointer("/benefit"));
  }
  return numbers_.Term(
      fmt::format("{} of step {}", contract::TextOf(compiled_.tiers->rule), step + 1),
      ExactAmount(compiled_.tiers->steps[step].value),
      Pointer(fmt::format("/benefit/tiers/steps/{}", step)));
}

std::string DiscountExplainer::StepText(const GroupTrace& group, std::uint32_t step) const {
  const billing::TracedReading& reading = construct_.readings[group.reading];
  const auto& up_to = compiled_.steps[step].up_to;
  return fmt::format("the meter reads {} before this bill and {} in it, together {}: step {}{}",
                     Text(reading.before), Text(reading.now), Text(reading.before + reading.now),
                     step + 1,
                     up_to ? fmt::format(", up to {}", Text(*up_to)) : ", which has no end");
}

DiscountExplainer::Place DiscountExplainer::ByRate(const DiscountedCell& cell,
                                                   const std::string& label, Place base, Rule rule,
                                                   Place rate) {
  if (rule == Rule::kPercentOff) {
    const Place hundred = numbers_.Carried("100", ExactAmount::OfUnits(100, 0), "per cent");
    const Place product = numbers_.Product("base times percent, " + label, {base, rate});
    return numbers_.Quotient("D of " + label, product, hundred);
  }
  const Place quantity = numbers_.Usage("quantity of " + label, cell.quantity);
  const Place priced = numbers_.Product("rate times quantity, " + label, {rate, quantity});
  if (rule == Rule::kUnitDiscount) return priced;
  return numbers_.Difference("D of " + label, {base, priced});
}

DiscountExplainer::Place DiscountExplainer::Given(std::size_t cell, const std::string& label,
                                                  Place base) {
  const DiscountedCell& discounted = construct_.cells[cell];
  const GroupTrace& group = construct_.groups[discounted.group];
  const bool graduated =
      compiled_.tiers != nullptr && compiled_.tiers->mode == contract::TierMode::kGraduated;
  if (!graduated && compiled_.spread == contract::Spread::kOwn) {
    const Place rate = Rate(group.step);
    if (compiled_.tiers != nullptr) numbers_.Say(StepText(group, group.step));
    const Rule rule = compiled_.flat != nullptr ? compiled_.flat->rule : compiled_.tiers->rule;
    return Floored(cell, label, ByRate(discounted, label, base, rule, rate));
  }
  if (graduated) return Spread(cell, label, OfGroup(discounted.group, label));
  const Place together = numbers_.Carried(
      "D of the group of " + label, group.d,
      group.is_floored ? "the D of its cells add up to what the floor does not let be: all are 0"
                       : "the D of its cells, added up");
  return Spread(cell, label, together);
}

// Graduated tiers: what the group is given, slice by slice.
DiscountExplainer::Place DiscountExplainer::OfGroup(std::uint32_t number,
                                                    const std::string& label) {
  const GroupTrace& group = construct_.groups[number];
  const billing::TracedReading& reading = construct_.readings[group.reading];
  const Rule rule = compiled_.tiers->rule;
  std::vector<Place> slices;
  for (std::uint32_t step = 0; step < group.lengths.size(); ++step) {
    if (group.lengths[step].is_zero()) continue;
    const Place length =
        numbers_.Carried(fmt::format("length in step {}", step + 1), group.lengths[step],
                         fmt::format("of the slice from {} to {}", Text(reading.before),
                                     Text(reading.before + reading.now)));
    slices.push_back(
        numbers_.Product(fmt::format("slice in step {}", step + 1), {length, Rate(step)}));
  }
  Place d = numbers_.Sum("slices", std::move(slices));
  if (rule != Rule::kUnitDiscount) {
    const Place base = numbers_.Carried("base of the group", group.base, "of its discounted cells");
    if (rule == Rule::kUnitPrice) {
      d = numbers_.Difference("D of the group", {base, d});
    } else if (reading.now.is_zero()) {
      d = numbers_.Carried("D of the group", ExactAmount(), "the meter reads 0 in this bill");
    } else {
      const Place now = numbers_.Carried("metered now", reading.now, "in this bill");
      const Place hundred = numbers_.Carried("100", ExactAmount::OfUnits(100, 0), "per cent");
      const Place scaled = numbers_.Product("base times slices", {base, d});
      d = numbers_.Quotient("D of the group", numbers_.Quotient("per cent", scaled, hundred), now);
    }
  }
  if (group.is_floored) {
    d = numbers_.Carried("D of the group of " + label, ExactAmount(), "the floor sets it to 0");
  }
  TWINBILL_CHECK(numbers_.ValueOf(d) == group.d);
  return d;
}

DiscountExplainer::Place DiscountExplainer::Floored(std::size_t cell, const std::string& label,
                                                    Place before) {
  const GroupTrace& group = construct_.groups[construct_.cells[cell].group];
  if (!group.is_floored) return before;
  return numbers_.Carried(
      "D of " + label + " after the floor", ExactAmount(),
      fmt::format("its group would get {}, which the floor does not let be", Text(group.given)));
}

DiscountExplainer::Place DiscountExplainer::Spread(std::size_t cell, const std::string& label,
                                                   Place group_d) {
  const DiscountedCell& discounted = construct_.cells[cell];
  const GroupTrace& group = construct_.groups[discounted.group];
  if (group.weight.is_zero()) {
    if (cell == group.first_cell) return group_d;
    return numbers_.Carried("D of " + label, ExactAmount(),
                            "the weights add up to 0: all goes to the group's first cell");
  }
  const ExactAmount* weight = &discounted.base;
  if (compiled_.spread == contract::Spread::kQuantity) weight = &discounted.quantity;
  if (compiled_.spread == contract::Spread::kListCost) weight = &discounted.list_cost;
  const Place own = numbers_.Usage(fmt::format("{} of {}", WeightName(compiled_.spread), label),
                                   *weight, "the cell's weight");
  const Place all = numbers_.Carried("weights of the group", group.weight, "added up");
  return numbers_.Quotient("D of " + label,
                           numbers_.Product("group's D times weight", {group_d, own}), all);
}

DiscountExplainer::Place DiscountExplainer::Entitled(std::size_t cell, const std::string& label,
                                                     Place before) {
  const GroupTrace& group = construct_.groups[construct_.cells[cell].group];
  if (group.entitled.sign() <= 0 || group.entitled_quantity.sign() <= 0) {
    return numbers_.Carried("D of " + label + ", entitled", ExactAmount(),
                            "nothing entitles, or nothing is there to be entitled");
  }
  const Place one = numbers_.Carried("1", ExactAmount::OfUnits(1, 0), "all of the benefit");
  const Place ratio = numbers_.Term("ratio", ExactAmount(compiled_.source->entitlement->ratio),
                                    Pointer("/entitlement/ratio"));
  const Place entitling = numbers_.Usage("quantity that entitles", group.entitled);
  const Place quantity = numbers_.Usage("quantity in the scope", group.entitled_quantity);
  const Place reach = numbers_.Quotient(
      "entitled share", numbers_.Product("entitled quantity", {ratio, entitling}), quantity);
  const Place factor = numbers_.Least("factor", {one, reach});
  return numbers_.Product("D of " + label + ", entitled", {before, factor});
}

// What a cell gets of a cap or a grant that does not reach for all.
DiscountExplainer::Place DiscountExplainer::Limited(const DiscountedCell& cell,
                                                    const std::string& label, Place wanted,
                                                    const billing::LimitedTrace& limited,
                                                    std::string_view what) {
  const std::string name = fmt::format("D of {} under the {}", label, what);
  const auto nothing = [&](std::string why) {
    return numbers_.Carried(name, ExactAmount(), std::move(why));
  };
  if (!limited.is_short) {
    if (what == "grant" && limited.wanted.sign() <= 0) return nothing("nothing is wanted of it");
    return wanted;
  }
  if (limited.left.sign() <= 0) return nothing(fmt::format("nothing is left of the {}", what));
  Place left = numbers_.Carried(fmt::format("left of the {}", what), limited.left,
                                "less what the lines gave in the window so far");
  Place all = numbers_.Carried("wanted of it", limited.wanted, "by all cells");
  if (limited.owner_wanted) {
    const Place owner =
        numbers_.Carried("wanted by the owner", *limited.owner_wanted, "who is served first");
    const bool owner_takes_all = *limited.owner_wanted >= limited.left;
    if (cell.is_owner && !owner_takes_all) return wanted;
    if (!cell.is_owner && owner_takes_all) return nothing("the owner takes all");
    if (cell.is_owner) {
      all = owner;
    } else {
      left = numbers_.Difference("left for the others", {left, owner});
      all = numbers_.Difference("wanted by the others", {all, owner});
    }
  }
  return numbers_.Quotient(name, numbers_.Product("left times wanted", {left, wanted}), all);
}

}  // namespace twinbill::explain
