#include "tests/property/standard_engine/random_case.h"

#include <rapidcheck.h>

#include <iostream>

#include "standard_engine/billing/bill.h"
#include "standard_engine/billing/usage_intake.h"
#include "standard_engine/contract/contract_reader.h"
#include "tests/support/random_standard.h"
#include "tests/support/random_usage.h"

namespace twinbill::support {

RandomCase::RandomCase(std::uint64_t case_seed) : seed(case_seed) {
  RandomSource source(seed);
  term = RandomTerm(source);
  contract = RandomContract(source, term, 5);
  usage = RandomUsage(source, term, 40);
}

contract::Contract ReadJsonContract(const nlohmann::json& json) {
  auto contract = contract::ReadContract(json.dump(1), "random.json");
  if (!contract) std::cerr << model::Format(contract.error().diagnostics.front()) << '\n';
  return std::move(*contract);
}

namespace {

model::Result<std::vector<model::LineItem>> Billed(const nlohmann::json& contract,
                                                   const std::vector<model::UsageRecord>& usage) {
  const plan::Plan plan(ReadJsonContract(contract));
  billing::UsageIntake intake(plan);
  for (const model::UsageRecord& record : usage) TWINBILL_TRY(intake.Add(record));
  const model::Term& term = plan.contract().term;
  return billing::Bill(plan, intake.cells(), intake.slots(),
                       {term.FirstPeriod(), term.LastPeriod()});
}

}  // namespace

std::string BillByEngine(const nlohmann::json& contract,
                         const std::vector<model::UsageRecord>& usage) {
  const auto lines = Billed(contract, usage);
  return lines ? model::CanonicalFile(*lines)
               : "bill: " + model::Format(lines.error().diagnostics.front());
}

std::vector<model::LineItem> ItemsByEngine(const nlohmann::json& contract,
                                           const std::vector<model::UsageRecord>& usage) {
  return Billed(contract, usage).value();
}

model::RecordFeed FeedOf(const std::vector<model::UsageRecord>& usage, model::SlotTable& slots) {
  model::RecordFeed feed;
  for (const model::UsageRecord& record : usage) {
    if (record.payer == kPayer) feed.Add(record, slots);
  }
  TWINBILL_CHECK(feed.Finish().has_value());
  return feed;
}

model::UsageBlock RowsOf(const model::UsageBlock& block, std::size_t first, std::size_t count) {
  const auto numbers = [&](const model::NumberColumn& column) {
    model::NumberColumn rows = column;
    if (!column.units.empty()) rows.units = column.units.subspan(first, count);
    if (!column.wide.empty()) rows.wide = column.wide.subspan(first, count);
    return rows;
  };
  model::UsageBlock rows;
  rows.period = block.period;
  rows.slot = block.slot.subspan(first, count);
  rows.start = block.start.subspan(first, count);
  rows.quantity = numbers(block.quantity);
  rows.list_cost = numbers(block.list_cost);
  rows.rate = numbers(block.rate);
  if (!block.has_rate.empty()) rows.has_rate = block.has_rate.subspan(first, count);
  return rows;
}

bool CheckCases(const std::string& name, int cases,
                const std::function<void(const RandomCase&)>& property) {
  rc::detail::TestParams parameters = rc::detail::configuration().testParams;
  parameters.maxSuccess = cases;
  parameters.disableShrinking = true;
  rc::detail::TestMetadata metadata;
  metadata.id = name;
  metadata.description = name;
  const auto result = rc::detail::checkTestable(
      // At the full size: small sizes would draw small numbers, the same ones again and again.
      [&] {
        const RandomCase drawn(
            *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
        RC_LOG() << "seed " << drawn.seed << "\n" << drawn.contract.dump(1) << "\n";
        property(drawn);
      },
      metadata, parameters);
  if (!result.is<rc::detail::SuccessResult>()) {
    rc::detail::printResultMessage(result, std::cerr);
    return false;
  }
  return result.get<rc::detail::SuccessResult>().numSuccess == cases;
}

}  // namespace twinbill::support
