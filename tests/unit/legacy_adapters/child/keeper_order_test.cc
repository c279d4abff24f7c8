#include "legacy_adapters/child/keeper_order.h"

#include <gtest/gtest.h>

namespace twinbill::child {
namespace {

TEST(KeeperOrder, IsTheSameBehindTheCommandLine) {
  KeeperOrder order;
  order.command = {"prog", "--memory", "--", ""};
  order.environment = {"A=b c", "B="};
  order.folder = "/tmp/x y";
  order.readable = {"/a", "/b"};
  order.memory_bytes = 123;
  order.cpu_seconds = 4;
  order.processes = 5;
  order.files = 6;
  order.file_bytes = 7;
  order.grace_ms = 8;
  order.contain = 0;
  EXPECT_EQ(FromArguments(ToArguments(order)), order);
}

TEST(KeeperOrder, RefusesWhatIsNone) {
  using Words = std::vector<std::string>;
  EXPECT_FALSE(FromArguments(Words{}));
  EXPECT_FALSE(FromArguments(Words{"--folder", "/x"}));
  EXPECT_FALSE(FromArguments(Words{"--folder", "/x", "--"}));
  EXPECT_FALSE(FromArguments(Words{"--", "prog"}));
  EXPECT_FALSE(FromArguments(Words{"--folder", "/x", "--cpu", "many", "--", "prog"}));
  EXPECT_FALSE(FromArguments(Words{"--folder", "/x", "--what", "1", "--", "prog"}));
}

}  // namespace
}  // namespace twinbill::child
