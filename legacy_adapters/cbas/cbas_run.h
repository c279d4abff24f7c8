// CbasRun: one pass of a rule book over the periods of its term.
//
// A rule after another, a group after another, each seeing the lines of those before it. Source:
// specification, cbas_rules.md.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "legacy_adapters/cbas/arithmetic_side.h"
#include "legacy_adapters/cbas/given_amounts.h"
#include "legacy_adapters/cbas/plan.h"
#include "legacy_adapters/cbas/rule_listener.h"
#include "legacy_adapters/cbas/spreading.h"
#include "legacy_adapters/legacy_model.h"

namespace twinbill::cbas {

class CbasRun final : public legacy::LegacyRun {
 public:
  // All must outlive it. `digest`: the model's, which states go by.
  CbasRun(const Plan& plan, const model::Digest& digest, const model::SlotTable& slots);

  void Prepare() override;
  model::Result<void> Add(const model::UsageBlock& block) override;
  model::Result<void> AddRecords(std::span<const model::UsageRecord> records) override;
  model::Result<void> BillNext(std::vector<model::LineItem>& lines) override;
  std::string State() const override;
  model::Result<void> Resume(std::string_view state) override;
  void Restart() override;

  // Whom each rule, group, step, amount and line is told; null for none. A run that tells nobody
  // does nothing for it.
  void Listen(RuleListener* listener) { listener_ = listener; }

 private:
  // A record's cell as a rule sees it.
  struct Entry {
    std::uint32_t group_rank = 0;
    std::uint32_t line_rank = 0;
    std::uint32_t cell = 0;
    auto operator<=>(const Entry&) const = default;
  };
  // A group with its entries [begin, end) of entries_.
  struct Group {
    std::uint32_t number = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  void BeginPeriod();
  bool AreTouched(std::span<const std::uint32_t> cells) const;
  void TouchCells(std::span<const std::uint32_t> cells);
  ArithmeticSide& SideOf(std::uint32_t arithmetic) { return *sides_[arithmetic]; }

  model::Result<void> RunRule(std::uint32_t number, std::vector<model::LineItem>& lines);
  void CollectGroups(const RulePlan& rule);
  void ReadFacts(std::uint32_t number, const Group& group, GroupFacts& facts);
  ExactFraction InputFall(const RulePlan& rule, std::uint32_t number, const InputPlan& input,
                          std::uint32_t group);
  model::Result<void> RunGroups(std::uint32_t number, std::vector<model::LineItem>& lines);
  model::Result<void> RunEvents(std::uint32_t number, std::vector<model::LineItem>& lines);
  model::Result<void> Deliver(std::uint32_t number, const Group& group, const GroupResult& result,
                              std::vector<model::LineItem>& lines);
  Trouble SpreadUnits(const RulePlan& rule, const Group& group, const GroupResult& result);
  void CollectLines(const RulePlan& rule, const Group& group);
  void WriteLine(const RulePlan& rule, const Group& group, std::size_t line,
                 std::vector<model::LineItem>& lines);
  void FeedWindows();
  model::Failure Stopped(std::uint32_t rule, std::uint32_t group, Trouble trouble) const;

  const Plan& plan_;
  const model::Digest& digest_;
  Cells cells_;
  std::vector<std::unique_ptr<ArithmeticSide>> sides_;  // by arithmetic
  GivenAmounts given_;
  RuleListener* listener_ = nullptr;

  // Of the period that comes next.
  model::Period period_;
  const EditionPlan* edition_ = nullptr;
  bool is_stopped_ = false;
  std::size_t row_count_ = 0;
  std::uint64_t stamp_ = 0;
  std::vector<std::uint64_t> cell_stamps_;  // by cell: of the period that touched it last
  std::vector<std::uint32_t> touched_;      // cells
  std::vector<std::size_t> first_rows_;     // by cell
  ExactColumn costs_;
  ExactColumn quantities_;
  EventStore events_;
  Falls falls_;

  // Kept from rule to rule for their memory.
  std::vector<std::uint32_t> block_cells_;
  std::vector<std::uint32_t> new_cells_;
  std::vector<Entry> entries_;
  std::vector<Group> groups_;
  std::vector<std::uint32_t> group_cells_;
  std::vector<std::uint32_t> place_of_cell_;
  std::vector<std::size_t> line_ends_;  // in entries_, of each line of the group
  std::vector<WideInteger> weights_;
  std::vector<Int128> units_;
  std::vector<GroupResult> results_;
  GroupFacts facts_;
  Spreading spreading_;
  model::LineItem left_out_;  // told, not billed
};

}  // namespace twinbill::cbas
