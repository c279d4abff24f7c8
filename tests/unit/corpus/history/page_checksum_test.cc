#include "corpus/history/page_checksum.h"

#include <gtest/gtest.h>

#include <random>
#include <string_view>
#include <vector>

namespace twinbill::history {
namespace {

// Bit by bit, from the definition.
std::uint32_t Plain(std::span<const std::uint8_t> bytes) {
  std::uint32_t rest = 0xffffffffU;
  for (const std::uint8_t byte : bytes) {
    rest ^= byte;
    for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1) ^ ((rest & 1) != 0 ? 0xedb88320U : 0U);
  }
  return ~rest;
}

TEST(PageChecksum, IsThatOfTheStandard) {
  const std::string_view text = "123456789";
  EXPECT_EQ(PageChecksum({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}),
            0xcbf43926U);
  EXPECT_EQ(PageChecksum({}), 0U);
}

TEST(PageChecksum, IsThePlainOneAtEveryLength) {
  std::mt19937 random(1);
  std::vector<std::uint8_t> bytes(1000);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  for (std::size_t length = 0; length <= bytes.size(); ++length) {
    const auto part = std::span(bytes).last(length);
    ASSERT_EQ(PageChecksum(part), Plain(part)) << length;
  }
}

}  // namespace
}  // namespace twinbill::history
