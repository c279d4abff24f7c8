// A side whose bill is one line a period, of an amount that a function makes of the quantities.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/replay/side.h"

namespace twinbill::replay {

class FakeSide : public Side {
 public:
  // The units of the period's amount, of the quantities' units at scale 0.
  using Amount = std::function<std::int64_t(const std::vector<std::int64_t>& quantities)>;

  explicit FakeSide(Amount amount, bool is_deterministic = true)
      : amount_(std::move(amount)), is_deterministic_(is_deterministic) {
    head_ = {"F",
             "111122223333",
             "USD",
             {model::Date::FromCivil(2025, 1, 1), model::Date::FromCivil(2026, 1, 1)}};
  }

  std::string_view kind() const override { return "fake"; }
  const SideHead& head() const override { return head_; }
  model::Digest digest() const override { return {}; }
  SideNeed need() const override { return SideNeed::kBlocks; }
  bool is_deterministic() const override { return is_deterministic_; }
  std::unique_ptr<SideRun> Start(const model::SlotTable&) const override {
    return std::make_unique<Run>(*this);
  }

  SideHead head_;
  bool adds_apart = false;  // quantities may come in any order, from other threads

 private:
  struct Apart : ApartSums {
    void Add(const model::UsageBlock& block) override { AddQuantities(block, quantities); }
    std::vector<std::int64_t> quantities;
  };

  static void AddQuantities(const model::UsageBlock& block, std::vector<std::int64_t>& to) {
    for (std::size_t row = 0; row < block.size(); ++row) {
      to.push_back(static_cast<std::int64_t>(block.quantity.At(row).units()));
    }
  }

  class Run : public SideRun {
   public:
    explicit Run(const FakeSide& side) : side_(side), next_(side.head_.term.FirstPeriod()) {}
    model::Result<void> Add(const model::UsageBlock& block) override {
      AddQuantities(block, quantities_);
      return {};
    }
    std::unique_ptr<ApartSums> StartApart() const override {
      return side_.adds_apart ? std::make_unique<Apart>() : nullptr;
    }
    void AddApart(ApartSums& sums) override {
      std::vector<std::int64_t>& quantities = static_cast<Apart&>(sums).quantities;
      quantities_.insert(quantities_.end(), quantities.begin(), quantities.end());
      quantities.clear();
    }
    model::Result<void> AddRecords(std::span<const model::UsageRecord>) override { return {}; }
    model::Result<void> BillNext(std::vector<model::LineItem>& lines) override {
      model::LineItem line;
      line.billing_period = next_;
      line.payer_account_id = "111122223333";
      line.line_item_type = line.clause = line.contract_id = "F";
      line.currency = "USD";
      line.amount = {side_.amount_(quantities_), 0};
      lines.push_back(line);
      next_ = next_.Next();
      quantities_.clear();
      return {};
    }
    std::string State() const override { return next_.ToString(); }
    model::Result<void> Resume(std::string_view state) override {
      next_ = *model::Period::Parse(state);
      return {};
    }

   private:
    const FakeSide& side_;
    model::Period next_;
    std::vector<std::int64_t> quantities_;
  };

  Amount amount_;
  bool is_deterministic_;
};

inline std::int64_t SumOf(const std::vector<std::int64_t>& quantities) {
  std::int64_t sum = 0;
  for (const std::int64_t quantity : quantities) sum += quantity;
  return sum;
}

}  // namespace twinbill::replay
