// LegacyGauges: a rule book's rounding points and bounds, told by a run of it.
//
// Every round(), floor() and ceil() of a formula, every amount, every share that is rounded or cut,
// with decimals every product and quotient that is rounded to the scale, and what formulas compare
// or look up. Doubles and short decimals make steps of what would be straight lines; so a book is
// also run as its twin in long decimals: where that stands on a tie, the book's own numbers stand
// on it or a last bit beside it. Source: specification, cbas_rules.md.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/fuzz/gauges.h"
#include "harness/fuzz/usage_case.h"
#include "legacy_adapters/cbas/cbas_model.h"

namespace twinbill::fuzz {

// Whose numbers are told.
enum class BookNumbers : std::uint8_t {
  kStraight,  // the twin's, all but what is rounded to the scale
  kOwn,       // the book's own
};

class LegacyGauges final : public cbas::RuleListener {
 public:
  // All must outlive it.
  LegacyGauges(const cbas::CbasModel& legacy, const model::SlotTable& slots, BookNumbers numbers);

  // Whether an edition rounds decimals so short that its own numbers have ties of their own.
  static bool HasShortDecimals(const rule_book::RuleBook& book);

  // Appends the gauges of all bills of a case, in the order in which they are told; false where a
  // bill stops.
  bool Bill(const UsageCase& usage, const CaseColumns& columns, std::vector<Gauge>& gauges);

  // Whether a formula asks for the product of a record's rate and quantity.
  bool uses_rated() const { return uses_rated_; }
  // The digits that numbers of a record of `period` are rounded to when they are read; none with
  // doubles.
  std::optional<int> ReadScale(model::Period period) const;

  void OnRule(model::Period period, const rule_book::Rule& rule) override;
  void OnGroup(const std::vector<std::string>& texts) override;
  void OnVariable(rule_book::Variable variable, const std::string& value) override;
  void OnInput(const std::string& name, const std::string& value) override;
  void OnRecord(std::size_t record, std::size_t group) override;
  void OnNode(std::uint32_t node, const std::string& value) override;
  void OnRecordAmount(const model::Amount& amount) override;
  void OnAmount(const model::Amount& amount) override;
  void OnLine(const cbas::ToldLine& line) override;
  void OnStop(const std::string& code) override;

 private:
  static constexpr std::uint32_t kNoNode = ~std::uint32_t{0};

  // A gauge of a formula: what is made of one or two nodes' values.
  struct Point {
    GaugeKind kind = GaugeKind::kInnerRound;
    std::uint32_t left = 0;
    std::uint32_t right = kNoNode;
    bool divides = false;
    int digits = 0;
    int binary_digits = 0;
    const rule_book::Band* band = nullptr;  // of a table, in place of `right`
  };
  // What is asked of a rule as it stands in one edition.
  struct Asked {
    std::uint32_t number = 0;
    std::vector<Point> points;
    std::vector<bool> keeps;  // by node: its value is needed
    std::uint32_t root = 0;
    int amount_digits = 0;
    bool is_event = false;
    bool spreads = false;
    bool cuts_lines = false;
  };

  void Ask(const rule_book::Settings& settings, const rule_book::Edition& edition,
           std::uint32_t number);
  void Put(GaugeKind kind, arithmetic::ExactAmount value, int binary_digits);
  void PutPoints();
  void PutShares();
  std::optional<arithmetic::ExactAmount> ValueOf(std::uint32_t node) const;
  std::optional<arithmetic::ExactAmount> ValueOf(const Point& point) const;

  const rule_book::RuleBook& book_;
  std::unique_ptr<const cbas::CbasModel> twin_;  // null where the book's own numbers are told
  std::unique_ptr<cbas::CbasRun> run_;
  std::map<const rule_book::Rule*, Asked> asked_;
  bool uses_rated_ = false;
  std::vector<model::LineItem> lines_;

  // Of the bill that is told.
  std::vector<Gauge>* gauges_ = nullptr;
  const Asked* rule_ = nullptr;
  std::int32_t period_ = 0;
  std::uint32_t index_ = 0;                         // of the rule's next gauge
  std::vector<std::optional<std::string>> values_;  // by node: of the formula run last
  std::optional<arithmetic::ExactAmount> amount_;   // of the group: what its lines share
  std::vector<arithmetic::ExactAmount> weights_;    // of its lines so far
};

}  // namespace twinbill::fuzz
