// Standard contracts as commands read them: with the definitions that come with the program, and
// with those of the workspace that the contract lies in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "standard_engine/contract/contract.h"
#include "standard_engine/contract/definition.h"

namespace twinbill::cli {

// The folder `constructs/` of a workspace.
std::string DefinitionFolderOf(const std::string& workspace);

// The workspace that `path` is or lies in; none where there is none.
std::optional<std::string> WorkspaceAbove(const std::string& path);

// SHA-256, in hex, of the definitions that were there when the program was built: its tests check
// them.
std::vector<std::string_view> CheckedDefinitions();

// The definitions that come with the program, then those of `workspace`, if there is one.
model::Result<contract::DefinitionSet> LoadDefinitions(const std::optional<std::string>& workspace);

// The contract at `path`. Every command reads its standard contracts by this one.
model::Result<contract::Contract> ReadStandardContract(const std::string& path);

}  // namespace twinbill::cli
