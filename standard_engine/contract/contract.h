// Contract: a standard contract as an editable value.
//
// It says what a contract file says, with defaults filled in, and nothing about how it is billed. A
// value that ReadContract() gave obeys every rule of the specification; one made or edited by hand
// is checked by reading back what WriteContract() writes. Source: specification,
// standard_contract.md.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/decimal.h"
#include "corpus/model/dimension.h"
#include "corpus/model/line_item.h"
#include "standard_engine/contract/choices.h"
#include "standard_engine/contract/origin.h"

namespace twinbill::contract {

// A dimension and the patterns of which one must match (`*` any run, `?` any one character).
struct ScopeKey {
  model::Dimension dimension;
  std::vector<std::string> patterns;
  bool operator==(const ScopeKey&) const = default;
};

// Which records: each key matches one of its patterns, and not all keys of `excluded` do. Unless
// `keys` has line_item_type, only records of type Usage. Keys in the order of the file.
struct Scope {
  std::vector<ScopeKey> keys;
  std::optional<std::vector<ScopeKey>> excluded;
  bool operator==(const Scope&) const = default;
};

// Records whose start, or whose period's first day, is in [from, to).
struct Effective {
  std::optional<model::Date> from;
  std::optional<model::Date> to;
  EffectiveBy by = EffectiveBy::kUsage;
  bool operator==(const Effective&) const = default;
};

struct Meter {
  Measure measure = Measure::kQuantity;
  model::WindowKind window = model::WindowKind::kMonth;
  std::vector<model::Dimension> per;
  std::optional<Scope> scope;  // without it, the construct's
  bool operator==(const Meter&) const = default;
};

// One percent, price or unit discount for all.
struct Flat {
  Rule rule = Rule::kPercentOff;
  model::Decimal value;
  bool operator==(const Flat&) const = default;
};

struct Step {
  std::optional<model::Decimal> up_to;  // none: all above
  model::Decimal value;
  bool operator==(const Step&) const = default;
};

// Steps rise strictly from above 0; only the last one is open.
struct Tiers {
  TierMode mode = TierMode::kVolume;
  Bound bound = Bound::kUpperInclusive;
  BelowZero below_zero = BelowZero::kFirstStep;
  Rule rule = Rule::kPercentOff;
  std::vector<Step> steps;
  bool operator==(const Tiers&) const = default;
};

// The type and text of a charge line.
struct ChargeText {
  std::string type;
  std::string description;
  bool operator==(const ChargeText&) const = default;
};

struct Prepaid {
  model::Decimal amount;
  model::Decimal grant;
  model::WindowKind window = model::WindowKind::kMonth;
  ChargeText fee;
  bool operator==(const Prepaid&) const = default;
};

struct Benefit {
  std::variant<Flat, Tiers, Prepaid> form;
  std::optional<Floor> floor;  // none: the default of the form
  bool operator==(const Benefit&) const = default;
};

struct Entitlement {
  Scope scope;
  model::Decimal ratio;
  bool operator==(const Entitlement&) const = default;
};

struct Cap {
  model::Decimal amount;
  model::WindowKind window = model::WindowKind::kMonth;
  bool operator==(const Cap&) const = default;
};

struct Limit {
  Scope scope;
  model::Decimal share;  // per cent of the commitment's amount
  bool operator==(const Limit&) const = default;
};

struct Commit {
  model::Decimal amount;
  model::WindowKind window = model::WindowKind::kMonth;
  CommitMeasure measure = CommitMeasure::kListCost;
  std::optional<Scope> scope;  // without it, the construct's
  std::vector<Limit> limits;
  bool prorate = false;
  ChargeText charge;
  bool operator==(const Commit&) const = default;
};

struct Sharing {
  std::optional<std::string> owner;  // owner_first where it is given, else pro_rata
  bool operator==(const Sharing&) const = default;
};

struct Line {
  std::string type;
  std::string description;
  // Of account, service, region, usage_type, in that order.
  std::vector<model::Dimension> by;
  bool emit_zero = false;
  bool operator==(const Line&) const = default;
};

struct Rounding {
  arithmetic::DealRule rule;
  RoundAt at = RoundAt::kLine;
  bool operator==(const Rounding&) const = default;
};

// One construct, as the primitive.
struct Construct {
  std::string id;
  std::string clause;
  std::optional<std::string> note;
  Effective effective;
  std::optional<Scope> scope;  // none: all Usage records
  std::vector<std::string> unless;
  Base base = Base::kList;
  std::optional<Meter> meter;
  std::optional<Benefit> benefit;
  std::optional<Entitlement> entitlement;
  std::optional<Cap> cap;
  std::optional<Commit> commit;
  Sharing sharing;
  Settle settle = Settle::kMonthly;
  Line line;
  std::optional<Spread> spread;  // none: the default of the benefit
  Rounding rounding;
  model::BillType delivery = model::BillType::kAnniversary;
  std::optional<Origin> origin;  // where a named construct expanded to this one
  bool operator==(const Construct&) const = default;
};

struct Contract {
  std::string id;
  std::optional<std::string> customer;
  std::optional<std::string> note;
  std::string payer;
  std::string currency;
  model::Term term;
  Net net = Net::kExact;
  bool incomplete = false;  // a translation left something out
  std::vector<Construct> constructs;
  bool operator==(const Contract&) const = default;
};

// The dimensions that a line can be by, in the order that lines are sorted in.
std::vector<model::Dimension> LineDimensions();

}  // namespace twinbill::contract
