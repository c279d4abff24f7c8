#include "harness/cli/progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace twinbill::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ProgressTest : public testing::Test {
 protected:
  // Shows at each time how much is done of 100, with 1,000 rows a unit.
  std::string Shown(bool terminal, bool quiet,
                    const std::vector<std::pair<milliseconds, std::int64_t>>& times) const {
    std::ostringstream out;
    std::ostringstream err;
    Streams streams{out, err, false, terminal};
    {
      Progress progress(streams, quiet);
      for (const auto& [time, done] : times) {
        progress.ShowAt(Progress::Clock::time_point(seconds(1000)) + time, "reading", done * 1000,
                        done, 100);
      }
    }
    EXPECT_EQ(out.str(), "");
    return err.str();
  }
};

TEST_F(ProgressTest, IsALineEveryTenSecondsWhereNoTerminalIs) {
  EXPECT_EQ(Shown(false, false,
                  {{seconds(0), 0},
                   {seconds(9), 9},
                   {seconds(10), 10},
                   {seconds(19), 19},
                   {seconds(20), 40},
                   {seconds(100), 100}}),
            "reading: 10 %, 10000 rows, 1000 rows/s, 1 min 30 s left\n"
            "reading: 40 %, 40000 rows, 2000 rows/s, 30 s left\n"
            "reading: 100 %, 100000 rows, 1000 rows/s, 0 s left\n");
}

TEST_F(ProgressTest, IsABarOnATerminalThatGoesAway) {
  EXPECT_EQ(Shown(true, false, {{seconds(0), 0}, {milliseconds(100), 1}, {seconds(2), 50}}),
            "\rreading [###############...............] 50 %, 50000 rows, 25000 rows/s, 2 s left"
            "\x1b[K\r\x1b[K");
}

TEST_F(ProgressTest, IsNothingWhereItIsToBeQuiet) {
  EXPECT_EQ(Shown(true, true, {{seconds(0), 0}, {seconds(50), 50}}), "");
}

TEST_F(ProgressTest, SaysHoursWhereItTakesHours) {
  EXPECT_EQ(Shown(false, false, {{seconds(0), 0}, {seconds(600), 10}}),
            "reading: 10 %, 10000 rows, 16 rows/s, 1 h 30 min left\n");
}

TEST_F(ProgressTest, NeverSaysMoreThanAll) {
  EXPECT_EQ(Shown(false, false, {{seconds(0), 0}, {seconds(10), 120}}),
            "reading: 100 %, 120000 rows, 12000 rows/s, 0 s left\n");
}

}  // namespace
}  // namespace twinbill::cli
