#include "standard_engine/explain/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "corpus/model/check.h"
#include "standard_engine/explain/discount_explainer.h"
#include "standard_engine/explain/words.h"

namespace twinbill::explain {

using billing::ConstructTrace;
using billing::kNowhere;
using Place = NumberList::Place;

namespace {

// Explains one line of one construct.
class LineExplainer {
 public:
  LineExplainer(const plan::Plan& plan, const billing::Trace& trace,
                const ConstructTrace& construct, Explanation& explanation)
      : plan_(plan),
        trace_(trace),
        construct_(construct),
        source_(*plan.constructs()[construct.number].source),
        explanation_(explanation) {
    explanation.construct = source_.id;
    explanation.pointer = fmt::format("/constructs/{}", construct.number);
    explanation.scope = ScopeInWords(source_);
    explanation.gives = BenefitInWords(source_);
    explanation.is_over_window = plan.constructs()[construct.number].settles_at_window_end;
  }

  void Discount(std::uint32_t number) {
    DiscountExplainer discounts(plan_, trace_, construct_, numbers_);
    std::vector<Place> given;
    for (std::size_t i = 0; i < construct_.cells.size(); ++i) {
      const billing::DiscountedCell& cell = construct_.cells[i];
      if (cell.line != number) continue;
      ExplainedCell explained;
      explained.slot = *cell.slot;
      explained.epoch = cell.epoch;
      explained.quantity = cell.quantity;
      explained.list_cost = cell.list_cost;
      explained.discount =
          discounts.Explain(i, fmt::format("cell {}", explanation_.cells.size() + 1));
      given.push_back(explained.discount);
      explanation_.cells.push_back(std::move(explained));
    }
    const Place sum = numbers_.Sum("discount of the line", std::move(given));
    const Place exact = numbers_.Negation("exact amount", sum);
    const billing::LineTrace& line = construct_.lines[number];
    TWINBILL_CHECK(numbers_.ValueOf(exact) == line.exact);
    RoundLine(line, exact);
  }

  void Fee() {
    explanation_.kind = LineKind::kFee;
    const auto& prepaid = std::get<contract::Prepaid>(source_.benefit->form);
    Round(numbers_.Term("fee", ExactAmount(prepaid.amount),
                        explanation_.pointer + "/benefit/prepaid/amount"));
  }

  void Shortfall() {
    explanation_.kind = LineKind::kShortfall;
    const contract::Commit& commit = *source_.commit;
    const billing::CommitTrace& told = *construct_.commit;
    const std::string pointer = explanation_.pointer + "/commit";
    Place amount = numbers_.Term("commitment", ExactAmount(commit.amount), pointer + "/amount");
    if (numbers_.ValueOf(amount) != told.amount) amount = Prorate(amount, commit, told);
    std::vector<Place> counted{numbers_.Carried(
        "spent", told.measured,
        fmt::format("{} over the {}, without cells of limits", contract::TextOf(commit.measure),
                    contract::TextOf(commit.window)))};
    for (std::size_t i = 0; i < told.limits.size(); ++i) {
      const Place measured =
          numbers_.Carried("spent within a limit", told.limits[i].measured, "over the window");
      const Place share = numbers_.Term("share of the limit", ExactAmount(commit.limits[i].share),
                                        fmt::format("{}/limits/{}/share", pointer, i));
      const Place hundred = numbers_.Carried("100", ExactAmount::OfUnits(100, 0), "per cent");
      const Place most = numbers_.Quotient(
          "most that counts", numbers_.Product("share of the amount", {share, amount}), hundred);
      counted.push_back(numbers_.Least("counted of the limit", {measured, most}));
    }
    const Place all = numbers_.Sum("counted", std::move(counted));
    Round(numbers_.Difference("shortfall", {amount, all}));
  }

  void Finish() {
    explanation_.numbers = numbers_.Take();
    TWINBILL_CHECK(explanation_.amount().value == ExactAmount(explanation_.line.amount));
  }

 private:
  void Round(Place exact) {
    numbers_.Rounded("amount", exact, source_.rounding.rule.mode, source_.rounding.rule.digits);
  }

  // A window cut short: the amount's share of it.
  Place Prorate(Place amount, const contract::Commit& commit, const billing::CommitTrace& told) {
    const model::Window window = plan_.contract().term.WindowOf(commit.window, trace_.period);
    const Place months =
        numbers_.Carried("periods in the window", ExactAmount::OfUnits(window.months(), 0),
                         "which the term's end cuts short");
    const Place full = numbers_.Carried("periods in a whole window",
                                        ExactAmount::OfUnits(window.months_full, 0), "");
    const Place prorated =
        numbers_.Quotient("commitment, prorated",
                          numbers_.Product("commitment times periods", {amount, months}), full);
    TWINBILL_CHECK(numbers_.ValueOf(prorated) == told.amount);
    return prorated;
  }

