// RuleBook: a CBAS rule book as an editable value: what the file says, with defaults filled in.
//
// One that ReadRuleBook() gave obeys every rule of the specification, under every amendment. It
// computes nothing. Source: specification, cbas_rules.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/decimal.h"
#include "corpus/model/dimension.h"
#include "corpus/model/line_item.h"
#include "legacy_adapters/cbas/rule_book/formula.h"
#include "legacy_adapters/cbas/rule_book/match.h"
#include "legacy_adapters/cbas/rule_book/settings.h"

namespace twinbill::rule_book {

enum class Each { kGroup, kEvent };
enum class When { kAlways, kWindowEnd };
enum class SpreadOn { kCost, kUsage };
enum class SpreadCut { kAmount, kLine };
enum class InputOf { kUsage, kCost, kNet };

struct Band {
  model::Decimal from;
  std::optional<model::Decimal> to;  // none: all above
  model::Decimal entry;
  bool operator==(const Band&) const = default;
};

struct Active {
  std::optional<model::Date> from;  // none: the contract's
  std::optional<model::Date> to;
  bool operator==(const Active&) const = default;
};

struct Input {
  std::string name;
  std::optional<Match> match;  // none: all Usage records
  InputOf of = InputOf::kUsage;
  model::WindowKind window = model::WindowKind::kMonth;
  std::vector<model::Dimension> per;  // of the rule's
  bool operator==(const Input&) const = default;
};

struct Rule {
  std::string id;
  std::string clause;
  std::optional<Match> match;  // none: all Usage records
  std::vector<std::string> unless;
  Active active;
  std::vector<model::Dimension> per;
  Each each = Each::kGroup;
  bool is_credit = true;  // else a charge
  Formula formula;
  model::WindowKind window = model::WindowKind::kMonth;
  std::vector<Input> inputs;  // in the order of the file
  When when = When::kAlways;
  // Of account, service, region, usage_type, in that order; none: one line.
  std::optional<std::vector<model::Dimension>> spread;
  std::vector<model::Dimension> spread_listed;  // the same as the file lists them
  SpreadOn spread_on = SpreadOn::kCost;
  SpreadCut spread_cut = SpreadCut::kAmount;
  model::BillType bill = model::BillType::kAnniversary;
  std::string line_type;
  std::string line_text;
  bool without_usage = false;
  bool operator==(const Rule&) const = default;
};

// What a rule book says in one stretch of periods: settings, tables and rules, amendments applied.
struct Edition {
  std::optional<model::Period> from;  // of its first period; none: from the contract's start
  Settings settings;
  std::map<std::string, std::vector<Band>> tables;
  std::vector<Rule> rules;
  bool operator==(const Edition&) const = default;
};

struct Head {
  std::string id;
  std::string payer;
  std::string currency;
  model::Term term;
  bool operator==(const Head&) const = default;
};

// Where a comment stands at its value.
enum class CommentPlace {
  kBefore,   // on lines of its own, above it
  kBehind,   // at the end of the line on which it begins
  kLast,     // within an array or object, on lines of its own below all else
  kClosing,  // at the end of the line that closes it; of the whole file, below it
};

// A comment of the file, at the JSON pointer of its value; the text behind `//`.
struct Comment {
  std::string pointer;
  CommentPlace place = CommentPlace::kBefore;
  std::string text;
  bool operator==(const Comment&) const = default;
};

// A `set` of an amendment, as it stands: the value as canonical JSON text.
struct AmendmentSet {
  std::string pointer;
  std::string value;
  bool operator==(const AmendmentSet&) const = default;
};

struct Amendment {
  model::Date from;                // a first day of a month
  std::vector<AmendmentSet> sets;  // in the order of the file
  bool operator==(const Amendment&) const = default;
};

struct RuleBook {
  Head head;
  // editions[0] is the book without amendments; then one for each amendment's date, in order of
  // dates, holding what is in force from there on.
  std::vector<Edition> editions;
  std::vector<Amendment> amendments;  // in the order of the file
  std::vector<Comment> comments;      // by pointer and place, else in the order of the file

  // What is in force in `period`.
  const Edition& EditionOf(model::Period period) const;
  bool operator==(const RuleBook&) const = default;
};

}  // namespace twinbill::rule_book
