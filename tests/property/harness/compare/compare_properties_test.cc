// The comparison against a model too simple to be wrong: maps of rows, whole numbers of cents.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "harness/compare/canonical_row.h"
#include "harness/compare/compare.h"

namespace twinbill::compare {
namespace {

using Told = std::tuple<DifferenceClass, std::string, std::string>;

class Collector : public DifferenceSink {
 public:
  void Take(const Difference& difference) override {
    told.emplace_back(difference.difference_class, difference.a, difference.b);
  }
  std::vector<Told> told;
};

// A row as its parts, so that the model need not read it.
struct DrawnRow {
  std::string key;
  std::string text;
  std::string quantity;
  int cents = 0;
  std::string currency;

  std::string Amount() const {
    std::string digits = std::to_string(std::abs(cents));
    if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
    digits.insert(digits.size() - 2, ".");
    return (cents < 0 ? "-" : "") + digits;
  }
  std::string Bytes() const {
    return key + text + "," + quantity + "," + Amount() + "," + currency + "\n";
  }
};

rc::Gen<DrawnRow> AnyRow() {
  const std::string head = "Anniversary,2025-01,1,2,S3,eu,Bytes,EdpDiscount,c1,";
  return rc::gen::build<DrawnRow>(
      rc::gen::set(&DrawnRow::key,
                   rc::gen::element(head + "a,", head + "a b,", head + "\"a,b\",",
                                    head + "\"a\nb\",", head + "\"a\"\"b\",", head + "\xC3\xA9,")),
      rc::gen::set(&DrawnRow::text,
                   rc::gen::element<std::string>("", "t", "\"t,u\"", "\"Anniversary\n,\"")),
      rc::gen::set(&DrawnRow::quantity, rc::gen::element<std::string>("", "0", "1", "-2.5")),
      rc::gen::set(&DrawnRow::cents, rc::gen::element(-120, -12, 0, 1, 120)),
      rc::gen::set(&DrawnRow::currency, rc::gen::element<std::string>("USD", "EUR")));
}

struct Modelled {
  std::multiset<Told> told;
  std::int64_t equal = 0;
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> cents;  // over, under
};

void Bill(const DrawnRow* a, const DrawnRow* b, Modelled& out) {
  std::map<std::string, std::int64_t> delta;
  if (a != nullptr) delta[a->currency] -= a->cents;
  if (b != nullptr) delta[b->currency] += b->cents;
  for (const auto& [currency, cents] : delta) {
    (cents < 0 ? out.cents[currency].second : out.cents[currency].first) += std::abs(cents);
  }
}

Modelled Model(const std::vector<DrawnRow>& a, const std::vector<DrawnRow>& b) {
  // By key, then by bytes: how often in A and in B.
  std::map<std::string, std::map<std::string, std::array<std::vector<DrawnRow>, 2>>> keys;
  for (const DrawnRow& row : a) keys[row.key][row.Bytes()][0].push_back(row);
  for (const DrawnRow& row : b) keys[row.key][row.Bytes()][1].push_back(row);
  Modelled out;
  for (const auto& [key, rows] : keys) {
    std::array<std::vector<DrawnRow>, 2> lone;
    for (const auto& [bytes, sides] : rows) {
      const std::size_t common = std::min(sides[0].size(), sides[1].size());
      out.equal += static_cast<std::int64_t>(common);
      for (std::size_t s = 0; s < 2; ++s) {
        for (std::size_t i = common; i < sides[s].size(); ++i) {
          if (common == 0) {
            lone[s].push_back(sides[s][i]);
            continue;
          }
          out.told.emplace(DifferenceClass::kRepetition, s == 0 ? bytes : "", s == 1 ? bytes : "");
          Bill(s == 0 ? &sides[s][i] : nullptr, s == 1 ? &sides[s][i] : nullptr, out);
        }
      }
    }
    for (std::size_t i = 0; i < std::max(lone[0].size(), lone[1].size()); ++i) {
      const DrawnRow* x = i < lone[0].size() ? &lone[0][i] : nullptr;
      const DrawnRow* y = i < lone[1].size() ? &lone[1][i] : nullptr;
      DifferenceClass difference_class = DifferenceClass::kText;
      if (y == nullptr) {
        difference_class = DifferenceClass::kMissing;
      } else if (x == nullptr) {
        difference_class = DifferenceClass::kExtra;
      } else if (x->cents != y->cents) {
        difference_class = DifferenceClass::kAmount;
      } else if (x->quantity != y->quantity) {
        difference_class = DifferenceClass::kQuantity;
      }
      out.told.emplace(difference_class, x == nullptr ? "" : x->Bytes(),
                       y == nullptr ? "" : y->Bytes());
      Bill(x, y, out);
    }
  }
  return out;
}

std::string Text(const std::vector<std::string>& rows) {
  std::string text(model::LineItemHeader());
  for (const std::string& row : rows) text += row;
  return text;
}

std::vector<std::string> BytesOf(const std::vector<DrawnRow>& rows) {
  std::vector<std::string> bytes(rows.size());
  std::transform(rows.begin(), rows.end(), bytes.begin(),
                 [](const DrawnRow& row) { return row.Bytes(); });
  return bytes;
}

std::string KeyOf(const Told& told) {
  const std::string& bytes = std::get<1>(told).empty() ? std::get<2>(told) : std::get<1>(told);
  CanonicalRow row;
  RC_ASSERT(!ReadRow(bytes, row).has_value());
  return std::string(row.Key());
}

void CheckAgainstModel(const Modelled& modelled, const std::vector<std::string>& a,
                       const std::vector<std::string>& b, const CompareOptions& options) {
  Collector collector;
  const auto comparison = CompareTexts(Text(a), Text(b), options, collector);
  RC_ASSERT(comparison.has_value());
  RC_ASSERT(std::multiset<Told>(collector.told.begin(), collector.told.end()) == modelled.told);
  RC_ASSERT(std::is_sorted(collector.told.begin(), collector.told.end(),
                           [](const Told& x, const Told& y) { return KeyOf(x) < KeyOf(y); }));
  RC_ASSERT(comparison->equal == modelled.equal);
  RC_ASSERT(comparison->parity() == (modelled.told.empty() && modelled.equal > 0));
  RC_ASSERT(comparison->sorted_a == std::is_sorted(a.begin(), a.end()));
  RC_ASSERT(comparison->sorted_b == std::is_sorted(b.begin(), b.end()));
  RC_ASSERT(comparison->money.size() == modelled.cents.size());
  for (const auto& [currency, cents] : modelled.cents) {
    model::DecimalSum over;
    over.AddUnits(cents.first, 2);
    model::DecimalSum under;
    under.AddUnits(cents.second, 2);
    RC_ASSERT(comparison->money.at(currency).over == over);
    RC_ASSERT(comparison->money.at(currency).under == under);
  }
}

RC_GTEST_PROP(CompareProperties, AgreesWithMapsOfRowsInAnyOrder, ()) {
  const auto a = *rc::gen::container<std::vector<DrawnRow>>(AnyRow());
  auto b = *rc::gen::container<std::vector<DrawnRow>>(AnyRow());
  if (*rc::gen::arbitrary<bool>()) b.insert(b.end(), a.begin(), a.end());
  const Modelled modelled = Model(a, b);
  std::vector<std::string> rows_a = BytesOf(a);
  std::vector<std::string> rows_b = BytesOf(b);
  CheckAgainstModel(modelled, rows_a, rows_b, {.threads = 1});
  CheckAgainstModel(modelled, rows_a, rows_b, {.threads = 2, .memory_bytes = 4096});
  std::sort(rows_a.begin(), rows_a.end());
  CheckAgainstModel(modelled, rows_a, rows_b, {.threads = 2});
  std::sort(rows_b.begin(), rows_b.end());
  CheckAgainstModel(modelled, rows_a, rows_b, {.threads = 2});
}

RC_GTEST_PROP(CompareProperties, TheFastReaderOfRowsAgreesWithTheOneByByte, ()) {
  std::string text = *rc::gen::element<std::string>(
      "Anniversary,2025-01,1,2,S3,eu,Bytes,EdpDiscount,c1,2.1,some text,1.5,-0.30,USD\n",
      "OutOfCycle,2025-12,payer,,,,,T,c,x,\"a, \"\"b\"\"\nc\",,5,EUR\n",
      "Anniversary,2025-01,1,2,\xC3\xA9\xE2\x82\xAC,eu,\xF0\x9F\x92\xB6,T,c1,2.1,,0,0,USD\n");
  text += text;
  for (int changes = *rc::gen::inRange(0, 4); changes > 0; --changes) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const char c =
        *rc::gen::element('"', ',', '\n', '\r', '\0', '0', '-', '.', '\x80', '\xE9', 'x');
    const int kind = *rc::gen::inRange(0, 3);
    if (kind == 0) text[at] = c;
    if (kind == 1) text.insert(at, 1, c);
    if (kind == 2) text.erase(at, 1);
  }
  CanonicalRow fast;
  CanonicalRow slow;
  const auto fault_fast = ReadRow(text, fast);
  const auto fault_slow = ReadRowByByte(text, slow);
  RC_ASSERT(fault_fast.has_value() == fault_slow.has_value());
  if (fault_fast) {
    RC_ASSERT(fault_fast->code.text == fault_slow->code.text);
    RC_ASSERT(fault_fast->offset == fault_slow->offset);
    RC_ASSERT(fault_fast->message == fault_slow->message);
  } else {
    RC_ASSERT(fast.bytes == slow.bytes);
    RC_ASSERT(fast.begins == slow.begins);
  }
}

}  // namespace
}  // namespace twinbill::compare
