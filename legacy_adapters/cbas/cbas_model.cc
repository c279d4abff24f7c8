#include "legacy_adapters/cbas/cbas_model.h"

#include <algorithm>
#include <utility>

#include "legacy_adapters/cbas/book_digest.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"

namespace twinbill::cbas {

CbasModel::CbasModel(rule_book::RuleBook book)
    : book_(std::move(book)),
      plan_(MakePlan(book_)),
      head_{book_.head.id, book_.head.payer, book_.head.currency, book_.head.term},
      digest_(DigestOf(book_)) {}

bool CbasModel::needs_rates() const {
  return std::any_of(plan_.editions.begin(), plan_.editions.end(),
                     [](const EditionPlan& edition) { return edition.needs_rates; });
}

std::unique_ptr<CbasRun> CbasModel::StartRun(const model::SlotTable& slots) const {
  return std::make_unique<CbasRun>(plan_, digest_, slots);
}

std::unique_ptr<legacy::LegacyRun> CbasModel::Start(const model::SlotTable& slots) const {
  return StartRun(slots);
}

model::Result<std::unique_ptr<legacy::LegacyModel>> OpenCbas(const std::string& path) {
  TWINBILL_ASSIGN(read, rule_book::ReadRuleBookFile(path));
  return std::unique_ptr<legacy::LegacyModel>(std::make_unique<CbasModel>(std::move(read.book)));
}

}  // namespace twinbill::cbas
