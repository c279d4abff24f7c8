#include "corpus/history/number_range.h"

#include <algorithm>
#include <bit>
#include <charconv>

namespace twinbill::history {

using model::Decimal;
using model::Int128;

Int128 PowerOfTen(int exponent) {
  static constexpr auto kPowers = [] {
    std::array<Int128, Decimal::kDigitsMax + 1> powers{};
    powers[0] = 1;
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
  }();
  return kPowers[static_cast<std::size_t>(exponent)];
}

void NumberRange::Add(const Decimal& value) {
  const auto scale = static_cast<std::size_t>(value.scale());
  const Int128 magnitude = value.units() < 0 ? -value.units() : value.units();
  scales_ |= 1U << scale;
  if (magnitude > largest_[scale]) largest_[scale] = magnitude;
}

void NumberRange::Add(const NumberRange& other) {
  scales_ |= other.scales_;
  for (std::size_t i = 0; i < largest_.size(); ++i) {
    largest_[i] = std::max(largest_[i], other.largest_[i]);
  }
}

bool NumberRange::Fits(int digits, int scale) const {
  for (int i = 0; i <= model::Decimal::kScaleMax; ++i) {
    if ((scales_ >> i & 1U) == 0) continue;
    const int room = digits - (scale - i);
    const Int128 largest = largest_[static_cast<std::size_t>(i)];
    if (i > scale || (room < 0 ? largest != 0 : largest >= PowerOfTen(room))) return false;
  }
  return true;
}

NumberLayout NumberRange::Layout() const {
  constexpr int kNarrowDigits = 18;
  const int needed = empty() ? 0 : std::bit_width(scales_) - 1;
  const int usual = std::max(needed, kUsualScale);
  for (const int scale : {usual, needed}) {
    if (scale <= kNarrowDigits && Fits(kNarrowDigits, scale)) return {NumberKind::kInt64, scale};
  }
  for (const int scale : {usual, needed}) {
    if (Fits(Decimal::kDigitsMax, scale)) return {NumberKind::kInt128, scale};
  }
  return {NumberKind::kText, 0};
}

std::string NumberRange::ToString() const {
  std::string text;
  for (int i = 0; i <= Decimal::kScaleMax; ++i) {
    if ((scales_ >> i & 1U) == 0) continue;
    if (!text.empty()) text += ' ';
    model::AppendInteger(i, text);
    text += ':';
    model::AppendInteger(largest_[static_cast<std::size_t>(i)], text);
  }
  return text;
}

std::optional<NumberRange> NumberRange::Parse(std::string_view text) {
  NumberRange range;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view item = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t colon = item.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    int scale = -1;
    const auto [stop, error] = std::from_chars(item.data(), item.data() + colon, scale);
    if (error != std::errc() || stop != item.data() + colon) return std::nullopt;
    const auto largest = Decimal::Parse(item.substr(colon + 1));
    if (scale < 0 || scale > Decimal::kScaleMax || !largest || largest->scale() != 0) {
      return std::nullopt;
    }
    range.scales_ |= 1U << scale;
    range.largest_[static_cast<std::size_t>(scale)] = largest->units();
  }
  return range;
}

}  // namespace twinbill::history
