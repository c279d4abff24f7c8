#include "tests/support/two_sides.h"

#include "corpus/model/record_feed.h"
#include "legacy_adapters/cbas/cbas_model.h"
#include "standard_engine/billing/standard_run.h"

namespace twinbill::support {
namespace {

struct Fed {
  model::SlotTable slots;
  model::RecordFeed feed;

  Fed(const std::vector<model::UsageRecord>& records, const std::string& payer) {
    for (const model::UsageRecord& record : records) {
      if (record.payer == payer) feed.Add(record, slots);
    }
    TWINBILL_CHECK(feed.Finish().has_value());
  }
};

}  // namespace

std::string SideBill::File(const std::optional<std::string>& clause) const {
  std::vector<model::LineItem> taken;
  for (const model::LineItem& line : lines) {
    if (!clause || line.clause == *clause) taken.push_back(line);
  }
  return model::CanonicalFile(taken);
}

SideBill BillLegacy(const rule_book::RuleBook& book,
                    const std::vector<model::UsageRecord>& records) {
  const Fed fed(records, book.head.payer);
  const cbas::CbasModel model(book);
  const auto run = model.Start(fed.slots);
  SideBill bill;
  const model::Term& term = book.head.term;
  for (model::Period p = term.FirstPeriod(); p <= term.LastPeriod(); p = p.Next()) {
    for (const model::UsageBlock& block : fed.feed.Of(p)) {
      TWINBILL_CHECK(run->Add(block).has_value());
    }
    if (!run->BillNext(bill.lines)) {
      bill.stopped = true;
      break;
    }
  }
  return bill;
}

SideBill BillStandard(const contract::Contract& contract,
                      const std::vector<model::UsageRecord>& records) {
  const Fed fed(records, contract.payer);
  const plan::Plan plan(contract);
  billing::StandardRun run(plan, fed.slots);
  SideBill bill;
  while (!run.is_done()) {
    for (const model::UsageBlock& block : fed.feed.Of(run.next_period())) run.Add(block);
    if (!run.BillNext(bill.lines)) {
      bill.stopped = true;
      break;
    }
  }
  return bill;
}

}  // namespace twinbill::support
