#include "standard_engine/billing/open_items.h"

#include <fmt/format.h>

#include "standard_engine/billing/commitment.h"

namespace twinbill::billing {

std::vector<OpenItem> OpenItemsOf(const plan::Plan& plan, const CarriedState& state) {
  std::vector<OpenItem> items;
  const model::Term& term = plan.contract().term;
  if (!term.Contains(state.next)) return items;
  for (std::size_t i = 0; i < plan.constructs().size(); ++i) {
    const plan::ConstructPlan& construct = plan.constructs()[i];
    const contract::Construct& source = *construct.source;
    const CarriedConstruct& carried = state.constructs[i];
    // A window that begins with the next period leaves nothing open.
    const auto open = [&](model::WindowKind kind) -> std::optional<model::Window> {
      const model::Window window = term.WindowOf(kind, state.next);
      if (window.first == state.next) return std::nullopt;
      return window;
    };
    if (construct.settles_at_window_end) {
      if (const auto window = open(source.meter->window)) {
        items.push_back({source.id, *window, std::nullopt, ExactAmount()});
      }
    }
    if (!source.commit) continue;
    if (const auto window = open(source.commit->window)) {
      OpenItem& item = items.emplace_back(OpenItem{source.id, *window, {}, {}});
      item.amount = CommittedIn(*source.commit, *window);
      std::vector<ExactAmount> most;
      item.counted = CountedOf(construct, *item.amount, carried.measured, carried.limited, most);
    }
  }
  return items;
}

std::string Describe(const OpenItem& item) {
  const std::string first = item.window.first.ToString();
  const std::string last = item.window.last.ToString();
  if (!item.amount) {
    return fmt::format("construct {}: is settled in {}, for all of {} to {}", item.construct, last,
                       first, last);
  }
  return fmt::format("construct {}: its commitment of {} for {} to {} is open, {} counted so far",
                     item.construct, item.amount->ToString(), first, last, item.counted.ToString());
}

}  // namespace twinbill::billing
