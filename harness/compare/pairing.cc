#include "harness/compare/pairing.h"

#include <utility>

namespace twinbill::compare {

void Pairing::Equal(std::string_view row) {
  ++comparison_.equal;
  last_equal_ = row;
  const bool waiting = !lone_a_.empty() || !lone_b_.empty();
  if (waiting && row.substr(0, key_.size()) != key_) End();
}

void Pairing::Only(const CanonicalRow& row, bool in_a) {
  if (row.Key() != key_) {
    End();
    key_ = row.Key();
  }
  std::string bytes(row.bytes);
  if (bytes == last_equal_) {
    Tell(DifferenceClass::kRepetition, in_a ? bytes : std::string(), in_a ? std::string() : bytes);
    return;
  }
  std::deque<std::string>& own = in_a ? lone_a_ : lone_b_;
  std::deque<std::string>& other = in_a ? lone_b_ : lone_a_;
  if (other.empty()) {
    own.push_back(std::move(bytes));
    return;
  }
  std::string partner = std::move(other.front());
  other.pop_front();
  if (!in_a) std::swap(bytes, partner);
  const DifferenceClass difference_class = ClassOf(bytes, partner);
  Tell(difference_class, std::move(bytes), std::move(partner));
}

DifferenceClass Pairing::ClassOf(const std::string& a, const std::string& b) {
  CanonicalRow row_a;
  CanonicalRow row_b;
  TWINBILL_CHECK(!ReadRow(a, row_a).has_value() && !ReadRow(b, row_b).has_value());
  if (row_a.Raw(kAmountField) != row_b.Raw(kAmountField)) return DifferenceClass::kAmount;
  if (row_a.Raw(kQuantityField) != row_b.Raw(kQuantityField)) return DifferenceClass::kQuantity;
  return DifferenceClass::kText;
}

void Pairing::Tell(DifferenceClass difference_class, std::string a, std::string b) {
  const Difference difference{difference_class, std::move(a), std::move(b)};
  comparison_.Count(difference);
  sink_.Take(difference);
}

void Pairing::End() {
  for (std::string& row : lone_a_) Tell(DifferenceClass::kMissing, std::move(row), {});
  for (std::string& row : lone_b_) Tell(DifferenceClass::kExtra, {}, std::move(row));
  lone_a_.clear();
  lone_b_.clear();
  key_.clear();
}

}  // namespace twinbill::compare
