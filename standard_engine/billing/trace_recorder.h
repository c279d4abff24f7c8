// TraceRecorder: the observer that keeps everything.
#pragma once

#include "standard_engine/billing/trace.h"

namespace twinbill::billing {

// Records one bill at a time into a trace of the caller's.
class TraceRecorder {
 public:
  static constexpr bool kIsOn = true;

  // `trace` must outlive the recorder; each bill begins it anew.
  explicit TraceRecorder(Trace& trace) : trace_(trace) {}

  void On(const PeriodStep& step);
  void On(const ConstructStep& step);
  void On(const ScopeStep& step);
  void On(const MeterStep& step);
  void On(const FeeStep& step);
  void On(const HoldStep& step);
  void On(const EntitleStep& step);
  void On(const DrawStep& step);
  void On(const FlatStep& step);
  void On(const VolumeStep& step);
  void On(const GraduatedStep& step);
  void On(const FloorStep& step);
  void On(const SpreadStep& step);
  void On(const FactorStep& step);
  void On(const CapStep& step);
  void On(const RoundStep& step);
  void On(const NetStep& step);
  void On(const CommitStep& step);

 private:
  ConstructTrace& construct() { return trace_.constructs.back(); }
  void KeepCells(std::span<const WorkCell> cells, bool of_period);
  void KeepGroups(const Work& work);
  void KeepStage(StepId step, const Work& work);
  LimitedTrace KeepLimited(const Limited& limited);
  void KeepSums(const RoundStep& step);

  Trace& trace_;
  const plan::ConstructPlan* plan_ = nullptr;  // of the construct being billed
  const SlotFacts* facts_ = nullptr;
  std::span<const ExactAmount> entitled_;
};

}  // namespace twinbill::billing
