#include "harness/cli/opened_pair.h"

#include "corpus/store/workspace.h"
#include "harness/cli/standard_contract.h"
#include "legacy_adapters/cbas/cbas_model.h"

namespace twinbill::cli {

namespace po = boost::program_options;

fuzz::Mentions OpenedPair::Mentions() const {
  fuzz::Mentions mentions;
  mentions.Add(standard->contract());
  if (book != nullptr) mentions.Add(*book);
  return mentions;
}

model::Result<fuzz::HistorySample> OpenedPair::Sample(const history::History& history,
                                                      std::uint64_t seed) const {
  const contract::Contract& contract = standard->contract();
  return fuzz::SampleHistory(history, contract.payer, contract.currency, Mentions(), seed);
}

void AddPairOptions(CommandOptions& options) {
  options.options().add_options()("workspace,w", po::value<std::string>()->default_value("."),
                                  "the workspace")(
      "legacy", po::value<std::string>(), "instead of a workspace: the legacy side's file")(
      "standard", po::value<std::string>(), "and the standard contract's");
  options.Positional("contract", -1);
}

model::Result<std::vector<replay::ContractFolder>> PairFolders(const CommandOptions& options) {
  std::vector<std::string> wanted;
  if (options.Has("contract")) wanted = options.Get<std::vector<std::string>>("contract");
  if (!options.Has("legacy") && !options.Has("standard")) {
    const auto& workspace = options.Get<std::string>("workspace");
    TWINBILL_TRY(store::RequireWorkspace(workspace));
    return replay::ListContracts(store::WorkspacePaths(workspace), wanted);
  }
  if (!options.Has("legacy") || !options.Has("standard") || !wanted.empty()) {
    return model::Fail(model::UsageFailure(
        model::Diagnostic(model::Code{"pair_incomplete"}, {},
                          "--legacy and --standard go together, and without a contract's name",
                          "two files, or contracts of a workspace")));
  }
  replay::ContractFolder folder;
  folder.legacy = options.Get<std::string>("legacy");
  folder.standard = options.Get<std::string>("standard");
  return std::vector{std::move(folder)};
}

model::Result<OpenedPair> OpenPair(const replay::ContractFolder& folder) {
  if (folder.legacy_fault) return model::Fail(model::InputFailure(*folder.legacy_fault));
  OpenedPair pair;
  TWINBILL_ASSIGN(legacy, legacy::OpenLegacyModel(folder.legacy));
  TWINBILL_ASSIGN(contract, ReadStandardContract(folder.standard));
  pair.id = folder.id.empty() ? contract.id : folder.id;
  pair.folder = folder;
  if (const auto* cbas = dynamic_cast<const cbas::CbasModel*>(legacy.get())) {
    pair.book = &cbas->book();
  }
  pair.legacy = std::move(legacy);
  pair.standard = std::make_unique<const plan::Plan>(std::move(contract));
  return pair;
}

}  // namespace twinbill::cli
