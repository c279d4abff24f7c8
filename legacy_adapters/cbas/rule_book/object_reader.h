// ObjectReader: the keys of one JSON object, each asked for by name; what was never asked for is
// unknown. And the readers of the values that rule books are made of.
//
// Whatever is wrong goes into the Findings; a reader then gives a default and reading goes on, so
// that a book's errors are found all at once.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/decimal.h"
#include "corpus/model/dimension.h"
#include "legacy_adapters/cbas/rule_book/choices.h"
#include "legacy_adapters/cbas/rule_book/json_value.h"

namespace twinbill::rule_book {

using Findings = std::vector<model::Diagnostic>;

class ObjectReader {
 public:
  // `value` and `findings` must outlive the reader. Where `value` is no object, that is a finding
  // and it reads as an empty one, of which nothing is missing.
  ObjectReader(const JsonValue& value, Findings& findings);

  // Null where the key is absent.
  const JsonValue* Optional(std::string_view key);
  // The same, and a finding.
  const JsonValue* Required(std::string_view key);
  // Unknown keys become findings. After all keys were asked for.
  void Finish();

  Findings& findings() { return findings_; }

 private:
  const JsonValue& value_;
  Findings& findings_;
  bool is_object_;
  std::vector<std::string_view> asked_;
};

// "\"a\", \"b\" or \"c\"".
std::string ListOf(std::span<const std::string_view> texts);

// Whether `text` can stand as a name in a formula: a letter or `_`, then letters, digits and `_`.
bool IsName(std::string_view text);

// A finding: `value` is not of the form.
void WrongForm(const JsonValue& value, std::string_view allowed, Findings& findings);

std::string ReadText(const JsonValue& value, Findings& findings);
std::string ReadNonEmptyText(const JsonValue& value, Findings& findings);
model::Decimal ReadDecimal(const JsonValue& value, Findings& findings);
std::optional<model::Date> ReadDate(const JsonValue& value, Findings& findings);
bool ReadBool(const JsonValue& value, Findings& findings);
// A whole number from `from` to `to`, written as a JSON number.
int ReadInteger(const JsonValue& value, int from, int to, Findings& findings);
// The elements of an array; none, and a finding, where `value` is none.
std::span<const JsonValue> ReadArray(const JsonValue& value, Findings& findings);
// The index of the text in `choices`; 0 and a finding where it is none of them.
std::size_t ReadChoice(const JsonValue& value, std::span<const std::string_view> choices,
                       Findings& findings);
// Different dimensions, in the order of the array: those of the line item's four, or any.
std::vector<model::Dimension> ReadDimensions(const JsonValue& value, bool of_lines,
                                             Findings& findings);

// The word at `key` where there is one, else `word` stays.
template <class Word>
void ReadOptionalWord(ObjectReader& object, std::string_view key, Word& word) {
  if (const JsonValue* value = object.Optional(key)) {
    word = static_cast<Word>(ReadChoice(*value, Texts<Word>::kAll, object.findings()));
  }
}

}  // namespace twinbill::rule_book
