// WindowSums: the sums of windows' earlier periods, in one arithmetic, period after period.
#pragma once

#include <cstdint>
#include <vector>

#include "legacy_adapters/cbas/plan.h"

namespace twinbill::cbas {

template <class A>
class WindowSums {
 public:
  using Value = typename A::Value;

  struct Before {
    Value usage{};
    Value cost{};  // or net cost
  };

  WindowSums(const Plan& plan, const A& numbers)
      : plan_(plan), numbers_(numbers), windows_(plan.windows.size()) {}

  // Back to before the first period.
  void Restart() { ++run_; }

  // What the window's periods before `period` came to for the group; 0 where nothing was fed.
  const Before& Of(std::uint32_t window, std::uint32_t group, model::Period period) const {
    const std::vector<Entry>& entries = windows_[window];
    if (group >= entries.size() || entries[group].stamp != StampOf(window, period)) {
      return nothing_;
    }
    return entries[group].before;
  }

  // Adds a period's sums to what came before them in the window.
  void Feed(std::uint32_t window, std::uint32_t group, model::Period period, const Value& usage,
            const Value& cost) {
    std::vector<Entry>& entries = windows_[window];
    if (group >= entries.size()) entries.resize(group + 1);
    Entry& entry = entries[group];
    const std::uint64_t stamp = StampOf(window, period);
    if (entry.stamp != stamp) entry = {stamp, {}};
    static_cast<void>(numbers_.Add(entry.before.usage, usage));  // see PeriodSums
    static_cast<void>(numbers_.Add(entry.before.cost, cost));
  }

  void Set(std::uint32_t window, std::uint32_t group, model::Period period, const Before& before) {
    std::vector<Entry>& entries = windows_[window];
    if (group >= entries.size()) entries.resize(group + 1);
    entries[group] = {StampOf(window, period), before};
  }

  std::size_t GroupsEnd(std::uint32_t window) const { return windows_[window].size(); }

 private:
  struct Entry {
    std::uint64_t stamp = 0;  // of the run and the window's first period; 0: never fed
    Before before;
  };

  std::uint64_t StampOf(std::uint32_t window, model::Period period) const {
    const model::Window& at = plan_.WindowOf(plan_.windows[window].kind, period);
    return run_ << 20 | static_cast<std::uint64_t>(at.first.months);  // months are below 2^17
  }

  const Plan& plan_;
  const A& numbers_;
  std::uint64_t run_ = 1;
  std::vector<std::vector<Entry>> windows_;  // by group
  Before nothing_;
};

}  // namespace twinbill::cbas
