// Draws that depend on nothing but what they are counted by.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace twinbill::generate {

// A well mixed number of three (SplitMix64's finaliser, after each one is added in).
constexpr std::uint64_t Draw(std::uint64_t seed, std::uint64_t subject, std::uint64_t purpose) {
  std::uint64_t z = seed;
  for (const std::uint64_t part : {subject, purpose}) {
    z += 0x9e3779b97f4a7c15U * (part + 1);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    z ^= z >> 31U;
  }
  return z;
}

// Of a drawn number: below `bound`, even enough for shapes.
constexpr std::int64_t Below(std::uint64_t drawn, std::int64_t bound) {
  return static_cast<std::int64_t>((drawn >> 11U) % static_cast<std::uint64_t>(bound));
}

}  // namespace twinbill::generate
