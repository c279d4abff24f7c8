#include "harness/fuzz/forked_jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <map>

namespace twinbill::fuzz {
namespace {

TEST(ForkedJobs, DoEveryPieceOnce) {
  ForkedJobs jobs;
  ASSERT_TRUE(jobs.Start(3, 20, [](std::uint64_t piece) { return "p" + std::to_string(piece); }));
  std::map<std::uint64_t, std::string> outcomes;
  while (true) {
    const auto outcome = jobs.Next(std::nullopt);
    ASSERT_TRUE(outcome.has_value());
    if (!*outcome) break;
    outcomes[(*outcome)->piece] = (*outcome)->text;
  }
  ASSERT_EQ(outcomes.size(), 20U);
  EXPECT_EQ(outcomes[17], "p17");
}

TEST(ForkedJobs, AJobThatDiesIsNamedWithItsPiece) {
  ForkedJobs jobs;
  ASSERT_TRUE(jobs.Start(1, 5, [](std::uint64_t piece) {
    if (piece == 2) ::raise(SIGKILL);
    return std::string("done");
  }));
  for (int piece = 0; piece < 2; ++piece) ASSERT_TRUE(jobs.Next(std::nullopt).has_value());
  const auto outcome = jobs.Next(std::nullopt);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().diagnostics[0].code, "job_failed");
  EXPECT_THAT(outcome.error().diagnostics[0].message, ::testing::HasSubstr("piece of work 2"));
}

}  // namespace
}  // namespace twinbill::fuzz
