#include "legacy_adapters/child/kept_bytes.h"

#include <gtest/gtest.h>

#include <string>

namespace twinbill::child {
namespace {

TEST(KeptBytes, KeepsAllOfWhatIsShort) {
  KeptBytes kept(8);
  kept.Add("abc");
  kept.Add("defghijk");
  EXPECT_EQ(kept.Text(), "abcdefghijk");
  EXPECT_EQ(kept.count(), 11);
  EXPECT_EQ(kept.Finish(), model::Sha256::Of("abcdefghijk"));
}

TEST(KeptBytes, KeepsBothEndsOfWhatIsLongAndCountsTheRest) {
  KeptBytes kept(4);
  std::string all;
  for (int i = 0; i < 1000; ++i) {
    const std::string piece = std::to_string(i);
    kept.Add(piece);
    all += piece;
  }
  EXPECT_EQ(kept.Text(), "0123\n[" + std::to_string(all.size() - 8) + " bytes left out]\n" +
                             all.substr(all.size() - 4));
  EXPECT_EQ(kept.count(), static_cast<std::int64_t>(all.size()));
  EXPECT_EQ(kept.Finish(), model::Sha256::Of(all));
}

TEST(KeptBytes, GivesTheLastLineThatIsNotEmpty) {
  KeptBytes kept(16);
  EXPECT_EQ(kept.LastLine(), "");
  kept.Add("first\nsecond\n\n");
  EXPECT_EQ(kept.LastLine(), "second");
  EXPECT_EQ(kept.LastLine(3), "sec");
}

}  // namespace
}  // namespace twinbill::child
