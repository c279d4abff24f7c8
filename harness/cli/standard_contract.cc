#include "harness/cli/standard_contract.h"

#include <filesystem>
#include <system_error>

#include "corpus/store/workspace.h"
#include "harness/cli/data_files.h"
#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/definition_reader.h"

namespace twinbill::cli {

namespace fs = std::filesystem;

std::string DefinitionFolderOf(const std::string& workspace) {
  return (fs::path(workspace) / "constructs").string();
}

std::optional<std::string> WorkspaceAbove(const std::string& path) {
  std::error_code error;
  fs::path folder = fs::weakly_canonical(path, error);
  if (error) return std::nullopt;
  for (;; folder = folder.parent_path()) {
    if (fs::is_regular_file(store::WorkspacePaths(folder.string()).settings, error)) {
      return folder.string();
    }
    if (!folder.has_relative_path()) return std::nullopt;
  }
}

std::vector<std::string_view> CheckedDefinitions() { return {TWINBILL_CHECKED_DEFINITIONS}; }

model::Result<contract::DefinitionSet> LoadDefinitions(
    const std::optional<std::string>& workspace) {
  TWINBILL_ASSIGN(shipped, FindDefinitionFolder());
  contract::DefinitionSet definitions;
  TWINBILL_TRY(contract::ReadDefinitions(shipped, definitions, CheckedDefinitions()));
  if (workspace) {
    TWINBILL_TRY(contract::ReadDefinitions(DefinitionFolderOf(*workspace), definitions));
  }
  return definitions;
}

model::Result<contract::Contract> ReadStandardContract(const std::string& path) {
  TWINBILL_ASSIGN(definitions, LoadDefinitions(WorkspaceAbove(path)));
  return contract::ReadContractFile(path, definitions);
}

}  // namespace twinbill::cli
