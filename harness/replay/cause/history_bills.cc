#include "harness/replay/cause/history_bills.h"

#include <utility>

namespace twinbill::replay {

model::Result<PeriodLines> BillHistory(const Side& side, const history::UsageFeed& feed,
                                       const std::set<model::Period>& periods,
                                       const std::function<bool()>& stop) {
  PeriodLines kept;
  if (periods.empty()) return kept;
  const auto run = side.Start(feed.slots());
  const model::Term& term = side.head().term;
  const history::ScanColumns columns{
      .start = true, .quantity = true, .list_cost = true, .rate = true};
  std::size_t part = 0;
  for (model::Period period = term.FirstPeriod();
       period <= *periods.rbegin() && term.Contains(period); period = period.Next()) {
    while (part < feed.size() && feed.partition(part).info().period < period) ++part;
    if (part < feed.size() && feed.partition(part).info().period == period) {
      if (side.need() == SideNeed::kRecords) {
        constexpr std::int64_t kAtATime = 1 << 14;
        TWINBILL_ASSIGN(pass, feed.partition(part).OpenRecords(0));
        while (true) {
          if (stop && stop()) return kept;
          TWINBILL_ASSIGN(records, pass->Next(kAtATime));
          if (records.empty()) break;
          TWINBILL_TRY(run->AddRecords(records));
        }
      } else if (side.need() == SideNeed::kBlocks) {
        TWINBILL_ASSIGN(pass, feed.Read(part, columns));
        model::UsageBlock block;
        while (true) {
          if (stop && stop()) return kept;
          TWINBILL_ASSIGN(more, pass.Next(block));
          if (!more) break;
          TWINBILL_TRY(run->Add(block));
        }
      }
    }
    std::vector<model::LineItem> lines;
    TWINBILL_TRY(run->BillNext(lines));
    if (periods.contains(period)) kept[period] = std::move(lines);
  }
  return kept;
}

}  // namespace twinbill::replay
