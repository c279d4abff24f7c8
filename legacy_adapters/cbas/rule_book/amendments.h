// Amendments of a rule book: read, applied to its JSON tree, and blamed for what they break.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "legacy_adapters/cbas/rule_book/object_reader.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"

namespace twinbill::rule_book {

// One `set`: its place and what it puts there.
struct ReadSet {
  std::vector<std::string> path;  // keys and array places, unescaped
  const JsonMember* member = nullptr;
};

struct ReadAmendment {
  std::optional<model::Date> from;  // none: a finding
  std::vector<ReadSet> sets;        // without those that are findings
};

// The amendments of the array `value`, which must outlive them.
std::vector<ReadAmendment> ReadAmendments(const JsonValue& value, Findings& findings);

// Reads an amended tree and adds what is wrong with it.
using ReadTree = std::function<Edition(const JsonValue& tree, Findings& findings)>;

// The editions from the first amendment on, one for each date. `findings` has what is wrong with
// `root` itself; what amendments break comes in addition, at the `set` that breaks it.
std::vector<Edition> ReadEditions(const JsonValue& root,
                                  const std::vector<ReadAmendment>& amendments,
                                  const ReadTree& read, Findings& findings);

}  // namespace twinbill::rule_book
