#include "legacy_adapters/cbas/plan.h"

#include <algorithm>
#include <map>
#include <set>

namespace twinbill::cbas {

using model::Period;
using model::Term;
using model::Timestamp;
using model::WindowKind;
using rule_book::InputOf;
using rule_book::Rule;
using rule_book::Variable;

namespace {

// The number of `value` in `list`, which gets it where it is new.
template <class T, class Equal>
std::uint32_t NumberOf(const T& value, std::vector<T>& list, const Equal& equal) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (equal(list[i], value)) return static_cast<std::uint32_t>(i);
  }
  list.push_back(value);
  return static_cast<std::uint32_t>(list.size() - 1);
}

template <class T>
std::uint32_t NumberOf(const T& value, std::vector<T>& list) {
  return NumberOf(value, list, [](const T& a, const T& b) { return a == b; });
}

bool SameBase(const BasePlan& a, const BasePlan& b) {
  const bool same_match =
      a.match.has_value() == b.match.has_value() && (!a.match || a.match->text == b.match->text);
  return same_match && a.from == b.from && a.to == b.to;
}

class Planner {
 public:
  explicit Planner(const rule_book::RuleBook& book) : book_(book), term_(book.head.term) {
    plan_.book = &book;
    plan_.first = term_.FirstPeriod();
  }

  Plan All() {
    for (Period p = term_.FirstPeriod(); p <= term_.LastPeriod(); p = p.Next()) {
      const rule_book::Edition* edition = &book_.EditionOf(p);
      if (plan_.editions.empty() || plan_.editions.back().edition != edition) {
        EditionPlan& added = plan_.editions.emplace_back();
        added.edition = edition;
        added.first = p;
      }
      plan_.editions.back().last = p;
      PeriodPlan& period = plan_.periods.emplace_back();
      for (const WindowKind kind :
           {WindowKind::kMonth, WindowKind::kQuarter, WindowKind::kYear, WindowKind::kTerm}) {
        period.windows[static_cast<std::size_t>(kind)] = term_.WindowOf(kind, p);
      }
      period.edition = static_cast<std::uint32_t>(plan_.editions.size() - 1);
    }
    for (EditionPlan& edition : plan_.editions) PlanEdition(edition);
    for (EditionPlan& edition : plan_.editions) PlanGiving(edition);
    PlanFeeds();
    PlanSums();
    PlanFalls();
    PlanBoundaries();
    return std::move(plan_);
  }

 private:
  std::uint32_t BaseOf(const std::optional<rule_book::Match>& match,
                       const rule_book::Active& active) {
    BasePlan base{match, Timestamp::AtMidnight(term_.start).micros,
                  Timestamp::AtMidnight(term_.end).micros};
    if (active.from) base.from = std::max(base.from, Timestamp::AtMidnight(*active.from).micros);
    if (active.to) base.to = std::min(base.to, Timestamp::AtMidnight(*active.to).micros);
    return NumberOf(base, plan_.bases, SameBase);
  }

  std::uint32_t TakingOf(const Rule& rule, const rule_book::Edition& edition) {
    std::set<std::uint32_t> unless;
    for (const std::string& id : rule.unless) {
      for (const Rule& other : edition.rules) {
        if (other.id == id) unless.insert(BaseOf(other.match, other.active));
      }
    }
    return NumberOf(TakingPlan{BaseOf(rule.match, rule.active), {unless.begin(), unless.end()}},
                    plan_.takings);
  }

  std::uint32_t SumOf(std::uint32_t arithmetic, std::uint32_t taking, std::uint32_t grouping,
                      unsigned columns) {
    const SumPlan sum{arithmetic, taking, grouping, 0};
    const std::uint32_t number = NumberOf(sum, plan_.sums, [](const SumPlan& a, const SumPlan& b) {
      return a.arithmetic == b.arithmetic && a.taking == b.taking && a.grouping == b.grouping;
    });
    plan_.sums[number].columns |= static_cast<std::uint8_t>(columns);
    return number;
  }

  void PlanEdition(EditionPlan& edition) {
    const rule_book::Settings& settings = edition.edition->settings;
    ArithmeticPlan arithmetic{.kind = settings.arithmetic};
    if (settings.arithmetic == rule_book::ArithmeticKind::kDecimal) {
      arithmetic.scale = settings.scale;
      arithmetic.mode = settings.scale_rounding;
    }
    edition.arithmetic = NumberOf(arithmetic, plan_.arithmetics);
    edition.amount = {settings.amount_digits, settings.amount_rounding, settings.round_how,
                      settings.tier_edge};
    NameNumbers tables;
    for (const auto& [name, bands] : edition.edition->tables) {
      tables.emplace(name, static_cast<std::uint32_t>(edition.tables.size()));
      edition.tables.push_back(&bands);
    }
    for (const Rule& rule : edition.edition->rules) PlanRule(rule, tables, edition);
  }

