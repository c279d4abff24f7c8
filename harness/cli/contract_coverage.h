// What history and fuzzing reached of a workspace's contracts: found, kept, and told as evidence.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/opened_pair.h"
#include "harness/coverage/coverage_store.h"
#include "harness/evidence/coverage_evidence.h"
#include "harness/replay/replay_plan.h"

namespace twinbill::cli {

struct CoverageOrder {
  std::string workspace;
  std::vector<std::string> contracts;  // none: all
  replay::PlanOptions plan;
  int jobs = 0;  // threads; 0: as the settings say. They change no result.
};

struct FoundCoverage {
  evidence::CoverageEvidence evidence;
  int exit_code = 0;  // other than 0 where the contract can't be run: `reasons` say why
};

// Of each contract, by id: every cell, and who reached it. What the history reached under other
// digests is found anew, payer by payer, and kept.
model::Result<std::vector<FoundCoverage>> FindCoverage(const CoverageOrder& order);

// Totals over contracts: "41 of 61 cells reached: …".
std::string CountsText(const evidence::CoverageCounts& counts);

// The coverage of a workspace while its contracts are fuzzed.
class FuzzedCoverage {
 public:
  // What the history reached is looked up and not found anew; where the history or the contracts
  // can't be planned, it is not known.
  static model::Result<FuzzedCoverage> Open(const std::string& workspace,
                                            const std::vector<replay::ContractFolder>& folders);

  // Keeps what a run reached; then what all runs of these two sides by this program did.
  model::Result<coverage::FuzzReach> Add(const OpenedPair& pair, std::uint64_t cases,
                                         const coverage::Cells& reached);
  // What the whole history reached; none where that is not known.
  model::Result<std::optional<coverage::CellsSince>> ByHistory(const OpenedPair& pair);

 private:
  FuzzedCoverage(coverage::CoverageStore store, std::string program)
      : store_(std::move(store)), program_(std::move(program)) {}

  coverage::CoverageStore store_;
  std::string program_;                      // its digest
  std::map<std::string, std::string> keys_;  // of the last period, by contract
};

}  // namespace twinbill::cli
