// Operators on whom a construct reaches, and when: scopes, bases, meters, windows, dates.
#include <fmt/format.h>

#include <algorithm>

#include "harness/mutate/standard_edits.h"

namespace twinbill::mutate {

using contract::Construct;
using contract::Scope;
using model::WindowKind;

namespace {

// Where a construct has a scope; null where it has none.
using ScopeIn = std::function<Scope*(Construct&)>;

void EditScope(StandardEdits& edits, std::size_t at, const std::string& place, const Scope& scope,
               const ScopeIn& in) {
  for (std::size_t key = 0; key < scope.keys.size(); ++key) {
    const contract::ScopeKey& now = scope.keys[key];
    edits.Put("scope_widened", at, place, now.dimension.Name() + " asked for no more",
              [&](Construct& construct) {
                Scope& changed = *in(construct);
                changed.keys.erase(changed.keys.begin() + static_cast<std::ptrdiff_t>(key));
              });
    for (std::size_t i = 0; i < now.patterns.size(); ++i) {
      const std::string& pattern = now.patterns[i];
      if (now.patterns.size() > 1) {
        edits.Put("scope_narrowed", at, place, pattern + " left out", [&](Construct& construct) {
          auto& patterns = in(construct)->keys[key].patterns;
          patterns.erase(patterns.begin() + static_cast<std::ptrdiff_t>(i));
        });
      }
      edits.Put("scope_pattern", at, place, fmt::format("{} -> {}?", pattern, pattern),
                [&](Construct& construct) { in(construct)->keys[key].patterns[i] += "?"; });
    }
  }
  if (scope.excluded) {
    edits.Put("not_dropped", at, place + "/not", "nothing is left out any more",
              [&](Construct& construct) { in(construct)->excluded.reset(); });
  }
}

void EditScopes(StandardEdits& edits, std::size_t at, const Construct& construct) {
  if (construct.scope) {
    EditScope(edits, at, "/scope", *construct.scope,
              [](Construct& changed) { return &*changed.scope; });
  }
  if (construct.meter && construct.meter->scope) {
    EditScope(edits, at, "/meter/scope", *construct.meter->scope,
              [](Construct& changed) { return &*changed.meter->scope; });
    edits.Put("meter_scope_dropped", at, "/meter/scope", "the meter counts what is discounted",
              [](Construct& changed) { changed.meter->scope.reset(); });
  }
  if (construct.entitlement) {
    EditScope(edits, at, "/entitlement/scope", construct.entitlement->scope,
              [](Construct& changed) { return &changed.entitlement->scope; });
  }
  if (construct.commit && construct.commit->scope) {
    EditScope(edits, at, "/commit/scope", *construct.commit->scope,
              [](Construct& changed) { return &*changed.commit->scope; });
  }
  for (std::size_t i = 0; i < construct.unless.size(); ++i) {
    edits.Put("unless_dropped", at, "/unless", construct.unless[i] + " is yielded to no more",
              [&](Construct& changed) {
                changed.unless.erase(changed.unless.begin() + static_cast<std::ptrdiff_t>(i));
              });
  }
}

void EditWindow(StandardEdits& edits, std::size_t at, std::string_view place, WindowKind now,
                const std::function<WindowKind&(Construct&)>& in) {
  for (const WindowKind other :
       {WindowKind::kMonth, WindowKind::kQuarter, WindowKind::kYear, WindowKind::kTerm}) {
    if (other == now) continue;
    edits.Put("window", at, place,
              fmt::format("{} -> {}", contract::TextOf(now), contract::TextOf(other)),
              [&](Construct& changed) { in(changed) = other; });
  }
}

void EditWindows(StandardEdits& edits, std::size_t at, const Construct& construct) {
  if (construct.meter) {
    EditWindow(edits, at, "/meter/window", construct.meter->window,
               [](Construct& changed) -> WindowKind& { return changed.meter->window; });
  }
  if (construct.cap) {
    EditWindow(edits, at, "/cap/window", construct.cap->window,
               [](Construct& changed) -> WindowKind& { return changed.cap->window; });
  }
  if (construct.commit) {
    EditWindow(edits, at, "/commit/window", construct.commit->window,
               [](Construct& changed) -> WindowKind& { return changed.commit->window; });
  }
  if (!construct.benefit) return;
  if (const auto* prepaid = std::get_if<contract::Prepaid>(&construct.benefit->form)) {
    EditWindow(edits, at, "/benefit/prepaid/window", prepaid->window,
               [](Construct& changed) -> WindowKind& {
                 return std::get<contract::Prepaid>(changed.benefit->form).window;
               });
  }
}

void EditEffective(StandardEdits& edits, std::size_t at, const contract::Effective& effective) {
  const auto move = [&](std::string_view place, const std::optional<model::Date>& now,
                        const std::function<model::Date&(Construct&)>& in) {
    if (!now) return;
    for (const int days : {-1, 1}) {
      const model::Date moved{now->days + days};
      edits.Put("effective_day", at, place,
                fmt::format("{} -> {}", now->ToString(), moved.ToString()),
                [&](Construct& changed) { in(changed) = moved; });
    }
  };
  move("/effective/from", effective.from,
       [](Construct& changed) -> model::Date& { return *changed.effective.from; });
  move("/effective/to", effective.to,
       [](Construct& changed) -> model::Date& { return *changed.effective.to; });
  if (!effective.from && !effective.to) return;
  edits.Put("effective_by", at, "/effective/by", "usage against period", [](Construct& changed) {
    contract::EffectiveBy& by = changed.effective.by;
    by = by == contract::EffectiveBy::kUsage ? contract::EffectiveBy::kPeriod
                                             : contract::EffectiveBy::kUsage;
  });
  edits.Put("effective_dropped", at, "/effective", "always effective",
            [](Construct& changed) { changed.effective = contract::Effective(); });
}

void EditMeter(StandardEdits& edits, std::size_t at, const contract::Meter& meter) {
  for (const contract::Measure measure :
       {contract::Measure::kQuantity, contract::Measure::kListCost, contract::Measure::kRatedCost,
        contract::Measure::kNetCost}) {
    edits.Put("meter_measure", at, "/meter/measure",
              fmt::format("counts {}", contract::TextOf(measure)),
              [&](Construct& changed) { changed.meter->measure = measure; });
  }
  for (std::size_t i = 0; i < meter.per.size(); ++i) {
    edits.Put("meter_shared", at, "/meter/per", meter.per[i].Name() + " shares the meter",
              [&](Construct& changed) {
                auto& per = changed.meter->per;
                per.erase(per.begin() + static_cast<std::ptrdiff_t>(i));
              });
  }
  for (const auto kind : {model::DimensionKind::kAccount, model::DimensionKind::kRegion}) {
    const model::Dimension dimension{kind, {}};
    if (std::find(meter.per.begin(), meter.per.end(), dimension) != meter.per.end()) continue;
    edits.Put("meter_apart", at, "/meter/per", "a meter for each " + dimension.Name(),
              [&](Construct& changed) { changed.meter->per.push_back(dimension); });
  }
}

}  // namespace

void EditReach(StandardEdits& edits) {
  const std::vector<Construct>& constructs = edits.contract().constructs;
  for (std::size_t at = 0; at < constructs.size(); ++at) {
    const Construct& construct = constructs[at];
    EditScopes(edits, at, construct);
    EditWindows(edits, at, construct);
    EditEffective(edits, at, construct.effective);
    if (construct.meter) EditMeter(edits, at, *construct.meter);
    if (construct.benefit) {
      for (const contract::Base base :
           {contract::Base::kList, contract::Base::kRated, contract::Base::kNet}) {
        edits.Put("base", at, "/base", fmt::format("base {}", contract::TextOf(base)),
                  [&](Construct& changed) { changed.base = base; });
      }
    }
    edits.Put("settlement", at, "/settle", "monthly against the window's end",
              [](Construct& changed) {
                changed.settle = changed.settle == contract::Settle::kMonthly
                                     ? contract::Settle::kWindowEnd
                                     : contract::Settle::kMonthly;
              });
  }
}

}  // namespace twinbill::mutate
