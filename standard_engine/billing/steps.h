// Steps: what billing did, in the order it did it, as an observer is told of it.
//
// An observer is a class with `static constexpr bool kIsOn = true` and an `On(const Step&)` for
// each step below (a template for those it does not care for). The biller is compiled with it, so
// with NoObserver there is no trace of it in the code. A step's references and spans hold during
// the call only. For each construct of a bill come, in this order: construct, scope, then
//
//   meter, fee, hold, entitle                      each where the construct has it
//   draw | flat | volume | graduated               what is given; then, where there is one,
//   floor, spread, factor, cap, round, net         as the specification orders them
//   commit
//
// A construct that is settled at its window's end stops after `hold` or `entitle` in other periods.
// Numbers of steps and their names are stable. Source: specification, standard_contract.md.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "standard_engine/billing/discount.h"
#include "standard_engine/billing/period_cells.h"

namespace twinbill::billing {

enum class StepId : std::uint8_t {
  kPeriod = 1,
  kConstruct = 2,
  kScope = 3,
  kMeter = 4,
  kFee = 5,
  kHold = 6,
  kEntitle = 7,
  kDraw = 8,
  kFlat = 9,
  kVolume = 10,
  kGraduated = 11,
  kFloor = 12,
  kSpread = 13,
  kFactor = 14,
  kCap = 15,
  kRound = 16,
  kNet = 17,
  kCommit = 18,
};

// `period`, `construct`, …
std::string_view Name(StepId step);

struct NoObserver {
  static constexpr bool kIsOn = false;
};

inline constexpr std::uint32_t kNoLine = 0xFFFFFFFFU;  // where there is no line

// Once at the beginning of a bill.
struct PeriodStep {
  static constexpr StepId kId = StepId::kPeriod;
  model::Period period;
  std::span<const Cell> cells;  // all of the period's; other steps number them by their place here
  const SlotFacts& facts;       // says what slots and groups are
};

struct ConstructStep {
  static constexpr StepId kId = StepId::kConstruct;
  std::uint32_t number = 0;  // of the plan's
  const plan::ConstructPlan& construct;
};

// The cells of this period that the construct takes, by scope, `unless` and `effective`.
struct ScopeStep {
  static constexpr StepId kId = StepId::kScope;
  std::span<const std::uint8_t> taken;  // of each cell of the period
  std::span<const WorkCell> cells;      // those that are
  std::span<const ExactAmount> net;     // of each cell of the period: what it costs so far
};

// By group number. With `settle: window_end`, `now` is the window up to and with this period.
struct MeterStep {
  static constexpr StepId kId = StepId::kMeter;
  const Readings& readings;
};

// A charge that was due: the prepayment's fee.
struct FeeStep {
  static constexpr StepId kId = StepId::kFee;
  ExactAmount exact;
  model::Amount amount;
  std::uint32_t line = kNoLine;  // among this bill's lines
};

// Settled at the window's end: whether that is now, and the cells held so far, in their order.
struct HoldStep {
  static constexpr StepId kId = StepId::kHold;
  bool settles_now = false;
  std::span<const WorkCell> cells;
};

// A: the quantity that entitles, by the meter's group number, or one for all. Of the period, or of
// the window so far.
struct EntitleStep {
  static constexpr StepId kId = StepId::kEntitle;
  std::span<const ExactAmount> entitled;
};

// A step from base to D: what it decided and made of the cells' D is in `work`.
template <StepId kStep>
struct WorkStep {
  static constexpr StepId kId = kStep;
  const Work& work;
};
using DrawStep = WorkStep<StepId::kDraw>;            // d, grant
using FlatStep = WorkStep<StepId::kFlat>;            // d, group_d
using VolumeStep = WorkStep<StepId::kVolume>;        // d, group_d, step
using GraduatedStep = WorkStep<StepId::kGraduated>;  // group_d, group_base, lengths
using FloorStep = WorkStep<StepId::kFloor>;          // d, group_d, group_quantity, floored
using SpreadStep = WorkStep<StepId::kSpread>;        // d, weight, first_cell
using FactorStep = WorkStep<StepId::kFactor>;        // d, entitled_quantity, entitled_factor
using CapStep = WorkStep<StepId::kCap>;              // d, cap

// The lines, by the parts of Work::lines; `groups` (parts of Work::groups) for rounding at `group`.
struct RoundStep {
  static constexpr StepId kId = StepId::kRound;
  const Work& work;
  std::span<const ExactAmount> exact;  // signed as on the bill: -D
  std::span<const ExactAmount> quantity;
  std::span<const std::uint32_t> groups;
  std::span<const model::Amount> amounts;  // rounded
  std::span<const std::uint32_t> line;     // among this bill's lines; kNoLine where there is none
};

struct NetStep {
  static constexpr StepId kId = StepId::kNet;
  std::span<const ExactAmount> net;  // of each cell of the period: what the construct left of it
};

// The commitment, with this period counted.
struct CommitStep {
  static constexpr StepId kId = StepId::kCommit;
  ExactAmount amount;                    // as prorated
  ExactAmount measured;                  // in the window, without the cells of limits
  std::span<const ExactAmount> limited;  // of each limit's cells
  std::span<const ExactAmount> most;     // that counts of each limit's
  ExactAmount counted;                   // as limited
  bool is_due = false;                   // whether this is the window's last period
  model::Amount charge;                  // the shortfall, rounded; 0 where there is none
  std::uint32_t line = kNoLine;          // among this bill's lines
};

}  // namespace twinbill::billing
