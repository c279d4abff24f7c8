// A contract and its usage in few words, and the bill as text: for tests of single sentences.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/usage_record.h"
#include "standard_engine/billing/bill.h"

namespace twinbill::billing {

// How a contract differs from one of payer P in USD over 2025 with `net` exact.
struct CaseTerms {
  std::string start = "2025-01-01";
  std::string end = "2026-01-01";
  std::string net = "exact";
};

// Usage, one record a line: `START ACCOUNT SERVICE USAGE_TYPE QUANTITY COST [key=value …]`. Keys:
// period (of the bill; else that of the start), region (else r), operation, type (else Usage),
// rate, public, payer (else P), currency (else USD), tag.KEY, product.KEY. `-` is the empty text.
std::vector<model::UsageRecord> Records(std::string_view usage);

// The bill of `constructs` (the JSON objects, joined by commas; `id`, `construct`, `clause` and
// `line` are added where an object has none) over `usage`: a text for each line, in the order that
// the engine gives them, as `PERIOD ACCOUNT SERVICE REGION USAGE_TYPE [QUANTITY] AMOUNT`, with
// empty fields left out; a charge line has its type before the amount. Of all periods up to the
// usage's last. Where the bill is refused, the one text is the code.
std::vector<std::string> Bill(std::string_view constructs, std::string_view usage,
                              const CaseTerms& terms = {});

// The same bill's line items; none where it is refused.
std::vector<model::LineItem> Items(std::string_view constructs, std::string_view usage,
                                   const CaseTerms& terms = {});

using Lines = std::vector<std::string>;

}  // namespace twinbill::billing
