#include "harness/mutate/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "corpus/model/line_item.h"
#include "corpus/model/usage_record.h"
#include "harness/fuzz/fuzz_batch.h"
#include "legacy_adapters/cbas/cbas_model.h"
#include "standard_engine/billing/standard_run.h"

namespace twinbill::mutate {

using legacy::LegacyModel;
using model::Period;

namespace {

// Feeds `run` from a source, period by period, to the source's last one. False where it refused.
template <class Run, class Add>
bool BillAll(Run& run, const model::Term& term, const UsageSource& source, const Add& add,
             std::vector<model::LineItem>& lines) {
  Period period = term.FirstPeriod();
  const Period last = std::min(source.last, term.LastPeriod());
  bool refused = false;
  const auto bill_up_to = [&](Period end) {
    for (; period < end && period <= last && !refused; period = period.Next()) {
      refused = !run.BillNext(lines);
    }
  };
  const auto read = source.read([&](const model::UsageBlock& block) -> model::Result<void> {
    if (block.period < term.FirstPeriod() || block.period > last) return {};
    bill_up_to(block.period);
    if (!refused) refused = !add(block);
    return {};
  });
  TWINBILL_CHECK(read.has_value());  // it was read once before, by Prepare()
  bill_up_to(last.Next());
  return !refused;
}

// The block's rows for a side that wants whole records; `number` counts them, for their ids.
std::vector<model::UsageRecord> RecordsOf(const model::UsageBlock& block,
                                          const model::SlotTable& slots,
                                          const legacy::LegacyHead& head, std::int64_t& number) {
  std::vector<model::UsageRecord> records(block.size());
  for (std::size_t row = 0; row < records.size(); ++row) {
    model::UsageRecord& record = records[row];
    record.id = fmt::format("r{:09}", ++number);
    record.payer = head.payer;
    record.currency = head.currency;
    record.period = block.period;
    record.start = {block.start[row]};
    record.slot = slots[block.slot[row]];
    record.quantity = block.quantity.At(row);
    record.unblended_cost = block.list_cost.At(row);
    if (block.HasRate(row)) record.rate = block.rate.At(row);
  }
  return records;
}

std::vector<std::string> SortedRows(const std::vector<model::LineItem>& lines) {
  std::vector<std::string> rows;
  rows.reserve(lines.size());
  for (const model::LineItem& line : lines) model::AppendRow(line, rows.emplace_back());
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

Judge::Judge(const MutationInput& input, const MutationOrder& order)
    : input_(input), order_(order), standard_(*input.standard) {}

Judge::Expected Judge::BillLegacy(const LegacyModel& model, const UsageSource& source) {
  const auto run = model.Start(*source.slots);
  std::vector<model::LineItem> lines;
  std::int64_t number = 0;
  const bool billed = BillAll(
      *run, model.head().term, source,
      [&](const model::UsageBlock& block) {
        if (model.need() != legacy::UsageNeed::kRecords) return run->Add(block).has_value();
        const auto records = RecordsOf(block, *source.slots, model.head(), number);
        return run->AddRecords(records).has_value();
      },
      lines);
  return {SortedRows(lines), !billed};
}

Judge::Expected Judge::BillStandard(const plan::Plan& plan, const UsageSource& source) {
  billing::StandardRun run(plan, *source.slots);
  std::vector<model::LineItem> lines;
  const bool billed = BillAll(
      run, plan.contract().term, source,
      [&](const model::UsageBlock& block) {
        run.Add(block);
        return true;
      },
      lines);
  return {SortedRows(lines), !billed};
}

model::Result<void> Judge::Prepare() {
  const auto prepare = [&](const std::vector<UsageSource>& sources, std::vector<Expected>& expected,
                           std::string_view what) -> model::Result<void> {
    for (const UsageSource& source : sources) {
      TWINBILL_TRY(source.read([](const model::UsageBlock&) { return model::Result<void>(); }));
      Expected standard = BillStandard(standard_, source);
      const Expected legacy = BillLegacy(*input_.legacy, source);
      if (standard.rows != legacy.rows || standard.refused != legacy.refused) {
        return model::Fail(model::InputFailure(model::Diagnostic(
            model::Code{"mutate_not_at_parity"}, {},
            fmt::format("contract {}: the two sides as they are bill different lines over {}",
                        input_.standard->id, what),
            "a contract at parity", "replay it, and mend what differs first")));
      }
      expected.push_back(std::move(standard));
    }
    return {};
  };
  TWINBILL_TRY(prepare(input_.counterexamples, counterexamples_, "a saved counterexample"));
  return prepare(input_.history, history_, "the history");
}

bool Judge::Differs(const LegacyModel* legacy, const plan::Plan* standard,
                    const UsageSource& source, const Expected& expected) const {
  const Expected mutated =
      standard != nullptr ? BillStandard(*standard, source) : BillLegacy(*legacy, source);
  return mutated.rows != expected.rows || mutated.refused != expected.refused;
}

void Judge::TryByFuzz(const LegacyModel& legacy, const plan::Plan& standard, const Mutant& mutant,
                      MutantResult& result) const {
  // The generator reads both sides as they are then: one of them wrong.
  fuzz::Mentions mentions;
  if (input_.legacy_mentions != nullptr) mentions = *input_.legacy_mentions;
  mentions.Add(standard.contract());
  if (const auto* book = std::get_if<rule_book::RuleBook>(&mutant.side)) {
    mentions.Add(*book);
  } else if (input_.book != nullptr) {
    mentions.Add(*input_.book);
  }
  fuzz::FuzzTarget target(legacy, standard, std::move(mentions), order_.seed);
  fuzz::UsageCase usage;
  fuzz::FeatureCounts shown{};
  fuzz::AimCounts aims;
  while (result.fuzz_cases < order_.fuzz_cases && !result.by_fuzz) {
    const std::uint64_t place = result.fuzz_cases++;
    const std::uint64_t number = fuzz::CountedRandom(order_.seed, place).Next();
    target.Prepare(number, place, usage, shown, aims);
    result.by_fuzz = target.pair().Bill(usage) == fuzz::PairVerdict::kDifferent;
  }
}

void Judge::Try(const Mutant& mutant, MutantResult& result) const {
  std::unique_ptr<const LegacyModel> mutated_legacy;
  std::unique_ptr<const plan::Plan> mutated_standard;
  if (mutant.is_standard()) {
    mutated_standard =
        std::make_unique<const plan::Plan>(std::get<contract::Contract>(mutant.side));
  } else {
    mutated_legacy =
        std::make_unique<const cbas::CbasModel>(std::get<rule_book::RuleBook>(mutant.side));
  }
  const auto caught = [&](const std::vector<UsageSource>& sources,
                          const std::vector<Expected>& expected) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (Differs(mutated_legacy.get(), mutated_standard.get(), sources[i], expected[i])) {
        return true;
      }
    }
    return false;
  };
  result.by_counterexamples = caught(input_.counterexamples, counterexamples_);
  result.by_history = caught(input_.history, history_);
  TryByFuzz(mutated_legacy ? *mutated_legacy : *input_.legacy,
            mutated_standard ? *mutated_standard : standard_, mutant, result);
  if (result.by_counterexamples || result.by_history || result.by_fuzz) {
    result.state = MutantState::kKilled;
  }
}

}  // namespace twinbill::mutate
