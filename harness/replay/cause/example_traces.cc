#include "harness/replay/cause/example_traces.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "corpus/model/decimal_sum.h"
#include "corpus/model/record_feed.h"
#include "legacy_adapters/cbas/cbas_model.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "standard_engine/billing/standard_run.h"
#include "standard_engine/billing/trace.h"
#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::replay {
namespace {

using model::Decimal;
using model::DecimalSum;

constexpr std::size_t kStepsMax = 200;  // of a trace that is kept

// What both sides say about the same thing, where they say it.
struct Facts {
  std::optional<DecimalSum> usage;   // of the records taken
  std::optional<DecimalSum> cost;    // that the benefit goes by
  std::optional<DecimalSum> before;  // in the window's earlier periods
  std::optional<DecimalSum> given;   // before rounding, credits above 0
  std::optional<DecimalSum> rounded;
  std::size_t lines = 0;
  std::vector<std::string> steps;

  void Step(std::string text) {
    if (steps.size() < kStepsMax) steps.push_back(std::move(text));
  }
};

void Add(const std::string& text, std::optional<DecimalSum>& sum, bool turned = false) {
  const auto value = Decimal::Parse(text);
  if (!sum) sum.emplace();
  if (value) sum->Add(turned ? value->Negated() : *value);
}

// Listens to the rules whose lines the filter takes.
class LegacyListener : public cbas::RuleListener {
 public:
  LegacyListener(const DifferenceFilter& filter, Facts& facts) : filter_(filter), facts_(facts) {}

  void OnRule(model::Period, const rule_book::Rule& rule) override {
    model::LineItem line;
    line.clause = rule.clause;
    line.line_item_type = rule.line_type;
    rule_ = filter_.Takes(line) ? &rule : nullptr;
    Tell(fmt::format("rule {} ({}): {} {}", rule.id, rule.clause,
                     rule.is_credit ? "credit" : "charge", rule.formula.text));
  }
  void OnGroup(const std::vector<std::string>& texts) override {
    Tell(texts.empty() ? "  one group" : fmt::format("  group {}", fmt::join(texts, ", ")));
  }
  void OnVariable(rule_book::Variable variable, const std::string& value) override {
    Tell(fmt::format("    {} = {}", rule_book::Name(variable), value));
    if (rule_ == nullptr) return;
    using rule_book::Variable;
    if (variable == Variable::kUsage) Add(value, facts_.usage);
    if (variable == Variable::kCost || variable == Variable::kNet || variable == Variable::kRated) {
      Add(value, facts_.cost);
    }
    if (variable == Variable::kUsageBefore || variable == Variable::kCostBefore) {
      Add(value, facts_.before);
    }
  }
  void OnInput(const std::string& name, const std::string& value) override {
    Tell(fmt::format("    {} = {}", name, value));
  }
  void OnRecord(std::size_t record, std::size_t) override {
    Tell(fmt::format("    record {}", record + 1));
  }
  void OnNode(std::uint32_t node, const std::string& value) override {
    if (rule_ == nullptr) return;
    const bool is_root = node + 1 == rule_->formula.nodes.size();
    const rule_book::FormulaNode& at = rule_->formula.nodes[node];
    if (at.kind == rule_book::NodeKind::kOperation || at.kind == rule_book::NodeKind::kCall) {
      Tell(fmt::format("    {} = {}", rule_book::WriteFormula(rule_->formula, node), value));
    }
    if (is_root) Add(value, facts_.given, !rule_->is_credit);
  }
  void OnRecordAmount(const model::Amount& amount) override {
    Tell(fmt::format("    rounded to {}", amount.ToString()));
  }
  void OnAmount(const model::Amount& amount) override {
    Tell(fmt::format("    amount {}", amount.ToString()));
    if (rule_ != nullptr) Add(amount.ToString(), facts_.rounded, !rule_->is_credit);
  }
  void OnStop(const std::string& code) override { Tell("    stops: " + code); }
  void OnLine(const cbas::ToldLine& line) override {
    Tell(fmt::format("    line {}/{}/{}/{}: {}{}", line.account, line.service, line.region,
                     line.usage_type, line.amount.ToString(),
                     line.is_left_out ? ", left out" : ""));
    if (rule_ != nullptr && !line.is_left_out) ++facts_.lines;
  }

