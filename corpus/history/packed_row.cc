#include "corpus/history/packed_row.h"

#include <algorithm>
#include <cstring>

namespace twinbill::history {
namespace {

using model::Decimal;
using model::Int128;

// A number begins with a byte: its scale, and in the upper bits what follows.
constexpr unsigned kScaleBits = 5;
constexpr unsigned kScaleMask = (1U << kScaleBits) - 1;
enum NumberTag : unsigned {
  kVarint = 0,  // the units, zigzag
  kWide = 1,    // the units, 16 bytes
  kAbsent = 2,
};

constexpr std::size_t kIdOffset = kPackedLengthBytes + sizeof(std::int64_t);  // of its length

char* PutVarint(char* at, std::uint64_t value) {
  while (value >= 0x80) {
    *at++ = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  *at++ = static_cast<char>(value);
  return at;
}

std::uint64_t TakeVarint(const char*& at) {
  std::uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
}

char* PutNumber(char* at, const Decimal& value) {
  const auto scale = static_cast<unsigned>(value.scale());
  const Int128 units = value.units();
  const auto narrow = static_cast<std::int64_t>(units);
  if (narrow == units) {
    *at++ = static_cast<char>(scale | (kVarint << kScaleBits));
    return PutVarint(
        at, (static_cast<std::uint64_t>(narrow) << 1) ^ static_cast<std::uint64_t>(narrow >> 63));
  }
  *at++ = static_cast<char>(scale | (kWide << kScaleBits));
  std::memcpy(at, &units, sizeof units);
  return at + sizeof units;
}

char* PutOptional(char* at, const std::optional<Decimal>& value) {
  if (value) return PutNumber(at, *value);
  *at++ = static_cast<char>(kAbsent << kScaleBits);
  return at;
}

Decimal Checked(Int128 units, int scale) {
  auto value = Decimal::FromUnits(units, scale);
  TWINBILL_CHECK(value.has_value());
  return *value;
}

std::optional<Decimal> TakeNumber(const char*& at) {
  const auto head = static_cast<unsigned char>(*at++);
  const int scale = static_cast<int>(head & kScaleMask);
  switch (head >> kScaleBits) {
    case kVarint: {
      const std::uint64_t zigzag = TakeVarint(at);
      return Checked(static_cast<std::int64_t>((zigzag >> 1) ^ (0 - (zigzag & 1))), scale);
    }
    case kWide: {
      Int128 units = 0;
      std::memcpy(&units, at, sizeof units);
      at += sizeof units;
      return Checked(units, scale);
    }
    default: return std::nullopt;
  }
}

}  // namespace

std::size_t PackedLength(const char* packed) {
  std::uint32_t length = 0;
  std::memcpy(&length, packed, sizeof length);
  return length;
}

void AppendPacked(const NewRow& row, std::string& out) {
  constexpr std::size_t kRestMax = kPackedLengthBytes + 8 + 6 * 10 + 4 * 17;
  const std::size_t begin = out.size();
  out.resize(begin + kRestMax + row.id.size());
  char* const first = out.data() + begin;
  char* at = first + kPackedLengthBytes;
  std::memcpy(at, &row.start.micros, 8);
  at = PutVarint(at + 8, row.id.size());
  at = std::copy(row.id.begin(), row.id.end(), at);
  at = PutVarint(at, row.slot);
  at = PutVarint(at, row.file);
  at = PutVarint(at, static_cast<std::uint64_t>(row.row));
  at = PutVarint(at, static_cast<std::uint64_t>(row.line));
  at = PutNumber(at, row.quantity);
  at = PutNumber(at, row.unblended_cost);
  at = PutOptional(at, row.rate);
  at = PutOptional(at, row.public_cost);
  const auto length = static_cast<std::uint32_t>(at - first);
  std::memcpy(first, &length, sizeof length);
  out.resize(begin + length);
}

std::string_view PackedId(const char* packed) {
  const char* at = packed + kIdOffset;
  const auto length = static_cast<std::size_t>(TakeVarint(at));
  return {at, length};
}

void Unpack(const char* packed, NewRow& row) {
  std::memcpy(&row.start.micros, packed + kPackedLengthBytes, sizeof row.start.micros);
  row.id = PackedId(packed);
  const char* at = row.id.data() + row.id.size();
  row.slot = static_cast<std::uint32_t>(TakeVarint(at));
  row.file = static_cast<std::uint32_t>(TakeVarint(at));
  row.row = static_cast<std::int64_t>(TakeVarint(at));
  row.line = static_cast<std::int64_t>(TakeVarint(at));
  row.quantity = *TakeNumber(at);
  row.unblended_cost = *TakeNumber(at);
  row.rate = TakeNumber(at);
  row.public_cost = TakeNumber(at);
}

std::uint64_t PrefixOf(std::string_view id) {
  char bytes[8] = {};
  std::memcpy(bytes, id.data(), std::min(id.size(), sizeof bytes));
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return __builtin_bswap64(value);
}

}  // namespace twinbill::history
