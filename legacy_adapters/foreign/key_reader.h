// KeyReader: the keys of one JSON object, each asked for by name; what was never asked for is
// unknown. Whatever is wrong becomes a finding, and reading goes on with a default, so that all
// errors of a file are found at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/calendar.h"
#include "legacy_adapters/foreign/json_tree.h"

namespace twinbill::foreign {

using Findings = std::vector<model::Diagnostic>;

class KeyReader {
 public:
  // `tree` and `findings` must outlive it. Where `tree` is no object, that is a finding and it
  // reads as an empty one, of which nothing is missing.
  KeyReader(const JsonTree& tree, Findings& findings);

  const JsonTree* Optional(std::string_view key);  // null where absent
  const JsonTree* Required(std::string_view key);  // the same, and a finding
  // Unknown keys become findings. After all keys were asked for.
  void Finish();

  // The key's text, or empty and a finding where it is absent, empty or no text.
  std::string Text(std::string_view key);
  // The same, but `otherwise` where it is absent; it may be empty.
  std::string TextOr(std::string_view key, std::string otherwise);
  std::optional<model::Date> Date(std::string_view key);
  bool BoolOr(std::string_view key, bool otherwise);
  // A whole number from `from` to `to`, written without quotes.
  std::int64_t IntegerOr(std::string_view key, std::int64_t from, std::int64_t to,
                         std::int64_t otherwise);
  // The index of the key's text in `choices`; `otherwise` where it is absent or none of them.
  std::size_t ChoiceOr(std::string_view key, const std::vector<std::string_view>& choices,
                       std::size_t otherwise);
  std::vector<std::string> TextsOr(std::string_view key, std::vector<std::string> otherwise);
  // The elements of an array; none where it is absent.
  const std::vector<JsonTree>& Elements(std::string_view key);

  const JsonTree& tree() const { return tree_; }
  Findings& findings() { return findings_; }

 private:
  const JsonTree& tree_;
  Findings& findings_;
  std::vector<std::string_view> asked_;
};

// A finding: "X can't stand here; allowed: Y".
void WrongForm(const JsonTree& value, std::string_view allowed, Findings& findings);
std::optional<std::int64_t> WholeNumber(const JsonTree& value);
// "\"a\", \"b\" or \"c\"".
std::string ListOf(const std::vector<std::string_view>& texts);

}  // namespace twinbill::foreign
