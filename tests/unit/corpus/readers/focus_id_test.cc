#include "corpus/readers/focus_id.h"

#include <gtest/gtest.h>

#include "corpus/model/sha256.h"

namespace twinbill::readers {
namespace {

std::string NextId(FocusIds& ids, FocusDigest digest) {
  std::string id;
  ids.AppendNext(digest, id);
  return id;
}

TEST(FocusId, IsHalfADigestAndACount) {
  FocusIds ids;
  const FocusDigest digest = {0x0123456789abcdefU, 0xfedcba9876543210U};
  EXPECT_EQ(NextId(ids, digest), "f0123456789abcdeffedcba9876543210-0");
  EXPECT_EQ(NextId(ids, digest), "f0123456789abcdeffedcba9876543210-1");
  EXPECT_EQ(NextId(ids, digest), "f0123456789abcdeffedcba9876543210-2");
}

TEST(FocusId, CountsTheDigestOfZerosToo) {
  FocusIds ids;
  EXPECT_EQ(NextId(ids, {}).substr(33), "-0");
  EXPECT_EQ(NextId(ids, {}).substr(33), "-1");
}

TEST(FocusId, CountsManyAndThoseThatCollide) {
  FocusIds ids;
  for (int round = 0; round < 3; ++round) {
    for (std::uint64_t i = 1; i <= 5'000; ++i)
      EXPECT_EQ(NextId(ids, {i, i % 4096 * 4096}).substr(33), "-" + std::to_string(round));
  }
}

TEST(FocusId, TheDigestIsOfTheFieldsJoined) {
  std::array<std::string_view, kFocusFieldCount> fields;
  fields[0] = "abc";
  const FocusDigest digest = DigestOf(fields);
  const model::Digest expected = model::Sha256::Of("abc" + std::string(14, '\x1F'));
  std::string id;
  FocusIds().AppendNext(digest, id);
  EXPECT_EQ(id, "f" + expected.ToHex().substr(0, 32) + "-0");
}

}  // namespace
}  // namespace twinbill::readers
