// GivenAmounts: what rules billed for their groups in windows' earlier periods, exactly.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "legacy_adapters/cbas/cells.h"
#include "legacy_adapters/cbas/plan.h"

namespace twinbill::cbas {

class GivenAmounts {
 public:
  GivenAmounts(const Plan& plan, Cells& cells) : plan_(plan), cells_(cells) {
    givens_.resize(plan.givens.size());
  }

  // Back to before the first period.
  void Restart() { ++run_; }

  // What was given in the window's periods before `period` to the group of the given's grouping, in
  // units of 10^-18.
  const WideInteger& Before(std::uint32_t given, std::uint32_t group, model::Period period) const;
  // Adds units of 10^-digits, billed in `period`; it counts from the next one on.
  void Add(std::uint32_t given, std::uint32_t group, model::Period period, Int128 units,
           int digits);

  // For each group with something given in the window that `next` lies in, in the order of their
  // texts: the units as text.
  struct Carried {
    Texts group;
    std::string units;
    auto operator<=>(const Carried&) const = default;
  };
  std::vector<Carried> CarriedOf(std::uint32_t given, model::Period next) const;
  bool Resume(std::uint32_t given, model::Period next, const Carried& carried);

 private:
  struct Entry {
    std::uint64_t stamp = 0;  // of the run and the window's first period; 0: none
    WideInteger units;
  };

  std::uint64_t StampOf(std::uint32_t given, model::Period period) const;
  Entry& At(std::uint32_t given, std::uint32_t group, model::Period period);

  const Plan& plan_;
  Cells& cells_;
  std::uint64_t run_ = 1;
  std::vector<std::vector<Entry>> givens_;  // by given and group
  WideInteger nothing_;
};

}  // namespace twinbill::cbas
