// CountedRandom: draws that depend on a seed and a count alone, the same on every machine.
//
// A case is named by (seed, number): its draws need no state of the cases before it, so that cases
// can be run in any order, by any number of jobs, and one of them again. (SplitMix64.)
#pragma once

#include <cstdint>
#include <span>

namespace twinbill::fuzz {

class CountedRandom {
 public:
  CountedRandom(std::uint64_t seed, std::uint64_t number) : state_(Mixed(seed) ^ Mixed(~number)) {}

  std::uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15U;
    return Mixed(state_);
  }
  // From 0 to count - 1; count > 0. The bias is below count / 2^64.
  std::uint64_t Below(std::uint64_t count) {
    __extension__ typedef unsigned __int128 Wide;
    return static_cast<std::uint64_t>((Wide{Next()} * count) >> 64U);
  }
  // From low to high, both included; high - low < 2^63.
  std::int64_t Between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(Below(static_cast<std::uint64_t>(high - low) + 1));
  }
  bool Percent(std::uint64_t share) { return Below(100) < share; }
  template <class T>
  const T& OneOf(std::span<const T> choices) {
    return choices[Below(choices.size())];
  }

 private:
  static std::uint64_t Mixed(std::uint64_t z) {
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

  std::uint64_t state_;
};

}  // namespace twinbill::fuzz
