#include "legacy_adapters/cbas/given_amounts.h"

#include <algorithm>

#include "legacy_adapters/cbas/arithmetic_side.h"

namespace twinbill::cbas {

std::uint64_t GivenAmounts::StampOf(std::uint32_t given, model::Period period) const {
  const model::Window& window = plan_.WindowOf(plan_.givens[given].kind, period);
  return run_ << 20 | static_cast<std::uint64_t>(window.first.months);  // months are below 2^17
}

GivenAmounts::Entry& GivenAmounts::At(std::uint32_t given, std::uint32_t group,
                                      model::Period period) {
  std::vector<Entry>& entries = givens_[given];
  if (group >= entries.size()) entries.resize(group + 1);
  Entry& entry = entries[group];
  const std::uint64_t stamp = StampOf(given, period);
  if (entry.stamp != stamp) {
    entry.stamp = stamp;
    entry.units = WideInteger();
  }
  return entry;
}

const WideInteger& GivenAmounts::Before(std::uint32_t given, std::uint32_t group,
                                        model::Period period) const {
  const std::vector<Entry>& entries = givens_[given];
  if (group >= entries.size() || entries[group].stamp != StampOf(given, period)) return nothing_;
  return entries[group].units;
}

void GivenAmounts::Add(std::uint32_t given, std::uint32_t group, model::Period period, Int128 units,
                       int digits) {
  At(given, group, period).units +=
      WideInteger(units) * WideInteger::PowerOfTen(kGivenScale - digits);
}

std::vector<GivenAmounts::Carried> GivenAmounts::CarriedOf(std::uint32_t given,
                                                           model::Period next) const {
  std::vector<Carried> carried;
  const GroupTable& groups = cells_.Groups(plan_.givens[given].grouping);
  for (std::uint32_t group = 0; group < givens_[given].size(); ++group) {
    const WideInteger& units = Before(given, group, next);
    if (!units.is_zero()) carried.push_back({groups.TextsOf(group), units.ToString()});
  }
  std::sort(carried.begin(), carried.end());
  return carried;
}

bool GivenAmounts::Resume(std::uint32_t given, model::Period next, const Carried& carried) {
  auto units = WideInteger::Parse(carried.units);
  GroupTable& groups = cells_.Groups(plan_.givens[given].grouping);
  if (!units || carried.group.size() != groups.dimensions().size()) return false;
  At(given, groups.Intern(carried.group), next).units = std::move(*units);
  return true;
}

}  // namespace twinbill::cbas
