// What a replay says to a person, and as JSON.
#pragma once

#include <iosfwd>
#include <mutex>
#include <string>
#include <vector>

#include "harness/cli/command.h"
#include "harness/cli/progress.h"
#include "harness/evidence/shared_causes.h"
#include "harness/replay/replay.h"

namespace twinbill::cli {

// Shows how far a replay is, and the first differences as they are found, on standard error.
class ShownReplay : public replay::ReplayObserver {
 public:
  ShownReplay(Streams& streams, bool quiet, int show_max)
      : streams_(streams), quiet_(quiet), show_max_(show_max), progress_(streams, quiet) {}

  void Planned(std::size_t contracts, std::size_t reused, std::int64_t rows) override;
  void Read(std::int64_t rows) override;
  void PeriodDone(const std::string& contract, const evidence::PeriodEvidence& period,
                  std::span<const compare::Difference> first) override;
  void ContractDone(const evidence::ContractEvidence& contract) override;

 private:
  Streams& streams_;
  bool quiet_;
  int show_max_;
  int shown_ = 0;
  std::int64_t rows_ = 0;
  std::int64_t rows_total_ = 0;
  Progress progress_;
};

// "1.5 over, 0 under (USD)" of a period or a contract; "no money" where nothing moved.
std::string MoneyText(const std::map<std::string, evidence::MoneyMoved>& money);
// Of all periods of a contract.
std::map<std::string, evidence::MoneyMoved> MoneyOf(const evidence::ContractEvidence& contract);

// Of all contracts together, what is worth mending first coming first.
std::vector<evidence::SharedCause> SharedCausesOf(const replay::ReplayOutcome& outcome);

// A line a contract, what is wrong with each that is not identical, and the sums.
void PrintReplay(const replay::ReplayOutcome& outcome, int causes_max, std::ostream& out);
// The result as one JSON object.
void PrintReplayJson(const replay::ReplayOutcome& outcome, std::ostream& out);

}  // namespace twinbill::cli
