// Translation: what a translator made of a legacy configuration, with every clause accounted for.
//
// Each rule of the configuration has constructs or refusals, never neither and never both. An
// obligation is a condition under which a construct bills what its rule bills: replay, fuzzing or
// proof must show that it holds. It is plain data, written as translation.json
// (docs/formats/translation.md).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "corpus/model/diagnostic.h"
#include "standard_engine/contract/contract.h"

namespace twinbill::translators {

// A place of the legacy configuration: JSON pointer, and where that is in the file. `text` is what
// stands there, where it is a part of a formula or a match.
struct Place {
  std::string pointer;
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::string text;
  bool operator==(const Place&) const = default;
};

// Exact under a condition. `code` is one of docs/formats/translation.md's.
struct Obligation {
  std::string code;
  Place place;
  std::string condition;  // a whole sentence
  // Who can show it: "replay", "fuzz", "prove", in the order to be tried.
  std::vector<std::string> shown_by;
  // What the condition is about, for a program: names and values as text.
  std::vector<std::pair<std::string, std::string>> parameters;
  bool operator==(const Obligation&) const = default;
};

// Left out. `needed` is what the standard side would have to have.
struct Refusal {
  std::string code;
  Place place;
  std::string reason;
  std::string needed;
  bool operator==(const Refusal&) const = default;
};

// How a value of the contract came to be.
struct Derivation {
  std::string construct;  // its id; empty for the contract's head
  std::string pointer;    // below the construct ("/benefit/percent_off"), or in the contract
  Place from;
  std::string how;  // "the formula is 0.12 · cost"
};

struct RuleTrace {
  std::string id;
  std::string clause;
  Place place;
  std::string source;                   // the formula, for reading beside the constructs
  std::string shape;                    // of the translator's README; empty where refused
  std::vector<std::string> constructs;  // ids, in the order of the contract
  std::vector<Derivation> derivations;
  std::vector<Obligation> obligations;
  std::vector<Refusal> refusals;
  bool is_translated() const { return refusals.empty(); }
};

// A setting of the configuration as it stands (a default is one, too).
struct SettingTrace {
  std::string key;
  std::string value;
  Place place;
  std::string became;  // what it is on the standard side
  bool is_translated = true;
};

struct Translation {
  std::string translator;  // the name in registered.def
  contract::Contract contract;
  std::vector<RuleTrace> rules;  // in the order of the configuration
  std::vector<SettingTrace> settings;

  bool is_whole() const;
};

}  // namespace twinbill::translators
