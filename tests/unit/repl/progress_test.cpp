// SPDX-License-Identifier: Apache-2.0
// How progress is told, and how the time left is estimated.
#include "search/repl/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace nasg::repl {
namespace {

using ::testing::HasSubstr;

TEST(Progress, DurationsAndNumbersReadAsPeopleWriteThem) {
  EXPECT_EQ(duration(4.6), "0:05");
  EXPECT_EQ(duration(150), "2:30");
  EXPECT_EQ(duration(3750), "1:02:30");
  EXPECT_EQ(duration(-1), "0:00");
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(-1234567), "-1,234,567");
  EXPECT_EQ(readable(12345678), "12345678");
  EXPECT_EQ(readable(96.33333333), "96.3333");
}

TEST(Progress, TheTimeLeftFollowsRecentTrialsMore) {
  TimeLeft left;
  EXPECT_FALSE(left.estimate(5, 0));
  for (int i = 0; i < 10; ++i) left.step(2);
  EXPECT_DOUBLE_EQ(*left.estimate(5, 0), 10);
  EXPECT_DOUBLE_EQ(*left.estimate(5, 1.5), 8.5);
  EXPECT_DOUBLE_EQ(*left.estimate(1, 100), 0);
  for (int i = 0; i < 10; ++i) left.step(4);
  EXPECT_GT(*left.estimate(1, 0), 3);
  EXPECT_LT(*left.estimate(1, 0), 4);
}

TEST(Progress, TheFirstTrialCountsOnlyUntilThereIsASecond) {
  TimeLeft left;
  left.step(100);
  EXPECT_DOUBLE_EQ(*left.estimate(2, 0), 200);
  left.step(2);
  EXPECT_DOUBLE_EQ(*left.estimate(2, 0), 4);
}

TEST(Progress, WithoutATerminalEveryTrialIsALine) {
  std::ostringstream out;
  std::ostringstream err;
  const Console console{out, err};
  SearchProgress progress(console, "seed 2: ");
  progress.begun({3, 3, 5});
  progress.evaluating(0.5, "training");
  study::Trial good{3, "a", {}};
  good.evaluation.value = 91.5;
  progress.evaluated(good, &good, "status", {4, 4, 5});
  study::Trial bad{4, "b", {}};
  bad.evaluation.message = "it broke\nin two";
  progress.evaluated(bad, &good, "", {5, 5, 5});
  EXPECT_THAT(err.str(), ::testing::StartsWith(
                             "seed 2: going on after 3 of 5 trials\nseed 2: trial 4/5  91.5  best 91.5"));
  EXPECT_THAT(err.str(), HasSubstr("\nseed 2: trial 5/5  failed: it broke  best 91.5\n"));
  EXPECT_EQ(out.str(), "");
}

TEST(Progress, OnATerminalOneLineIsDrawnAgain) {
  std::ostringstream out;
  std::ostringstream err;
  const Console console{out, err, true};
  {
    ProgressLine line(console);
    line.draw("trial 1");
    line.clear();
    line.draw("trial 2");
  }
  EXPECT_EQ(err.str(), "\r\x1b[Ktrial 1\r\x1b[K\r\x1b[Ktrial 2\r\x1b[K");
}

}  // namespace
}  // namespace nasg::repl
