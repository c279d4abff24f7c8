#include "harness/cli/mutation_sources.h"

#include <algorithm>

#include "corpus/store/durable_file.h"
#include "harness/cli/bill_usage.h"
#include "harness/replay/counterexample.h"

namespace twinbill::cli {

using mutate::BlockSink;
using mutate::UsageSource;

model::Result<std::unique_ptr<MutationSources::Held>> MutationSources::Hold(
    const std::vector<model::UsageRecord>& records, const std::string& payer, model::Period last) {
  auto held = std::make_unique<Held>();
  held->last = last;
  for (const model::UsageRecord& record : records) {
    if (record.payer == payer) held->feed.Add(record, held->slots);
  }
  TWINBILL_TRY(held->feed.Finish());
  return held;
}

UsageSource MutationSources::SourceOf(const Held& held) {
  return {&held.slots, held.last, [&held](const BlockSink& sink) -> model::Result<void> {
            for (const model::Period period : held.feed.periods()) {
              for (const model::UsageBlock& block : held.feed.Of(period)) TWINBILL_TRY(sink(block));
            }
            return {};
          }};
}

model::Result<void> MutationSources::OfWorkspace(const std::string& workspace,
                                                 const OpenedPair& pair) {
  const std::string& payer = pair.standard->contract().payer;
  for (const std::string& path : pair.folder.counterexamples) {
    TWINBILL_ASSIGN(text, store::ReadWhole(path));
    TWINBILL_ASSIGN(counterexample, replay::ReadCounterexample(text, path));
    TWINBILL_ASSIGN(held, Hold(counterexample.records, payer, counterexample.period));
    counterexamples_.push_back(std::move(held));
  }
  TWINBILL_ASSIGN(history, history::History::Open(workspace));
  TWINBILL_ASSIGN(feed, history::UsageFeed::Open(history, payer));
  if (feed.size() > 0) history_ = std::make_unique<history::UsageFeed>(std::move(feed));
  return {};
}

model::Result<void> MutationSources::OfFiles(const std::vector<std::string>& paths,
                                             const OpenedPair& pair) {
  TWINBILL_ASSIGN(records, ReadBillUsage(paths));
  model::Period last;
  for (const model::UsageRecord& record : records) last = std::max(last, record.period);
  TWINBILL_ASSIGN(held, Hold(records, pair.standard->contract().payer, last));
  reports_ = std::move(held);
  return {};
}

void MutationSources::Put(mutate::MutationInput& input) const {
  for (const auto& held : counterexamples_) input.counterexamples.push_back(SourceOf(*held));
  if (reports_) input.history.push_back(SourceOf(*reports_));
  if (!history_) return;
  const history::UsageFeed& feed = *history_;
  input.history.push_back({&feed.slots(), feed.partition(feed.size() - 1).info().period,
                           [&feed](const BlockSink& sink) -> model::Result<void> {
                             const history::ScanColumns columns{
                                 .start = true, .quantity = true, .list_cost = true, .rate = true};
                             for (std::size_t at = 0; at < feed.size(); ++at) {
                               TWINBILL_ASSIGN(pass, feed.Read(at, columns));
                               model::UsageBlock block;
                               while (true) {
                                 TWINBILL_ASSIGN(more, pass.Next(block));
                                 if (!more) break;
                                 TWINBILL_TRY(sink(block));
                               }
                             }
                             return {};
                           }});
}

}  // namespace twinbill::cli
