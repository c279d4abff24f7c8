// ContractFolder: what a workspace holds of a contract: contracts/ID/.
//
// Source: specification, command_line.md "A workspace"; docs/formats/workspace.md.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/store/workspace.h"

namespace twinbill::replay {

struct ContractFolder {
  std::string id;                            // the folder's name
  std::string path;                          // of the folder
  std::string legacy;                        // path of legacy.*; empty where there is none
  std::string standard;                      // path of standard.json; empty where there is none
  std::vector<std::string> counterexamples;  // paths, by name
  std::optional<model::Diagnostic> legacy_fault;  // more than one legacy.*

  std::string counterexample_folder() const { return path + "/counterexamples"; }
};

// The contracts of the workspace, by the bytes of their ids: all of them, or those that are
// `wanted`. One that is wanted and not there is a failure of the command line.
model::Result<std::vector<ContractFolder>> ListContracts(const store::WorkspacePaths& paths,
                                                         std::span<const std::string> wanted);

}  // namespace twinbill::replay
