// Pairing: rows that have no equal on the other side find their partner of the same key.
//
// Rows come in byte order: equal pairs, and rows of one side alone. Within a key the first lone row
// of A pairs with the first lone row of B; a lone row that repeats an equal pair is a repetition
// and pairs with nothing.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "harness/compare/canonical_row.h"
#include "harness/compare/comparison.h"

namespace twinbill::compare {

class Pairing {
 public:
  Pairing(Comparison& comparison, DifferenceSink& sink) : comparison_(comparison), sink_(sink) {}

  // The views need not outlive the call, but for `row.bytes` of Equal: until the next call.
  void Equal(std::string_view row);
  void OnlyA(const CanonicalRow& row) { Only(row, true); }
  void OnlyB(const CanonicalRow& row) { Only(row, false); }
  // No more rows.
  void End();

 private:
  void Only(const CanonicalRow& row, bool in_a);
  void Tell(DifferenceClass difference_class, std::string a, std::string b);
  static DifferenceClass ClassOf(const std::string& a, const std::string& b);

  Comparison& comparison_;
  DifferenceSink& sink_;
  std::string_view last_equal_;
  std::string key_;  // of the lone rows that wait
  std::deque<std::string> lone_a_;
  std::deque<std::string> lone_b_;
};

}  // namespace twinbill::compare
