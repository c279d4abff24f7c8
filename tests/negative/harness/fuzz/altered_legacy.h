// AlteredLegacy: a standard contract in the legacy place, whose lines are changed before they are
// handed on, and that counts what it is asked.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "tests/support/standard_as_legacy.h"

namespace twinbill::fuzz {

class AlteredLegacy : public legacy::LegacyModel {
 public:
  // Changes the lines of one bill; empty: leaves them as they are.
  using Alter = std::function<void(std::vector<model::LineItem>&)>;

  AlteredLegacy(contract::Contract contract, Alter alter)
      : sound_(std::move(contract)), alter_(std::move(alter)) {}

  std::string_view kind() const override { return sound_.kind(); }
  const legacy::LegacyHead& head() const override { return sound_.head(); }
  model::Digest digest() const override { return sound_.digest(); }
  legacy::UsageNeed need() const override { return sound_.need(); }
  bool is_deterministic() const override { return true; }
  std::unique_ptr<legacy::LegacyRun> Start(const model::SlotTable& slots) const override {
    return std::make_unique<Run>(sound_.Start(slots), alter_, cases_);
  }

  std::uint64_t cases() const { return cases_; }  // that all its runs were begun for

 private:
  class Run : public legacy::LegacyRun {
   public:
    Run(std::unique_ptr<legacy::LegacyRun> sound, const Alter& alter, std::uint64_t& cases)
        : sound_(std::move(sound)), alter_(alter), cases_(cases) {}

    model::Result<void> Add(const model::UsageBlock& block) override { return sound_->Add(block); }
    model::Result<void> AddRecords(std::span<const model::UsageRecord> records) override {
      return sound_->AddRecords(records);
    }
    model::Result<void> BillNext(std::vector<model::LineItem>& lines) override {
      std::vector<model::LineItem> own;
      TWINBILL_TRY(sound_->BillNext(own));
      if (alter_) alter_(own);
      lines.insert(lines.end(), own.begin(), own.end());
      return {};
    }
    std::string State() const override { return sound_->State(); }
    model::Result<void> Resume(std::string_view state) override { return sound_->Resume(state); }
    void Restart() override {
      ++cases_;
      sound_->Restart();
    }

   private:
    std::unique_ptr<legacy::LegacyRun> sound_;
    const Alter& alter_;
    std::uint64_t& cases_;
  };

  support::StandardAsLegacy sound_;
  Alter alter_;
  mutable std::uint64_t cases_ = 0;
};

}  // namespace twinbill::fuzz
