#include "harness/mutate/standard_edits.h"

#include <fmt/format.h>

#include <utility>

namespace twinbill::mutate {

using contract::Construct;
using contract::Contract;

// A changed primitive is no longer what its named construct expands to.
StandardEdits::StandardEdits(Contract contract) : contract_(std::move(contract)) {
  for (Construct& construct : contract_.constructs) construct.origin.reset();
}

void StandardEdits::Put(std::string_view operation, std::size_t at, std::string_view place,
                        std::string text, const Change& change) {
  Contract changed = contract_;
  change(changed.constructs[at]);
  Put(operation, fmt::format("/constructs/{}{}", at, place), contract_.constructs[at].clause,
      std::move(text), std::move(changed));
}

void StandardEdits::Put(std::string_view operation, std::string place, std::string clause,
                        std::string text, Contract changed) {
  if (changed == contract_) return;
  mutants_.push_back({std::string(operation), std::move(place), std::move(clause), std::move(text),
                      std::move(changed)});
}

model::Decimal Moved(const model::Decimal& value, int scale, int units) {
  const auto step = model::Decimal::FromUnits(units, scale);
  const auto moved = model::Decimal::Add(value, step.value());
  return moved ? *moved : value;
}

void EditOrder(StandardEdits& edits) {
  const std::vector<Construct>& constructs = edits.contract().constructs;
  for (std::size_t i = 0; i < constructs.size(); ++i) {
    const std::string place = fmt::format("/constructs/{}", i);
    if (constructs.size() > 1) {
      Contract dropped = edits.contract();
      dropped.constructs.erase(dropped.constructs.begin() + static_cast<std::ptrdiff_t>(i));
      for (Construct& other : dropped.constructs) std::erase(other.unless, constructs[i].id);
      edits.Put("construct_dropped", place, constructs[i].clause, constructs[i].id + " is gone",
                std::move(dropped));
    }
    Contract doubled = edits.contract();
    Construct twin = constructs[i];
    twin.id += "-twin";
    doubled.constructs.insert(doubled.constructs.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                              std::move(twin));
    edits.Put("construct_doubled", place, constructs[i].clause, constructs[i].id + " applies twice",
              std::move(doubled));
    if (i + 1 < constructs.size()) {
      Contract swapped = edits.contract();
      std::swap(swapped.constructs[i], swapped.constructs[i + 1]);
      edits.Put("stacking_swapped", place, constructs[i].clause,
                fmt::format("{} before {}", constructs[i + 1].id, constructs[i].id),
                std::move(swapped));
    }
  }
  Contract net = edits.contract();
  net.net = net.net == contract::Net::kExact ? contract::Net::kBilled : contract::Net::kExact;
  edits.Put("net_rounding", "/contract/net", {}, "net exact against billed", std::move(net));
  for (const int days : {-1, 1}) {
    Contract longer = edits.contract();
    longer.term.end.days += days;
    if (longer.term.start < longer.term.end) {
      edits.Put("term_end_day", "/contract/term/end", {},
                fmt::format("the term ends {}", longer.term.end.ToString()), std::move(longer));
    }
  }
}

}  // namespace twinbill::mutate