  void PlanRule(const Rule& rule, const NameNumbers& tables, EditionPlan& edition) {
    RulePlan plan;
    plan.rule = &rule;
    NameNumbers inputs;
    for (const rule_book::Input& input : rule.inputs) {
      inputs.emplace(input.name, static_cast<std::uint32_t>(inputs.size()));
    }
    plan.program = Compile(rule.formula, tables, inputs);
    plan.taking = TakingOf(rule, *edition.edition);
    plan.grouping = NumberOf(rule.per, plan_.groupings);
    std::vector<model::Dimension> ordered = rule.per;
    std::sort(ordered.begin(), ordered.end());
    plan.ordered_grouping = NumberOf(ordered, plan_.groupings);
    if (rule.spread) plan.line_grouping = NumberOf(*rule.spread, plan_.groupings);
    const std::vector<model::Dimension>& by = rule.spread ? *rule.spread : rule.per;
    plan.has_quantity = std::any_of(by.begin(), by.end(), [](const model::Dimension& dimension) {
      return dimension.kind == model::DimensionKind::kUsageType;
    });
    PlanVariables(rule, edition, plan);
    for (const rule_book::Input& input : rule.inputs) {
      PlanInput(input, static_cast<std::uint32_t>(edition.rules.size()), edition, plan);
    }
    const bool on_usage = rule.spread && rule.spread_on == rule_book::SpreadOn::kUsage;
    edition.needs_exact_usage |= plan.has_quantity || on_usage;
    edition.needs_exact_cost |= rule.spread.has_value() && !on_usage;
    edition.needs_events |= rule.each == rule_book::Each::kEvent;
    edition.needs_rates |= plan.program.Uses(Variable::kRated);
    edition.rules.push_back(std::move(plan));
  }

  void PlanVariables(const Rule& rule, const EditionPlan& edition, RulePlan& plan) {
    const Program& program = plan.program;
    const bool by_event = rule.each == rule_book::Each::kEvent;
    const bool window_usage = program.Uses(Variable::kUsageWindow);
    const bool window_cost = program.Uses(Variable::kCostWindow);
    plan.uses_net = program.Uses(Variable::kNet);
    unsigned now = 0;
    if (window_usage) now |= kUsageColumn;
    if (window_cost) now |= kCostColumn;
    if (!by_event) {
      if (program.Uses(Variable::kUsage)) now |= kUsageColumn;
      if (program.Uses(Variable::kCost) || plan.uses_net) now |= kCostColumn;
      if (program.Uses(Variable::kRated)) now |= kRatedColumn;
    }
    unsigned before = 0;
    if (rule.window != WindowKind::kMonth) {
      if (window_usage || program.Uses(Variable::kUsageBefore)) before |= kUsageColumn;
      if (window_cost || program.Uses(Variable::kCostBefore)) before |= kCostColumn;
    }
    if ((now | before) != 0) {
      plan.sum = SumOf(edition.arithmetic, plan.taking, plan.grouping, now | before);
    }
    if (before != 0)
      plan.window = NumberOf(WindowPlan{plan.sum, rule.window, {}, 0}, plan_.windows);
    if (program.Uses(Variable::kGivenBefore) && rule.window != WindowKind::kMonth) {
      plan.given = NumberOf(GivenPlan{rule.id, rule.window, plan.ordered_grouping}, plan_.givens);
    }
  }

  void PlanInput(const rule_book::Input& input, std::uint32_t place, const EditionPlan& edition,
                 RulePlan& plan) {
    const std::uint32_t taking = NumberOf(TakingPlan{BaseOf(input.match, {}), {}}, plan_.takings);
    const std::uint32_t grouping = NumberOf(input.per, plan_.groupings);
    const bool usage = input.of == InputOf::kUsage;
    InputPlan of{
        .of = input.of,
        .sum = SumOf(edition.arithmetic, taking, grouping, usage ? kUsageColumn : kCostColumn)};
    if (input.window != WindowKind::kMonth) {
      WindowPlan window{of.sum, input.window, {}, 0};
      if (input.of == InputOf::kNet) {
        window.net_of = plan.rule->id;
        window.net_place = place;
      }
      of.window = NumberOf(window, plan_.windows);
    }
    plan.inputs.push_back(of);
  }

