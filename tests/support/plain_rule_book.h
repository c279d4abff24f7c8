// The plain rule book: a slow second evaluator of CBAS rule books, written from the specification
// alone.
//
// It shares no code with legacy_adapters/cbas but the words of corpus/model, keeps nothing between
// calls, and evaluates every formula from its text. It throws on what it can't read.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "corpus/model/usage_record.h"

namespace twinbill::support {

struct PlainBill {
  std::vector<std::string> rows;  // finished, with their LF, unsorted
  // The period at which an arithmetic error stopped the bill; none where it went through.
  std::optional<model::Period> stopped_at;
};

// JSON with `//` comments.
nlohmann::json ReadRuleBook(const std::string& text);

// The rows of all periods of the contract within [from, to]; earlier periods are billed too,
// unseen.
PlainBill BillByPlainRules(const nlohmann::json& book,
                           const std::vector<model::UsageRecord>& records, model::Period from,
                           model::Period to);

}  // namespace twinbill::support
