#include "translators/cbas/book_translator.h"

#include <algorithm>
#include <map>
#include <set>

#include "translators/cbas/net_order.h"
#include "translators/cbas/rule_history.h"
#include "translators/cbas/traces.h"

namespace twinbill::translators {

using contract::Construct;
using rule_book::ReadBook;
using rule_book::Rule;

namespace {

struct PlacedFault {
  RuleFault fault;
  std::size_t index = 0;  // of the rule in the edition
  model::Period period;
};

// One rule by its id, through all stretches.
struct RuleState {
  std::string id;
  std::vector<RuleStage> stages;
  std::vector<PlacedFault> faults;
  std::vector<RuleCondition> net_conditions;
  RuleConstructs constructs;
};

class BookTranslator {
 public:
  BookTranslator(const ReadBook& read, const std::string& name)
      : read_(read), book_(read.book), places_(read) {
    translation_.translator = name;
  }

  Translation Run() {
    for (const Stretch& stretch : StretchesOf(book_)) {
      stages_.emplace_back();
      for (std::size_t i = 0; i < stretch.edition->rules.size(); ++i) {
        stages_.back().push_back(TranslateStage(book_.head, stretch, i));
      }
    }
    CollectRules();
    for (RuleState& state : states_) FinishRule(state);
    CheckOrder();
    while (CheckNet()) {
    }
    FillHead();
    for (RuleState& state : states_) AddConstructs(state);
    NameExclusions();
    for (const RuleState& state : states_) AddTrace(state);
    translation_.settings = SettingTraces(read_, places_);
    translation_.contract.incomplete = !translation_.is_whole();
    return std::move(translation_);
  }

 private:
  RuleState& StateOf(const std::string& id) {
    return *std::find_if(states_.begin(), states_.end(),
                         [&](const RuleState& state) { return state.id == id; });
  }

  void CollectRules() {
    for (const auto& stages : stages_) {
      for (const RuleStage& stage : stages) {
        const bool known = std::any_of(states_.begin(), states_.end(), [&](const RuleState& state) {
          return state.id == stage.rule->id;
        });
        if (!known) states_.push_back({stage.rule->id, {}, {}, {}, {}});
        StateOf(stage.rule->id).stages.push_back(stage);
      }
    }
  }

  static void AddFault(const RuleFault& fault, const RuleStage& stage, RuleState& state) {
    for (const PlacedFault& other : state.faults) {
      if (other.fault.code == fault.code && other.fault.key == fault.key) return;
    }
    state.faults.push_back({fault, stage.index, stage.stretch.first});
  }

  void FinishRule(RuleState& state) {
    for (const RuleStage& stage : state.stages) {
      if (stage.fault) AddFault(*stage.fault, stage, state);
    }
    if (!state.faults.empty()) return;
    state.stages = Joined(std::move(state.stages));
    state.constructs = ConstructsOf(state.stages, book_.head.term);
    if (state.constructs.fault) {
      AddFault(*state.constructs.fault, state.stages.back(), state);
    }
  }

  // Constructs have one order; a rule that moves with an amendment would stack otherwise.
  void CheckOrder() {
    for (const auto& stages : stages_) {
      std::size_t last = 0;
      for (const RuleStage& stage : stages) {
        const auto at = static_cast<std::size_t>(&StateOf(stage.rule->id) - states_.data());
        if (at < last) order_is_amended_ = true;
        last = std::max(last, at);
      }
    }
  }

  // Whether a rule was found whose net cost is another on the standard side.
  bool CheckNet() {
    bool changed = false;
    for (const auto& stages : stages_) {
      for (std::size_t i = 0; i < stages.size(); ++i) {
        RuleState& state = StateOf(stages[i].rule->id);
        if (!stages[i].reads_net || !state.faults.empty()) continue;
        if (order_is_amended_) {
          AddFault({"order_amended", FormulaKey(*stages[i].rule), "net",
                    "an amendment changes the order of the rules, and net cost depends on it",
                    "an order of constructs for each effective range"},
                   stages[i], state);
          changed = true;
        }
        for (std::size_t k = 0; k < i && state.faults.empty(); ++k) {
          const bool is_refused = !StateOf(stages[k].rule->id).faults.empty();
          const NetFinding finding = NetBetween(stages[i], stages[k], is_refused);
          if (finding.fault) {
            AddFault(*finding.fault, stages[i], state);
            changed = true;
          } else if (finding.condition &&
                     std::find(state.net_conditions.begin(), state.net_conditions.end(),
                               *finding.condition) == state.net_conditions.end()) {
            state.net_conditions.push_back(*finding.condition);
          }
        }
      }
    }
    return changed;
  }

  void FillHead() {
    contract::Contract& contract = translation_.contract;
    contract.id = book_.head.id;
    contract.payer = book_.head.payer;
    contract.currency = book_.head.currency;
    contract.term = book_.head.term;
    const std::string note = NoteOfRest(book_);
    if (!note.empty()) contract.note = note;
    for (const RuleState& state : states_) {
      const bool reads_net = std::any_of(state.stages.begin(), state.stages.end(),
                                         [](const RuleStage& stage) { return stage.reads_net; });
      if (state.faults.empty() && reads_net) contract.net = contract::Net::kBilled;
    }
  }

  std::string UnusedId(const std::string& wanted) {
    std::string id = wanted;
    while (!ids_.insert(id).second) id += "'";
    return id;
  }