  // Every rule's lines count where some edition's rule of the same id asks for what was given to
  // groups of the same dimensions.
  void PlanGiving(EditionPlan& edition) {
    for (RulePlan& plan : edition.rules) {
      for (std::size_t g = 0; g < plan_.givens.size(); ++g) {
        const GivenPlan& given = plan_.givens[g];
        if (given.rule == plan.rule->id && given.grouping == plan.ordered_grouping) {
          plan.gives.push_back(static_cast<std::uint32_t>(g));
        }
      }
    }
  }

  // A window is fed in the periods before the last one of its block in which an edition asks.
  void PlanFeeds() {
    std::vector<std::set<std::uint32_t>> feeds(plan_.periods.size());
    const int origin = term_.FirstPeriod().months;
    const auto feed = [&](std::uint32_t window, const EditionPlan& edition) {
      Period p = edition.first;
      while (p <= edition.last) {
        const model::Window block = term_.WindowOf(plan_.windows[window].kind, p);
        const Period last = std::min(block.last, edition.last);
        for (Period q = block.first; q < last; q = q.Next()) {
          feeds[static_cast<std::size_t>(q.months - origin)].insert(window);
        }
        p = last.Next();
      }
    };
    for (const EditionPlan& edition : plan_.editions) {
      for (const RulePlan& plan : edition.rules) {
        if (plan.window != kNone) feed(plan.window, edition);
        for (const InputPlan& input : plan.inputs) {
          if (input.window != kNone) feed(input.window, edition);
        }
      }
    }
    for (std::size_t i = 0; i < feeds.size(); ++i) {
      plan_.periods[i].feeds.assign(feeds[i].begin(), feeds[i].end());
    }
  }

  void PlanSums() {
    for (PeriodPlan& period : plan_.periods) {
      std::set<std::uint32_t> sums;
      for (const RulePlan& plan : plan_.editions[period.edition].rules) {
        if (plan.sum != kNone) sums.insert(plan.sum);
        for (const InputPlan& input : plan.inputs) sums.insert(input.sum);
      }
      for (const std::uint32_t window : period.feeds) sums.insert(plan_.windows[window].sum);
      period.sums = NumberOf(std::vector<std::uint32_t>(sums.begin(), sums.end()), plan_.sum_sets);
    }
  }

  // Which rules' lines somebody looks at: in the same period a later rule's `net`, or in any the
  // window of such an input.
  void PlanFalls() {
    for (const PeriodPlan& period : plan_.periods) {
      EditionPlan& edition = plan_.editions[period.edition];
      for (std::size_t r = 0; r < edition.rules.size(); ++r) {
        const RulePlan& plan = edition.rules[r];
        const bool looks = plan.uses_net || std::any_of(plan.inputs.begin(), plan.inputs.end(),
                                                        [](const InputPlan& input) {
                                                          return input.of == InputOf::kNet;
                                                        });
        if (looks) edition.falls_of = std::max(edition.falls_of, static_cast<std::uint32_t>(r));
      }
      for (const std::uint32_t window : period.feeds) {
        if (!plan_.windows[window].net_of) continue;
        edition.falls_of = std::max(edition.falls_of, PlaceOf(plan_.windows[window], edition));
      }
      edition.needs_exact_cost |= edition.falls_of > 0;
    }
    for (EditionPlan& edition : plan_.editions) {
      for (const SumPlan& sum : plan_.sums)
        edition.needs_rates |= (sum.columns & kRatedColumn) != 0;
    }
  }

  void PlanBoundaries() {
    const std::int64_t start = Timestamp::AtMidnight(term_.start).micros;
    const std::int64_t end = Timestamp::AtMidnight(term_.end).micros;
    std::set<std::int64_t> boundaries;
    for (const BasePlan& base : plan_.bases) {
      for (const std::int64_t edge : {base.from, base.to}) {
        if (start < edge && edge < end) boundaries.insert(edge);
      }
    }
    plan_.boundaries.assign(boundaries.begin(), boundaries.end());
  }

  const rule_book::RuleBook& book_;
  Term term_;
  Plan plan_;
};

}  // namespace

std::uint32_t PlaceOf(const WindowPlan& window, const EditionPlan& edition) {
  const std::vector<RulePlan>& rules = edition.rules;
  for (std::size_t r = 0; r < rules.size(); ++r) {
    if (rules[r].rule->id == window.net_of) return static_cast<std::uint32_t>(r);
  }
  return std::min(window.net_place, static_cast<std::uint32_t>(rules.size()));
}

Plan MakePlan(const rule_book::RuleBook& book) { return Planner(book).All(); }

}  // namespace twinbill::cbas