  void RoundLine(const billing::LineTrace& line, Place exact) {
    if (line.sum == kNowhere) return Round(exact);
    const arithmetic::DealRule& rule = source_.rounding.rule;
    const billing::SumTrace& sum = construct_.sums[line.sum];
    const Place all = numbers_.Carried(
        "exact amounts together", sum.exact,
        fmt::format("of all lines of the {}", contract::TextOf(source_.rounding.at)));
    const Place rounded = numbers_.Rounded("rounded sum", all, rule.mode, rule.digits);
    Place share = exact;
    if (rule.deal == arithmetic::DealBy::kRounded) {
      share = numbers_.ValueOf(all).is_zero()
                  ? numbers_.Carried("share", ExactAmount(), "the exact amounts add up to 0")
                  : numbers_.Quotient(
                        "share of the rounded sum",
                        numbers_.Product("rounded sum times exact amount", {rounded, exact}), all);
    }
    const Place cut = numbers_.Cut("share, cut", share, rule.digits);
    const Place dealt = numbers_.Carried(
        "dealt to the line", ExactAmount::OfUnits(line.dealt, rule.digits),
        fmt::format("units that the cut shares leave of the rounded sum go to the {}",
                    contract::TextOf(rule.remainder)));
    numbers_.Sum("amount", {cut, dealt});
  }

  const plan::Plan& plan_;
  const billing::Trace& trace_;
  const ConstructTrace& construct_;
  const contract::Construct& source_;
  Explanation& explanation_;
  NumberList numbers_;
};

// Explains the line where it is one of the construct's; false where it is another's.
bool ExplainIn(const plan::Plan& plan, const billing::Trace& trace, const ConstructTrace& construct,
               std::uint32_t number, Explanation& explanation) {
  LineExplainer explainer(plan, trace, construct, explanation);
  if (construct.fee && construct.fee->line == number) {
    explainer.Fee();
    explainer.Finish();
    return true;
  }
  if (construct.commit && construct.commit->charge && construct.commit->charge->line == number) {
    explainer.Shortfall();
    explainer.Finish();
    return true;
  }
  for (std::uint32_t i = 0; i < construct.lines.size(); ++i) {
    if (construct.lines[i].line != number) continue;
    explainer.Discount(i);
    explainer.Finish();
    return true;
  }
  return false;
}

// What tells cells apart, as one text.
std::string CellKey(const plan::Plan& plan, const model::Slot& slot, std::uint32_t epoch) {
  std::string key = std::to_string(epoch);
  const auto add = [&](std::string_view text) {
    key += '\x1f';
    key += text;
  };
  for (const auto field :
       {&model::Slot::account, &model::Slot::service, &model::Slot::region,
        &model::Slot::usage_type, &model::Slot::operation, &model::Slot::line_item_type}) {
    add(slot.*field);
  }
  for (const model::Dimension& attribute : plan.attributes()) add(attribute.TextOf(slot));
  return key;
}

// The first period of the usage that a line is made from.
model::Period FirstPeriodOf(const plan::Plan& plan, const Explanation& explanation) {
  const model::Period last = explanation.line.billing_period;
  if (!explanation.is_over_window) return last;
  const auto construct =
      std::find_if(plan.constructs().begin(), plan.constructs().end(),
                   [&](const auto& each) { return each.source->id == explanation.construct; });
  return plan.contract().term.WindowOf(construct->source->meter->window, last).first;
}

// A cell that wants its records, of these periods.
struct Wanted {
  model::Period first;
  model::Period last;
  ExplainedCell* cell = nullptr;
};

}  // namespace

Explanation ExplainLine(const plan::Plan& plan, const billing::Trace& trace,
                        std::span<const model::LineItem> lines, std::size_t number) {
  Explanation explanation;
  explanation.line = lines[number];
  const bool found = std::any_of(
      trace.constructs.begin(), trace.constructs.end(), [&](const ConstructTrace& construct) {
        return ExplainIn(plan, trace, construct, static_cast<std::uint32_t>(number), explanation);
      });
  TWINBILL_CHECK(found);  // every line is some construct's
  return explanation;
}

void FindRecords(const plan::Plan& plan, std::span<const model::UsageRecord> records,
                 std::span<Explanation> explanations) {
  std::map<std::string, std::vector<Wanted>> wanted;
  for (Explanation& explanation : explanations) {
    const model::Period first = FirstPeriodOf(plan, explanation);
    for (ExplainedCell& cell : explanation.cells) {
      wanted[CellKey(plan, cell.slot, cell.epoch)].push_back(
          {first, explanation.line.billing_period, &cell});
    }
  }
  const contract::Contract& contract = plan.contract();
  std::vector<const model::UsageRecord*> sorted;
  for (const model::UsageRecord& record : records) {
    const bool counts = record.payer == contract.payer && contract.term.Contains(record.start);
    if (counts) sorted.push_back(&record);
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    return a->period != b->period ? a->period < b->period : model::LedgerLess(*a, *b);
  });
  for (const model::UsageRecord* record : sorted) {
    const auto found = wanted.find(CellKey(plan, record->slot, plan.EpochOf(record->start)));
    if (found == wanted.end()) continue;
    for (const Wanted& cell : found->second) {
      if (cell.first <= record->period && record->period <= cell.last) {
        cell.cell->record_ids.push_back(record->id);
      }
    }
  }
}

}  // namespace twinbill::explain
