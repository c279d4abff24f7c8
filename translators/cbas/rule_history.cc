#include "translators/cbas/rule_history.h"

#include <algorithm>

#include "corpus/model/check.h"
#include "translators/cbas/refused_shape.h"

namespace twinbill::translators {

using model::Period;
using model::Term;
using model::WindowKind;
using rule_book::Edition;
using rule_book::Rule;

namespace {

contract::Effective DuringOf(const rule_book::Active& active) {
  return {active.from, active.to, contract::EffectiveBy::kUsage};
}

// The rule's records: its match, less what the rules of `unless` take.
std::optional<RuleFault> AddClauses(const Edition& edition, const Rule& rule, Clauses& clauses) {
  MatchClauses own = ClausesOf(rule.match, true);
  if (own.fault) {
    return RuleFault{own.fault->code, "/match", own.fault->text, own.fault->reason,
                     own.fault->needed};
  }
  clauses = std::move(own.clauses);
  for (const std::string& id : rule.unless) {
    const auto other = std::find_if(edition.rules.begin(), edition.rules.end(),
                                    [&](const Rule& each) { return each.id == id; });
    TWINBILL_CHECK(other != edition.rules.end());
    MatchClauses less = ClausesOf(other->match, false);
    if (less.fault) {
      return RuleFault{less.fault->code, "/unless", less.fault->text, less.fault->reason,
                       less.fault->needed};
    }
    for (MatchClause& clause : less.clauses) {
      clause.during = DuringOf(other->active);
      clauses.push_back(std::move(clause));
    }
  }
  clauses = Reduced(clauses);
  return std::nullopt;
}

bool IsOwn(const rule_book::Input& input, const Rule& rule) {
  const bool is_window = input.window == WindowKind::kMonth || input.window == rule.window;
  if (!is_window || !rule.unless.empty() || !(rule.active == rule_book::Active())) return false;
  std::vector<model::Dimension> mine = rule.per;
  std::vector<model::Dimension> theirs = input.per;
  std::sort(mine.begin(), mine.end());
  std::sort(theirs.begin(), theirs.end());
  if (mine != theirs) return false;
  return Reduced(ClausesOf(input.match, true).clauses) ==
         Reduced(ClausesOf(rule.match, true).clauses);
}

std::optional<RuleFault> FillSituation(const rule_book::Head& head, const Edition& edition,
                                       const Rule& rule, RuleSituation& situation) {
  RuleSurroundings& around = situation.surroundings;
  around.rule = &rule;
  around.edition = &edition;
  const model::Window window = head.term.WindowOf(rule.window, head.term.FirstPeriod());
  around.months_full = window.months_full;
  around.months_term = head.term.LastPeriod().months - head.term.FirstPeriod().months + 1;
  situation.has_active = !(rule.active == rule_book::Active());
  for (const rule_book::Input& input : rule.inputs) {
    around.input_is_own.push_back(IsOwn(input, rule));
    MatchClauses clauses = ClausesOf(input.match, true);
    if (clauses.fault) {
      return RuleFault{clauses.fault->code, "/inputs/" + input.name + "/match", clauses.fault->text,
                       clauses.fault->reason, clauses.fault->needed};
    }
    situation.input_clauses.push_back(Reduced(clauses.clauses));
  }
  if (auto fault = AddClauses(edition, rule, situation.clauses)) return fault;
  return FaultOfLines(situation);
}

bool IsAligned(Period boundary, WindowKind window, const Term& term) {
  return term.WindowOf(window, boundary).first == boundary;
}

// Whether the change at `boundary` falls between windows for everything that is remembered.
bool ChangesBetweenWindows(const contract::Construct& construct, Period boundary,
                           const Term& term) {
  if (construct.meter && !construct.meter->scope &&
      !IsAligned(boundary, construct.meter->window, term)) {
    return false;
  }
  return !construct.cap || IsAligned(boundary, construct.cap->window, term);
}

struct Range {
  Period first;
  Period last;
};

std::vector<Range> RangesOf(const RuleStage& stage, const Term& term) {
  if (!stage.built->runs_in_last_periods_only) {
    return {{stage.stretch.first, stage.stretch.last}};
  }
  std::vector<Range> ranges;
  for (Period period = stage.stretch.first; period <= stage.stretch.last; period = period.Next()) {
    if (term.WindowOf(stage.rule->window, period).last == period)
      ranges.push_back({period, period});
  }
  return ranges;
}

// Limits the construct to the range's periods.
void Limit(const Range& range, const Term& term, PartialConstruct& partial) {
  contract::Effective during;
  during.by = contract::EffectiveBy::kPeriod;
  if (term.FirstPeriod() < range.first) during.from = range.first.FirstDay();
  if (range.last < term.LastPeriod()) during.to = range.last.Next().FirstDay();
  if (!during.from && !during.to) return;
  contract::Effective& effective = partial.construct.effective;
  if (effective == contract::Effective()) {
    effective = during;
    return;
  }
  // It has a range by usage already: the other periods' records are taken away instead.
  if (during.from) {
    partial.exclusions.push_back(
        {AllRecords(), {std::nullopt, during.from, contract::EffectiveBy::kPeriod}});
  }
  if (during.to) {
    partial.exclusions.push_back(
        {AllRecords(), {during.to, std::nullopt, contract::EffectiveBy::kPeriod}});
  }
}

RuleFault AmendedFault(const RuleStage& stage) {
  return {"amended_in_window", "", stage.rule->id,
          "an amendment changes the rule within a window of what it counts, gave or settles, and "
          "a construct that begins there would begin to count anew",
          "a construct whose terms change while its meter goes on"};
}

// What goes on counting over the changes between stages, or a fault.
std::optional<RuleFault> JoinLookback(std::vector<RuleStage>& stages, const Term& term) {
  for (std::size_t i = 0; i < stages.size(); ++i) {
    RuleStage& stage = stages[i];
    if (stage.built->lookback == Lookback::kNone) continue;
    if (stage.built->lookback == Lookback::kCharge) {
      return RuleFault{"charge_amended", FormulaKey(*stage.rule), stage.rule->id,
                       "an amendment changes a charge that doesn't come of usage, and a construct "
                       "charges in every window of the term",
                       "fees and shortfalls in a part of the term"};
    }
    for (PartialConstruct& partial : stage.built->constructs) {
      contract::Construct& construct = partial.construct;
      const bool begins = i == 0 || ChangesBetweenWindows(construct, stage.stretch.first, term);
      const bool ends = i + 1 == stages.size() ||
                        ChangesBetweenWindows(construct, stages[i + 1].stretch.first, term);
      if (begins && ends) continue;
      if (stage.built->lookback == Lookback::kStrict || !partial.exclusions.empty() ||
          !(construct.effective == contract::Effective())) {
        return AmendedFault(stage);
      }
      construct.meter->scope = construct.scope.value_or(contract::Scope());
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<Stretch> StretchesOf(const rule_book::RuleBook& book) {
  std::vector<Stretch> stretches;
  const Period last = book.head.term.LastPeriod();
  for (Period period = book.head.term.FirstPeriod(); period <= last; period = period.Next()) {
    const Edition* edition = &book.EditionOf(period);
    if (stretches.empty() || stretches.back().edition != edition) {
      stretches.push_back({edition, period, period});
    }
    stretches.back().last = period;
  }
  return stretches;
}

RuleStage TranslateStage(const rule_book::Head& head, const Stretch& stretch, std::size_t index) {
  RuleStage stage;
  stage.stretch = stretch;
  stage.index = index;
  stage.rule = &stretch.edition->rules[index];
  stage.fault = FillSituation(head, *stretch.edition, *stage.rule, stage.situation);
  if (stage.fault) return stage;
  const FormulaMeaning meaning = MeaningOf(stage.situation.surroundings);
  stage.reads_net = meaning.reads_net;
  if (meaning.fault) {
    stage.fault = RuleFault{meaning.fault->code, FormulaKey(*stage.rule), meaning.fault->text,
                            meaning.fault->reason, meaning.fault->needed};
    return stage;
  }
  std::optional<RuleFault> first_fault;
  FindShapes(meaning, stage.situation.surroundings, [&](const FoundShape& found) {
    auto built = BuildRule(stage.situation, found, meaning);
    if (auto* fault = std::get_if<RuleFault>(&built)) {
      if (!first_fault) first_fault = std::move(*fault);
      return false;
    }
    stage.built = std::move(std::get<BuiltRule>(built));
    stage.shape = found.shape;
    return true;
  });
  if (!stage.built) {
    stage.fault = first_fault ? first_fault : WhyNoShape(meaning, stage.situation.surroundings);
  }
  return stage;
}

std::vector<RuleStage> Joined(std::vector<RuleStage> stages) {
  std::vector<RuleStage> joined;
  for (RuleStage& stage : stages) {
    if (!joined.empty() && joined.back().stretch.last.Next() == stage.stretch.first &&
        joined.back().built && joined.back().built == stage.built) {
      joined.back().stretch.last = stage.stretch.last;
    } else {
      joined.push_back(std::move(stage));
    }
  }
  return joined;
}

RuleConstructs ConstructsOf(const std::vector<RuleStage>& found, const Term& term) {
  RuleConstructs result;
  std::vector<RuleStage> stages = found;
  const bool is_whole_term = stages.size() == 1 && stages[0].stretch.first == term.FirstPeriod() &&
                             stages[0].stretch.last == term.LastPeriod();
  if (!is_whole_term) {
    result.fault = JoinLookback(stages, term);
    if (result.fault) return result;
  }
  std::size_t ranges_count = 0;
  for (const RuleStage& stage : stages) ranges_count += RangesOf(stage, term).size();
  for (const RuleStage& stage : stages) {
    const std::size_t parts = stage.built->constructs.size();
    for (const Range& range : RangesOf(stage, term)) {
      for (std::size_t part = 0; part < parts; ++part) {
        PartialConstruct partial = stage.built->constructs[part];
        std::string& id = partial.construct.id;
        if (parts > 1) id += "/" + std::to_string(part + 1);
        if (ranges_count > 1) id += "@" + range.first.ToString();
        Limit(range, term, partial);
        result.constructs.push_back(std::move(partial));
      }
    }
  }
  return result;
}

}  // namespace twinbill::translators
