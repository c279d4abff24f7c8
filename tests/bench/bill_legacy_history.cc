// Bills a legacy model from a history, as a replay does: what `legacy_group` and `legacy_event`
// time.
//
// bill_legacy_history WORKSPACE MODEL OUT: prints the seconds from the opening of the history to
// the last line; OUT gets the lines.
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <vector>

#include "corpus/history/usage_feed.h"
#include "legacy_adapters/legacy_model.h"

namespace {

using namespace twinbill;  // one function does it all

model::Result<std::vector<model::LineItem>> Bill(const std::string& workspace,
                                                 const legacy::LegacyModel& model) {
  TWINBILL_ASSIGN(history, history::History::Open(workspace));
  TWINBILL_ASSIGN(feed, history::UsageFeed::Open(history, model.head().payer));
  const auto run = model.Start(feed.slots());
  std::vector<model::LineItem> lines;
  std::size_t at = 0;
  const model::Term& term = model.head().term;
  for (model::Period period = term.FirstPeriod(); period <= term.LastPeriod();
       period = period.Next()) {
    while (at < feed.size() && feed.partition(at).info().period < period) ++at;
    if (at < feed.size() && feed.partition(at).info().period == period) {
      TWINBILL_ASSIGN(pass, feed.Read(at, {.start = true, .rate = model.needs_rates()}));
      model::UsageBlock block;
      while (true) {
        TWINBILL_ASSIGN(more, pass.Next(block));
        if (!more) break;
        TWINBILL_TRY(run->Add(block));
      }
    }
    TWINBILL_TRY(run->BillNext(lines));
  }
  return lines;
}

int Refuse(const model::Failure& failure) {
  std::cerr << Format(failure.diagnostics.front()) << '\n';
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto model = legacy::OpenLegacyModel(argv[2]);
  if (!model) return Refuse(model.error());
  const auto begun = std::chrono::steady_clock::now();
  const auto lines = Bill(argv[1], **model);
  if (!lines) return Refuse(lines.error());
  const auto ended = std::chrono::steady_clock::now();
  std::ofstream(argv[3], std::ios::binary) << model::CanonicalFile(*lines);
  std::cout << fmt::format("{:.6f}\n", std::chrono::duration<double>(ended - begun).count());
  return 0;
}
