// The two sides of a contract, opened for what runs them in memory: fuzzing and mutation.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "harness/cli/command_options.h"
#include "harness/fuzz/history_sample.h"
#include "harness/replay/contract_folder.h"
#include "legacy_adapters/legacy_model.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::cli {

struct OpenedPair {
  std::string id;
  // In a workspace; else its paths are the two files alone.
  replay::ContractFolder folder;
  std::unique_ptr<legacy::LegacyModel> legacy;
  std::unique_ptr<const plan::Plan> standard;
  const rule_book::RuleBook* book = nullptr;  // the legacy side's, where it is one

  fuzz::Mentions Mentions() const;
  // Of the usage of its payer in `history`.
  model::Result<fuzz::HistorySample> Sample(const history::History& history,
                                            std::uint64_t seed) const;
};

// --workspace, --legacy and --standard.
void AddPairOptions(CommandOptions& options);

// The contracts named by the positional option `contract` (none: all) of the workspace, or the two
// files given; by id. An exit code where the command line is wrong.
model::Result<std::vector<replay::ContractFolder>> PairFolders(const CommandOptions& options);

model::Result<OpenedPair> OpenPair(const replay::ContractFolder& folder);

}  // namespace twinbill::cli
