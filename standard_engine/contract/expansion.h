// From a named construct to the primitives that its definition makes of it.
#pragma once

#include <optional>
#include <vector>

#include "standard_engine/contract/contract.h"
#include "standard_engine/contract/definition.h"
#include "standard_engine/contract/object_reader.h"
#include "standard_engine/contract/template_filler.h"

namespace twinbill::contract {

// What the parameters of a definition stand for in one construct: what it gives, else the default.
class Values {
 public:
  // `construct` must outlive this; it names every parameter that is required.
  Values(const Definition& definition, const JsonValue& construct);

  // In the order of the parameters, and `id`.
  const std::vector<Binding>& bindings() const { return bindings_; }

 private:
  std::vector<JsonValue> defaults_;
  std::vector<Binding> bindings_;
};

// The primitives of `construct`, as trees: values stand where the construct has them. None, and
// findings, where its keys or parameters are wrong.
std::optional<std::vector<JsonValue>> Expand(const Definition& definition,
                                             const JsonValue& construct, Findings& findings);

// Merges the general keys that `construct` gives, and its id with `suffix`, into `part`.
JsonValue PrimitiveOf(const JsonValue& construct, const FilledPart& part);

// The named construct with its keys in canonical order, places left out.
JsonValue CanonicalConstruct(const Definition& definition, const JsonValue& construct);

// The primitives of the named construct `value`, each with its origin; fewer, and findings, where
// something is wrong. `trees` gets the trees that they were read from.
std::vector<Construct> ReadNamed(const Definition& definition, const JsonValue& value,
                                 std::vector<JsonValue>& trees, Findings& findings);

}  // namespace twinbill::contract
