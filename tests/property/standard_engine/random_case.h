// A random contract of the standard side with its usage, and properties over many of them.
//
// RapidCheck draws one number a case; contract and usage are made of it (tests/support), so a
// failing case is that number and nothing else.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/record_feed.h"
#include "corpus/model/usage_record.h"
#include "standard_engine/plan/plan.h"

#ifndef TWINBILL_CASES
#define TWINBILL_CASES 500
#endif

namespace twinbill::support {

struct RandomCase {
  std::uint64_t seed = 0;
  model::Term term;
  nlohmann::json contract;
  std::vector<model::UsageRecord> usage;

  explicit RandomCase(std::uint64_t case_seed);
};

// The parsed contract; a failed check where the reader refuses it.
contract::Contract ReadJsonContract(const nlohmann::json& json);

// The canonical file of all periods of the term by Bill(); its refusal as a text.
std::string BillByEngine(const nlohmann::json& contract,
                         const std::vector<model::UsageRecord>& usage);

// The lines of the same bill, by period and construct; a failed check where it is refused.
std::vector<model::LineItem> ItemsByEngine(const nlohmann::json& contract,
                                           const std::vector<model::UsageRecord>& usage);

// The usage of the contract's payer, which is all that a run takes, as blocks over `slots`.
model::RecordFeed FeedOf(const std::vector<model::UsageRecord>& usage, model::SlotTable& slots);

// Some rows of a block.
model::UsageBlock RowsOf(const model::UsageBlock& block, std::size_t first, std::size_t count);

// Runs a property on as many cases; whether it held on all. Numbers do not shrink: the number of a
// case is its name, and a smaller one is another case.
bool CheckCases(const std::string& name, int cases,
                const std::function<void(const RandomCase&)>& property);

}  // namespace twinbill::support
