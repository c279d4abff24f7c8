// RandomSource: draws from one number, the same on every machine.
//
// RapidCheck draws the number (one draw a case keeps it fast and its shrinking short); what is made
// of it is decided here, by counting, so that a failing case is named by that number alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace twinbill::support {

class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {  // SplitMix64
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  // From `low` to `high`, both included.
  std::int64_t Between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(Next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool OneIn(int count) { return Between(1, count) == 1; }
  bool Percent(int share) { return Between(1, 100) <= share; }

  template <class T>
  const T& OneOf(const std::vector<T>& choices) {
    return choices[static_cast<std::size_t>(
        Between(0, static_cast<std::int64_t>(choices.size()) - 1))];
  }
  std::string OneOf(const std::vector<const char*>& choices) {
    return choices[static_cast<std::size_t>(
        Between(0, static_cast<std::int64_t>(choices.size()) - 1))];
  }
  // A few of them, in their order; `share` percent each.
  std::vector<std::string> Some(const std::vector<const char*>& choices, int share) {
    std::vector<std::string> taken;
    for (const char* choice : choices) {
      if (Percent(share)) taken.emplace_back(choice);
    }
    return taken;
  }
  // A decimal of up to `whole` digits before the point and up to `digits` behind it, above or equal
  // 0.
  std::string Decimal(int whole, int digits) {
    std::int64_t most = 1;
    for (int i = 0; i < whole; ++i) most *= 10;
    std::string text = std::to_string(Between(0, OneIn(3) ? 12 % most : most - 1));
    const std::int64_t count = OneIn(3) ? 0 : Between(0, digits);
    if (count > 0) text += '.';
    for (std::int64_t i = 0; i < count; ++i) text += static_cast<char>('0' + Between(0, 9));
    return text;
  }

 private:
  std::uint64_t state_;
};

}  // namespace twinbill::support