  void AddConstructs(RuleState& state) {
    if (!state.faults.empty()) return;
    const std::string note = NoteAt(book_, "/rules/" + std::to_string(state.stages.front().index));
    for (PartialConstruct& partial : state.constructs.constructs) {
      partial.construct.id = UnusedId(partial.construct.id);
      if (!note.empty()) partial.construct.note = note;
      translation_.contract.constructs.push_back(partial.construct);
      exclusions_.push_back(partial.exclusions);
      owners_.push_back(&state);
    }
  }

  static bool Takes(const Construct& construct, const Exclusion& exclusion) {
    return construct.scope.value_or(contract::Scope()) == exclusion.scope &&
           construct.effective == exclusion.during;
  }

  // Names what is left out: a construct of the same scope and range, or one that gives nothing.
  void NameExclusions() {
    auto& constructs = translation_.contract.constructs;
    const std::size_t count = constructs.size();
    for (std::size_t i = 0; i < count; ++i) {
      for (const Exclusion& exclusion : exclusions_[i]) {
        const auto same =
            std::find_if(constructs.begin(), constructs.end(), [&](const Construct& other) {
              return other.id != constructs[i].id && Takes(other, exclusion);
            });
        const std::string id =
            same != constructs.end() ? same->id : AddMarker(constructs[i], exclusion);
        std::vector<std::string>& unless = constructs[i].unless;
        if (std::find(unless.begin(), unless.end(), id) == unless.end()) unless.push_back(id);
      }
    }
  }

  // A construct that gives nothing and has no lines: there to be named.
  std::string AddMarker(const Construct& owner, const Exclusion& exclusion) {
    Construct marker;
    marker.id = UnusedId(owner.id + "-less-" + std::to_string(owner.unless.size() + 1));
    marker.clause = owner.clause;
    marker.note = "Gives nothing: the records that " + owner.id + " leaves out.";
    marker.effective = exclusion.during;
    if (!(exclusion.scope == contract::Scope())) marker.scope = exclusion.scope;
    marker.benefit.emplace();
    marker.line.type = owner.line.type;
    marker.line.description = owner.line.description;
    marker.line.by = {};
    const std::string id = marker.id;
    markers_[owner.id].push_back(id);
    translation_.contract.constructs.push_back(std::move(marker));
    return id;
  }

  void AddTrace(const RuleState& state) {
    RuleTrace trace;
    const RuleStage& first = state.stages.front();
    const std::string at = "/rules/" + std::to_string(first.index);
    const model::Period period = first.stretch.first;
    trace.id = state.id;
    trace.clause = first.rule->clause;
    trace.place = places_.At(at, period);
    trace.source = (first.rule->is_credit ? "credit " : "charge ") + first.rule->formula.text;
    if (!state.faults.empty()) {
      for (const PlacedFault& placed : state.faults) {
        const std::string pointer = "/rules/" + std::to_string(placed.index) + placed.fault.key;
        trace.refusals.push_back({placed.fault.code,
                                  places_.At(pointer, placed.period, placed.fault.text),
                                  placed.fault.reason, placed.fault.needed});
      }
    } else {
      trace.shape = NameOf(first.shape);
      AddConstructTraces(state, trace);
      for (const RuleStage& stage : state.stages) {
        for (const RuleCondition& condition : stage.built->conditions) {
          AddObligation(condition, stage, trace);
        }
      }
      for (const RuleCondition& condition : state.net_conditions) {
        AddObligation(condition, first, trace);
      }
    }
    translation_.rules.push_back(std::move(trace));
  }

  void AddConstructTraces(const RuleState& state, RuleTrace& trace) {
    const auto& constructs = translation_.contract.constructs;
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      if (owners_[i] != &state) continue;
      const Construct& construct = constructs[i];
      trace.constructs.push_back(construct.id);
      for (const std::string& marker : markers_[construct.id]) trace.constructs.push_back(marker);
      // The stage in whose periods the construct begins.
      const RuleStage* stage = &state.stages.front();
      for (const RuleStage& each : state.stages) {
        if (construct.effective.by == contract::EffectiveBy::kPeriod && construct.effective.from &&
            each.stretch.first <= model::Period::Of(*construct.effective.from)) {
          stage = &each;
        }
      }
      for (Derivation& derivation : DerivationsOf(*stage, construct, places_)) {
        trace.derivations.push_back(std::move(derivation));
      }
    }
  }

  void AddObligation(const RuleCondition& condition, const RuleStage& stage, RuleTrace& trace) {
    const std::string pointer = "/rules/" + std::to_string(stage.index) + condition.key;
    Obligation obligation;
    obligation.code = condition.code;
    obligation.place = places_.At(pointer, stage.stretch.first);
    obligation.condition = condition.condition;
    obligation.shown_by = {"replay", "fuzz", "prove"};
    obligation.parameters = condition.parameters;
    const bool known = std::any_of(
        trace.obligations.begin(), trace.obligations.end(), [&](const Obligation& other) {
          return other.code == obligation.code && other.condition == obligation.condition;
        });
    if (!known) trace.obligations.push_back(std::move(obligation));
  }

  const ReadBook& read_;
  const rule_book::RuleBook& book_;
  Places places_;
  Translation translation_;
  std::vector<std::vector<RuleStage>> stages_;  // by stretch, then in the edition's order
  std::vector<RuleState> states_;
  bool order_is_amended_ = false;
  std::set<std::string> ids_;
  std::vector<std::vector<Exclusion>> exclusions_;  // of the constructs so far
  std::vector<const RuleState*> owners_;
  std::map<std::string, std::vector<std::string>> markers_;  // by the construct that asked first
};

}  // namespace

Translation TranslateBook(const ReadBook& book, const std::string& name) {
  return BookTranslator(book, name).Run();
}

}  // namespace twinbill::translators
