// Comparison: what two sets of line items have in common and where they part.
//
// Rows are a multiset: equal rows cancel; the rest pair by their first ten fields, in byte order;
// what is left over is missing or extra. Source: docs/formats/comparison.md.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/model/decimal_sum.h"
#include "corpus/model/sha256.h"

namespace twinbill::compare {

// The first of these that fits: a pair that differs in amount and in text is an amount difference.
enum class DifferenceClass {
  kMissing,     // only in A
  kExtra,       // only in B
  kAmount,      // a pair whose amounts are other bytes
  kQuantity,    // a pair whose amounts agree and whose quantities don't
  kText,        // a pair that differs only in description or currency
  kRepetition,  // a row that both have, one of them more often
};
inline constexpr std::size_t kDifferenceClassCount = 6;
std::string_view Name(DifferenceClass difference_class);

// Rows are whole, with their LF; empty where that side has none. For a repetition, the row stands
// on the side that has one more of it.
struct Difference {
  DifferenceClass difference_class = DifferenceClass::kMissing;
  std::string a;
  std::string b;
};

// Money of one currency by which B bills more than A, and by which it bills less, both above 0:
// each difference for itself, so that neither hides the other.
struct Money {
  model::DecimalSum over;
  model::DecimalSum under;

  model::DecimalSum Net() const;  // over less under
};

struct Comparison {
  std::int64_t rows_a = 0;
  std::int64_t rows_b = 0;
  std::int64_t equal = 0;  // pairs of equal rows
  std::array<std::int64_t, kDifferenceClassCount> differences{};
  std::map<std::string, Money> money;  // by currency
  bool sorted_a = true;                // whether the file's rows stood in canonical order
  bool sorted_b = true;
  std::optional<model::Digest> digest_a;  // of the file as it is, where asked for
  std::optional<model::Digest> digest_b;

  std::int64_t difference_count() const;
  // The same rows, and at least one: nothing compared is no parity.
  bool parity() const { return difference_count() == 0 && equal > 0; }

  // Counts a difference and its money.
  void Count(const Difference& difference);
  void Add(const Comparison& other);
};

// Who is told of each difference, in the byte order of the keys (missing before extra within a
// key).
class DifferenceSink {
 public:
  virtual ~DifferenceSink() = default;
  virtual void Take(const Difference& difference) = 0;
};

}  // namespace twinbill::compare
