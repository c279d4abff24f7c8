// A rule book and a standard contract over the same records, through both real engines.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/usage_record.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"
#include "standard_engine/contract/contract.h"

namespace twinbill::support {

struct SideBill {
  std::vector<model::LineItem> lines;
  // The engine stopped with an error at some period; the lines are those of the periods before.
  bool stopped = false;

  // The canonical file; only lines of `clause` where one is given.
  std::string File(const std::optional<std::string>& clause = std::nullopt) const;
};

// Every period of the term. Records of other payers are left out.
SideBill BillLegacy(const rule_book::RuleBook& book,
                    const std::vector<model::UsageRecord>& records);
SideBill BillStandard(const contract::Contract& contract,
                      const std::vector<model::UsageRecord>& records);

}  // namespace twinbill::support
