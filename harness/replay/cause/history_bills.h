// HistoryBills: one side over a payer's history, the lines of a few periods kept.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "corpus/history/usage_feed.h"
#include "corpus/model/result.h"
#include "harness/replay/side.h"

namespace twinbill::replay {

using PeriodLines = std::map<model::Period, std::vector<model::LineItem>>;

// Bills `side` up to the last of `periods` and gives the lines of each of them. A side that refuses
// fails; where it is told to `stop`, it gives what it has.
model::Result<PeriodLines> BillHistory(const Side& side, const history::UsageFeed& feed,
                                       const std::set<model::Period>& periods,
                                       const std::function<bool()>& stop);

}  // namespace twinbill::replay
