#include "harness/cli/billed_money.h"

#include <algorithm>

#include "standard_engine/billing/standard_run.h"

namespace twinbill::cli {
namespace {

using billing::kNowhere;

// The construct that each of `line_count` lines of a bill is of.
std::vector<std::uint32_t> ConstructOfLines(const billing::Trace& trace, std::size_t line_count) {
  std::vector<std::uint32_t> of_line(line_count, kNowhere);
  for (const billing::ConstructTrace& construct : trace.constructs) {
    const auto take = [&](std::uint32_t line) {
      if (line != kNowhere) of_line[line] = construct.number;
    };
    for (const billing::LineTrace& line : construct.lines) take(line.line);
    if (construct.fee) take(construct.fee->line);
    if (construct.commit && construct.commit->charge) take(construct.commit->charge->line);
  }
  return of_line;
}

void AddLines(const std::vector<model::LineItem>& lines, const billing::Trace& trace,
              BilledMoney& money) {
  const std::vector<std::uint32_t> construct = ConstructOfLines(trace, lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    TWINBILL_CHECK(construct[i] != kNowhere);
    const model::Amount& amount = lines[i].amount;
    for (model::DecimalSum* sum :
         {&money.by_construct[construct[i]], &money.by_account[lines[i].usage_account_id],
          &money.by_period[lines[i].billing_period], &money.total}) {
      sum->AddUnits(amount.units, amount.digits);
    }
  }
}

}  // namespace

model::Result<BilledMoney> BillMoney(const plan::Plan& plan, ExplainUsage& usage,
                                     const PeriodBounds& bounds) {
  const contract::Contract& contract = plan.contract();
  BilledMoney money;
  money.by_construct.resize(contract.constructs.size());
  if (!bounds.to && !usage.last_period()) return money;
  const model::Period to =
      bounds.to ? *bounds.to : std::min(contract.term.LastPeriod(), *usage.last_period());
  billing::StandardRun run(plan, usage.slots());
  std::vector<model::LineItem> lines;
  while (!run.is_done() && run.next_period() <= to) {
    const model::Period period = run.next_period();
    TWINBILL_TRY(usage.Feed(run));
    lines.clear();
    billing::Trace trace;
    TWINBILL_TRY(run.BillNext(lines, trace));
    if (bounds.from && period < *bounds.from) continue;
    money.by_period[period];  // also where it has no lines
    AddLines(lines, trace, money);
  }
  return money;
}

}  // namespace twinbill::cli
