// What people changed in a contract that a translator had made, and how a new translation keeps it.
//
// translation.json has a digest of every value that was generated. A value of the contract that has
// another digest was edited since; it stays as it was edited, whatever the new translation says.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"

namespace twinbill::translators {

// A value of a contract: the construct it is in (empty: the head) and the pointer below that.
struct ValuePlace {
  std::string construct;
  std::string pointer;
  auto operator<=>(const ValuePlace&) const = default;
};

struct Edit {
  ValuePlace place;
  std::string value;      // as JSON text; empty: taken out
  std::string generated;  // what the translator says now; empty: nothing
  bool operator==(const Edit&) const = default;
};

struct ContractEdits {
  std::string text;  // the contract as it shall be, before it is written canonically
  std::map<ValuePlace, std::string> digests;  // of the generated values
  std::vector<Edit> edits;                    // kept
  std::vector<Edit> lost;                     // of constructs that are no more
};

// `generated` is the new contract's text; `current` the contract as it stands, and `trace` the
// translation.json that was written with it, both empty where there are none. Values are compared
// construct by construct (by id), so that order may change. A failure where `current` or `trace` is
// no JSON of its kind.
model::Result<ContractEdits> KeepEdits(std::string_view generated, std::string_view current,
                                       std::string_view trace, const std::string& current_file,
                                       const std::string& trace_file);

}  // namespace twinbill::translators
