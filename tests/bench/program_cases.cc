// How fast a legacy program bills generated cases: asked for many at once, and for one period at a
// time.
//
// program_cases LEGACY STANDARD CASES AT_ONCE: prints the seconds that the legacy side took for
// CASES cases of `twinbill fuzz`, given AT_ONCE at once; 0: a request at a time, as replay asks.
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <string_view>

#include "harness/fuzz/fuzz_batch.h"
#include "standard_engine/contract/contract_reader.h"

namespace twinbill {
namespace {

std::size_t NumberOf(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// A request behind the other. Periods without usage are asked for, too.
void BillByRun(legacy::LegacyRun& run, const legacy::LegacyHead& head,
               const std::vector<model::UsageRecord>& records, model::Period last) {
  run.Restart();
  std::vector<model::LineItem> lines;
  std::size_t at = 0;
  for (model::Period period = head.term.FirstPeriod(); period <= last; period = period.Next()) {
    const std::size_t begin = at;
    while (at < records.size() && records[at].period == period) ++at;
    TWINBILL_CHECK(run.AddRecords(std::span(records).subspan(begin, at - begin)).has_value());
    TWINBILL_CHECK(run.BillNext(lines).has_value());
  }
}

double Seconds(const legacy::LegacyModel& legacy, const plan::Plan& standard, std::size_t cases,
               std::size_t at_once) {
  fuzz::Mentions mentions;
  mentions.Add(standard.contract());
  fuzz::FuzzTarget target(legacy, standard, std::move(mentions), 1);
  std::vector<fuzz::UsageCase> drawn(cases);
  fuzz::FeatureCounts shown{};
  fuzz::AimCounts aims;
  for (std::size_t i = 0; i < cases; ++i)
    target.Prepare(i, fuzz::kOpeningCases + i, drawn[i], shown, aims);
  const auto run = legacy.Start(target.universe().slots());
  const legacy::LegacyHead& head = legacy.head();
  const auto begun = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < cases; i += std::max<std::size_t>(at_once, 1)) {
    if (at_once == 0) {
      const auto records =
          fuzz::RecordsOf(drawn[i], target.universe().slots(), head.payer, head.currency);
      BillByRun(*run, head, records, std::min(drawn[i].last, head.term.LastPeriod()));
      continue;
    }
    const std::size_t count = std::min(at_once, cases - i);
    TWINBILL_CHECK(target.pair().BillLegacy(std::span(drawn).subspan(i, count)).size() == count);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

}  // namespace
}  // namespace twinbill

int main(int count, char** arguments) {
  if (count != 5) {
    fmt::print(stderr, "program_cases LEGACY STANDARD CASES AT_ONCE\n");
    return 2;
  }
  const auto legacy = twinbill::legacy::OpenLegacyModel(arguments[1]);
  const auto contract = twinbill::contract::ReadContractFile(arguments[2]);
  TWINBILL_CHECK(legacy.has_value() && contract.has_value());
  const twinbill::plan::Plan standard(*contract);
  fmt::print("{:.3f}\n", twinbill::Seconds(**legacy, standard, twinbill::NumberOf(arguments[3]),
                                           twinbill::NumberOf(arguments[4])));
}