 private:
  void Tell(std::string step) {
    if (rule_ != nullptr) facts_.Step(std::move(step));
  }

  const DifferenceFilter& filter_;
  Facts& facts_;
  const rule_book::Rule* rule_ = nullptr;  // null where its lines are not looked at
};

bool ReadLegacy(const Counterexample& found, const DifferenceFilter& filter,
                const model::RecordFeed& feed, const model::SlotTable& slots, Facts& facts) {
  auto book = rule_book::ReadRuleBook(found.legacy_text, found.legacy_name);
  if (!book) return false;
  const cbas::CbasModel model(std::move(book->book));
  const auto run = model.StartRun(slots);
  LegacyListener listener(filter, facts);
  std::vector<model::LineItem> lines;
  const model::Term& term = model.head().term;
  for (model::Period period = term.FirstPeriod(); period <= found.period && term.Contains(period);
       period = period.Next()) {
    for (const auto& block : feed.Of(period)) {
      if (!run->Add(block)) return false;
    }
    if (period == found.period) run->Listen(&listener);
    if (!run->BillNext(lines)) return false;
  }
  return true;
}

void ReadConstruct(const plan::Plan& plan, const billing::ConstructTrace& trace, Facts& facts) {
  const contract::Construct& construct = *plan.constructs()[trace.number].source;
  facts.Step(fmt::format("construct {} ({})", construct.id, construct.clause));
  if (!trace.settles) facts.Step("  waits for the window's end");
  for (const billing::DiscountedCell& cell : trace.cells) {
    facts.Step(fmt::format("  cell {}/{}/{}/{}: quantity {}, base {}", cell.slot->account,
                           cell.slot->service, cell.slot->region, cell.slot->usage_type,
                           cell.quantity.ToString(), cell.base.ToString()));
    Add(cell.quantity.ToString(), facts.usage);
    Add(cell.base.ToString(), facts.cost);
  }
  for (const billing::TracedReading& reading : trace.readings) {
    facts.Step(fmt::format("  meter: before {}, now {}", reading.before.ToString(),
                           reading.now.ToString()));
    Add(reading.before.ToString(), facts.before);
  }
  for (const billing::GroupTrace& group : trace.groups) {
    if (group.step != billing::kNowhere) {
      facts.Step(fmt::format("  tier {}", group.step + 1));
    }
    for (std::size_t i = 0; i < group.lengths.size(); ++i) {
      facts.Step(fmt::format("  tier {}: {} of it", i + 1, group.lengths[i].ToString()));
    }
    if (group.is_floored) facts.Step("  the floor takes all of it");
  }
  if (trace.cap) {
    facts.Step(fmt::format("  cap: {} left, {} wanted", trace.cap->left.ToString(),
                           trace.cap->wanted.ToString()));
  }
  for (const billing::LineTrace& line : trace.lines) {
    facts.Step(fmt::format("  line {}/{}/{}/{}: exactly {}, {}{}", line.slot->account,
                           line.slot->service, line.slot->region, line.slot->usage_type,
                           line.exact.ToString(), line.amount.ToString(),
                           line.line == billing::kNowhere ? ", left out" : ""));
    Add(line.exact.ToString(), facts.given, true);
    Add(line.amount.ToString(), facts.rounded, true);
    facts.lines += line.line == billing::kNowhere ? 0 : 1;
  }
  const auto charge = [&](const char* what, const billing::ChargeTrace& told) {
    facts.Step(
        fmt::format("  {}: exactly {}, {}", what, told.exact.ToString(), told.amount.ToString()));
    Add(told.exact.ToString(), facts.given, true);
    Add(told.amount.ToString(), facts.rounded, true);
    facts.lines += told.line == billing::kNowhere ? 0 : 1;
  };
  if (trace.fee) charge("fee", *trace.fee);
  if (trace.commit) {
    facts.Step(fmt::format("  commitment: {} of {} counted", trace.commit->counted.ToString(),
                           trace.commit->amount.ToString()));
    if (trace.commit->charge) charge("shortfall", *trace.commit->charge);
  }
}

bool ReadStandard(const Counterexample& found, const DifferenceFilter& filter,
                  const model::RecordFeed& feed, const model::SlotTable& slots, Facts& facts) {
  auto contract = contract::ReadContract(found.standard_text, "standard.json");
  if (!contract) return false;
  const plan::Plan plan(std::move(*contract));
  billing::StandardRun run(plan, slots);
  billing::Trace trace;
  std::vector<model::LineItem> lines;
  const model::Term& term = plan.contract().term;
  for (model::Period period = term.FirstPeriod(); period <= found.period && term.Contains(period);
       period = period.Next()) {
    for (const auto& block : feed.Of(period)) run.Add(block);
    if (!run.BillNext(lines, trace)) return false;
  }
  for (const billing::ConstructTrace& construct : trace.constructs) {
    const contract::Construct& source = *plan.constructs()[construct.number].source;
    model::LineItem line;
    line.clause = source.clause;
    for (const std::string* type :
         {&source.line.type, source.commit ? &source.commit->charge.type : nullptr}) {
      if (type == nullptr) continue;
      line.line_item_type = *type;
      if (!filter.Takes(line)) continue;
      ReadConstruct(plan, construct, facts);
      break;
    }
  }
  return true;
}

// The same up to the eighth digit behind the point: a double's last digits part nothing.
bool IsNear(const DecimalSum& a, const DecimalSum& b) {
  DecimalSum difference = b;
  difference.Negate();
  difference.Add(a);
  if (difference.is_negative()) difference.Negate();
  DecimalSum over;
  over.AddUnits(1, 8);
  over.Negate();
  over.Add(difference);
  return over.is_negative();
}

std::string PartsAt(const Facts& legacy, const Facts& standard) {
  const auto part = [&](const char* step, const std::optional<DecimalSum>& a,
                        const std::optional<DecimalSum>& b, bool is_exact) -> std::string {
    if (!a || !b || (is_exact ? *a == *b : IsNear(*a, *b))) return "";
    return fmt::format("{} (legacy {}, standard {})", step, a->ToString(), b->ToString());
  };
  for (const std::string& step :
       {part("the usage that is taken", legacy.usage, standard.usage, false),
        part("the cost that it goes by", legacy.cost, standard.cost, false),
        part("the window's earlier periods", legacy.before, standard.before, false),
        part("what is given, before rounding", legacy.given, standard.given, false),
        part("the rounded amount", legacy.rounded, standard.rounded, true)}) {
    if (!step.empty()) return step;
  }
  if (legacy.lines != standard.lines) {
    return fmt::format("the lines (legacy {}, standard {})", legacy.lines, standard.lines);
  }
  return "the shares of the lines, or their texts";
}

}  // namespace

void TraceExample(const Counterexample& found, const DifferenceFilter& filter,
                  evidence::Example& example) {
  model::SlotTable slots;
  model::RecordFeed feed;
  for (const model::UsageRecord& record : found.records) feed.Add(record, slots);
  if (!feed.Finish()) return;
  Facts legacy, standard;
  const bool has_legacy = ReadLegacy(found, filter, feed, slots, legacy);
  const bool has_standard = ReadStandard(found, filter, feed, slots, standard);
  example.legacy_trace = std::move(legacy.steps);
  example.standard_trace = std::move(standard.steps);
  if (has_legacy && has_standard) example.parts_at = PartsAt(legacy, standard);
}

std::string CanonicalContract(const std::string& text, const std::string& file,
                              const contract::DefinitionSet& definitions) {
  const auto contract = contract::ReadContract(text, file, definitions);
  return contract ? contract::WriteContract(*contract, contract::NamedConstructs::kPrimitives)
                  : std::string();
}

}  // namespace twinbill::replay
