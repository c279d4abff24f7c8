// SideFacts: what is known of one side of a contract without running it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "corpus/model/result.h"
#include "harness/replay/result_store.h"
#include "harness/replay/side.h"
#include "standard_engine/contract/definition.h"

namespace twinbill::replay {

struct SideFacts {
  std::string kind;
  std::string digest;  // in hex
  SideHead head;
  bool incomplete = false;
};

// Facts, and the side where it had to be opened for them.
struct FoundFacts {
  SideFacts facts;
  std::unique_ptr<Side> side;
};

// The named constructs that standard contracts may use.
struct Definitions {
  contract::DefinitionSet set;
  std::string digest;  // in hex, of their files
};
model::Result<std::shared_ptr<const Definitions>> DigestedDefinitions(contract::DefinitionSet set);

// The facts of the side at `path`. Where `store` has noted them of a file of this stamp, and the
// file is all there is to the side, it is not read, unless `fresh`. Fails as opening it does.
model::Result<FoundFacts> FactsOf(const std::string& path, bool is_legacy, bool fresh,
                                  const Definitions& definitions, ResultStore* store);

}  // namespace twinbill::replay
