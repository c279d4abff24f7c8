// Plan: a rule book laid out for billing, once.
//
// What rules of all editions have in common is there once, by number. Windows look back with the
// rule as it stands in the period that asks, so what a later edition will ask for is planned for
// the periods before it, too. Source: specification, cbas_rules.md.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "legacy_adapters/cbas/arithmetic.h"
#include "legacy_adapters/cbas/program.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"

namespace twinbill::cbas {

inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

// A match, and the starts [from, to) in microseconds that go with it; within the term.
struct BasePlan {
  std::optional<rule_book::Match> match;
  std::int64_t from = 0;
  std::int64_t to = 0;
};

// The records of one base that none of the others takes.
struct TakingPlan {
  std::uint32_t base = 0;
  std::vector<std::uint32_t> unless;  // bases, rising
  bool operator==(const TakingPlan&) const = default;
};

// One arithmetic with what it rounds by.
struct ArithmeticPlan {
  rule_book::ArithmeticKind kind = rule_book::ArithmeticKind::kBinary64;
  int scale = 0;  // decimal only, as the mode
  rule_book::RoundingMode mode = rule_book::RoundingMode::kHalfUp;
  bool operator==(const ArithmeticPlan&) const = default;
};

enum SumColumn : std::uint8_t { kUsageColumn = 1, kCostColumn = 2, kRatedColumn = 4 };

// A period's sums of the records taken, by group.
struct SumPlan {
  std::uint32_t arithmetic = 0;
  std::uint32_t taking = 0;
  std::uint32_t grouping = 0;
  std::uint8_t columns = 0;  // SumColumn, or-ed
};

// Sums of a window's earlier periods: of a sum's columns, or of the net cost of its records as the
// rule `net_of` sees it.
struct WindowPlan {
  std::uint32_t sum = 0;
  model::WindowKind kind = model::WindowKind::kMonth;
  std::optional<std::string> net_of;  // a rule's id
  std::uint32_t net_place = 0;        // its place, for periods that have no rule of that id
  bool operator==(const WindowPlan&) const = default;
};

// What a rule billed in a window's earlier periods, by the groups of `grouping`, whose dimensions
// are in order.
struct GivenPlan {
  std::string rule;
  model::WindowKind kind = model::WindowKind::kMonth;
  std::uint32_t grouping = 0;
  bool operator==(const GivenPlan&) const = default;
};

struct InputPlan {
  rule_book::InputOf of = rule_book::InputOf::kUsage;
  std::uint32_t sum = 0;
  std::uint32_t window = kNone;
};

struct RulePlan {
  const rule_book::Rule* rule = nullptr;
  Program program;
  std::uint32_t taking = 0;
  std::uint32_t grouping = 0;
  std::uint32_t ordered_grouping = 0;   // the same dimensions in order
  std::uint32_t line_grouping = kNone;  // of `spread`
  bool has_quantity = false;            // its lines have
  std::uint32_t sum = kNone;            // of the group's variables
  std::uint32_t window = kNone;         // of its earlier periods
  std::uint32_t given = kNone;          // that the formula asks for
  std::vector<std::uint32_t> gives;     // that its lines add to
  std::vector<InputPlan> inputs;
  bool uses_net = false;  // for its own records
};

// An edition as it is billed in the periods [first, last] of the term.
struct EditionPlan {
  const rule_book::Edition* edition = nullptr;
  model::Period first;
  model::Period last;
  std::uint32_t arithmetic = 0;
  AmountRule amount;
  std::vector<RulePlan> rules;
  std::vector<const std::vector<rule_book::Band>*> tables;
  bool needs_events = false;       // some rule runs for every record
  bool needs_exact_cost = false;   // weights, or what falls on records
  bool needs_exact_usage = false;  // weights, or quantities
  bool needs_rates = false;
  std::uint32_t falls_of = 0;  // the rules before this one have lines that others look at
};

// What a period adds up, and what it hands on.
struct PeriodPlan {
  std::uint32_t edition = 0;
  std::array<model::Window, 4> windows;  // that it lies in, by WindowKind
  std::uint32_t sums = 0;                // a row of Plan::sum_sets
  std::vector<std::uint32_t> feeds;      // windows that a later period will ask for
};

struct Plan {
  const rule_book::RuleBook* book = nullptr;
  model::Period first;                   // of the term
  std::vector<std::int64_t> boundaries;  // starts at which some base begins or ends, rising
  std::vector<BasePlan> bases;
  std::vector<TakingPlan> takings;
  std::vector<std::vector<model::Dimension>> groupings;
  std::vector<ArithmeticPlan> arithmetics;
  std::vector<SumPlan> sums;
  std::vector<WindowPlan> windows;
  std::vector<GivenPlan> givens;
  std::vector<EditionPlan> editions;
  std::vector<PeriodPlan> periods;                   // of the term, in order
  std::vector<std::vector<std::uint32_t>> sum_sets;  // sums that are added up together, rising

  const PeriodPlan& Of(model::Period period) const {
    return periods[static_cast<std::size_t>(period.months - first.months)];
  }
  const model::Window& WindowOf(model::WindowKind kind, model::Period period) const {
    return Of(period).windows[static_cast<std::size_t>(kind)];
  }
};

// The place of the rule that a window of net costs is for: its lines and those after it don't
// count.
std::uint32_t PlaceOf(const WindowPlan& window, const EditionPlan& edition);

// `book` must outlive the plan.
Plan MakePlan(const rule_book::RuleBook& book);

}  // namespace twinbill::cbas
