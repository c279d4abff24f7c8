// Explanation: one line item, down to clause, terms, usage and every operation in between.
//
// A list of numbers, each either a fact (usage, a term of the contract, something carried from
// elsewhere) or made of numbers before it by one operation; the last is the line's amount. Whoever
// has the list alone can compute it again. Source: specification, standard_contract.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/usage_record.h"
#include "standard_engine/arithmetic/exact_amount.h"
#include "standard_engine/arithmetic/rounding.h"

namespace twinbill::explain {

enum class Operation : std::uint8_t {
  kUsage,       // of a cell: what its records add up to
  kTerm,        // stands in the contract, at `pointer`
  kCarried,     // decided elsewhere in the bill, or in an earlier one: `why` says where
  kSum,         // of all
  kDifference,  // the first less all others
  kProduct,     // of all
  kQuotient,    // the first over the second
  kLeast,       // the smallest
  kNegation,    // of the first
  kCut,         // the first, cut toward zero at `digits`
  kRounded,     // the first, rounded by `mode` at `digits`
};
std::string_view Name(Operation operation);

struct Number {
  std::string name;  // "D of cell 2", "share of the rounded sum"
  Operation operation = Operation::kUsage;
  std::vector<std::uint32_t> from;  // places of numbers before this one
  arithmetic::ExactAmount value;
  std::string why;      // what it is, in words: the step that was chosen, and why
  std::string pointer;  // kTerm: JSON pointer into the contract
  int digits = 0;       // kCut, kRounded
  arithmetic::RoundingMode mode = arithmetic::RoundingMode::kHalfUp;  // kRounded
};

// A cell that the line is made of, and the records in it.
struct ExplainedCell {
  model::Slot slot;
  std::uint32_t epoch = 0;
  arithmetic::ExactAmount quantity;
  arithmetic::ExactAmount list_cost;
  std::uint32_t discount = 0;  // place of its D among the numbers
  // Filled by whoever has the records (FindRecords()); for a window settled at its end, of all its
  // periods.
  std::vector<std::string> record_ids;
};

enum class LineKind : std::uint8_t { kDiscount, kFee, kShortfall };

struct Explanation {
  model::LineItem line;
  LineKind kind = LineKind::kDiscount;
  std::string construct;        // id
  std::string pointer;          // JSON pointer to the construct
  std::string scope;            // who is taken, in words
  std::string gives;            // what the construct gives, in words
  bool is_over_window = false;  // settled at its window's end: cells are the window's
  std::vector<ExplainedCell> cells;
  std::vector<Number> numbers;

  const Number& amount() const { return numbers.back(); }
};

}  // namespace twinbill::explain
