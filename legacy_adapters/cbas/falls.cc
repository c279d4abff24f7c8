#include "legacy_adapters/cbas/falls.h"

namespace twinbill::cbas {
namespace {

// sum += units * met / cost, in amount units.
void AddShare(Int128 units, const WideInteger& met, const WideInteger& cost, ExactFraction& sum) {
  WideInteger numerator = met * units;
  WideInteger denominator = cost;
  if (denominator.sign() < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  if (denominator == sum.denominator) {
    sum.numerator += numerator;
    return;
  }
  sum.numerator = sum.numerator * denominator + numerator * sum.denominator;
  sum.denominator *= denominator;
}

}  // namespace

void Falls::Begin(std::uint32_t rules, int digits) {
  digits_ = digits;
  if (++stamp_ == std::uint64_t{1} << 32) {  // after 2^32 periods stamps come again
    line_of_.clear();
    stamp_ = 1;
  }
  if (line_of_.size() < rules) line_of_.resize(rules);
  lines_.clear();
}

void Falls::AddLine(std::uint32_t rule, std::span<const std::uint32_t> cells, Int128 units) {
  if (cells.empty() || units == 0) return;
  Line line{.units = units, .cost = {}, .first_cell = cells.front(), .met = {}};
  std::vector<std::uint64_t>& line_of = line_of_[rule];
  for (const std::uint32_t cell : cells) {
    if (cell >= line_of.size()) line_of.resize(first_rows_.size(), 0);
    line_of[cell] = stamp_ << 32 | lines_.size();
    line.cost += costs_.Of(cell);
    if (first_rows_[cell] < first_rows_[line.first_cell]) line.first_cell = cell;
  }
  lines_.push_back(std::move(line));
}

ExactFraction Falls::On(std::span<const std::uint32_t> cells, std::uint32_t rule) {
  met_.clear();
  for (std::uint32_t r = 0; r < rule && r < line_of_.size(); ++r) {
    for (const std::uint32_t cell : cells) {
      const std::uint32_t number = LineOf(r, cell);
      if (number == kNoLine) continue;
      Line& line = lines_[number];
      if (!line.is_met) {
        line.is_met = true;
        line.meets_first = false;
        line.met = WideInteger();
        met_.push_back(number);
      }
      line.met += costs_.Of(cell);
      line.meets_first |= cell == line.first_cell;
    }
  }
  return Sum();
}

ExactFraction Falls::Sum() {
  WideInteger whole;  // of lines that fall wholly on what was asked for
  ExactFraction sum;
  for (const std::uint32_t number : met_) {
    Line& line = lines_[number];
    line.is_met = false;
    if (line.cost.is_zero()) {
      if (line.meets_first) whole += line.units;
    } else if (line.met == line.cost) {
      whole += line.units;
    } else if (!line.met.is_zero()) {
      AddShare(line.units, line.met, line.cost, sum);
    }
  }
  sum.numerator += whole * sum.denominator;
  sum.denominator *= WideInteger::PowerOfTen(digits_);
  return sum;
}

ExactFraction Falls::OnRecord(std::uint32_t cell, const model::Decimal& cost, bool is_first,
                              std::uint32_t rule) const {
  WideInteger whole;
  ExactFraction sum;
  for (std::uint32_t r = 0; r < rule && r < line_of_.size(); ++r) {
    const std::uint32_t number = LineOf(r, cell);
    if (number == kNoLine) continue;
    const Line& line = lines_[number];
    if (line.cost.is_zero()) {
      if (is_first && cell == line.first_cell) whole += line.units;
    } else {
      // A line is there, so the costs are: at a scale that holds every one of them.
      const WideInteger own =
          WideInteger(cost.units()) * WideInteger::PowerOfTen(costs_.scale() - cost.scale());
      AddShare(line.units, own, line.cost, sum);
    }
  }
  sum.numerator += whole * sum.denominator;
  sum.denominator *= WideInteger::PowerOfTen(digits_);
  return sum;
}

}  // namespace twinbill::cbas
