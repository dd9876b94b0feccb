// SPDX-License-Identifier: Apache-2.0
// Programs are run within limits, and leave nothing behind.
#include "runtime/workers/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <thread>

namespace nasg::workers {
namespace {

using End = ProcessOutcome::End;

ProcessRequest shell(const std::string& script) {
  ProcessRequest request;
  request.words = {"sh", "-c", script};
  request.input_path = "/dev/null";
  return request;
}

TEST(Process, OutputErrorsAndStatusAreCollected) {
  const ProcessOutcome outcome = run_process(shell("echo out; echo err >&2; exit 3"));
  EXPECT_EQ(outcome.end, End::kExited);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.output, "out\n");
  EXPECT_EQ(outcome.errors, "err\n");
}

TEST(Process, ArgumentsArriveAsTheyAre) {
  ProcessRequest request = shell("");
  request.words = {"printf", "%s|", "a; rm -rf x", "$(id)", "'q'"};
  EXPECT_EQ(run_process(request).output, "a; rm -rf x|$(id)|'q'|");
}

TEST(Process, AProgramThatIsNotThereCannotBeStarted) {
  ProcessRequest request = shell("");
  request.words = {"/no/such/program"};
  const ProcessOutcome outcome = run_process(request);
  EXPECT_EQ(outcome.end, End::kNotStarted);
  EXPECT_EQ(outcome.code, ENOENT);
}

TEST(Process, TheTimeLimitEndsTheWholeGroup) {
  ProcessRequest request = shell("sleep 1000 & echo $!; wait");
  request.seconds = 0.3;
  const ProcessOutcome outcome = run_process(request);
  EXPECT_EQ(outcome.end, End::kTimeLimit);
  const int grandchild = std::stoi(outcome.output);
  // Its new parent collects it in its own time; until then it is a zombie, which a signal still finds.
  bool gone = false;
  for (int i = 0; i < 1000 && !gone; ++i) {
    gone = ::kill(grandchild, 0) != 0;
    std::this_thread::yield();
  }
  std::string state = "gone";
  if (FILE* file = std::fopen(("/proc/" + std::to_string(grandchild) + "/stat").c_str(), "r")) {
    char letter = 0;
    if (std::fscanf(file, "%*d %*s %c", &letter) == 1) state = letter;
    std::fclose(file);
  }
  EXPECT_THAT(state, testing::AnyOf("gone", "Z"));
}

TEST(Process, AProgramThatIgnoresTheEndIsKilled) {
  ProcessRequest request = shell("trap '' TERM; echo ready; while :; do sleep 1; done");
  request.seconds = 0.3;
  const ProcessOutcome outcome = run_process(request);
  EXPECT_EQ(outcome.end, End::kTimeLimit);
  EXPECT_EQ(outcome.output, "ready\n");
}

TEST(Process, CancellingEndsIt) {
  const std::atomic<bool> cancelled = true;
  ProcessRequest request = shell("sleep 1000");
  request.cancelled = &cancelled;
  EXPECT_EQ(run_process(request).end, End::kCancelled);
}

TEST(Process, ABackgroundProcessDoesNotHoldUpTheResult) {
  const ProcessOutcome outcome = run_process(shell("sleep 1000 & echo 5"));
  EXPECT_EQ(outcome.end, End::kExited);
  EXPECT_EQ(outcome.output, "5\n");
}

TEST(Process, OfLongOutputTheEndIsKept) {
  const ProcessOutcome outcome = run_process(shell("yes | head -c 1000000; echo 42"));
  EXPECT_EQ(outcome.end, End::kExited);
  EXPECT_EQ(outcome.output.size(), 65536U);
  EXPECT_TRUE(outcome.output.ends_with("y\n42\n"));
}

TEST(Process, TheMemoryLimitHolds) {
  ProcessRequest request = shell("head -c 60000000 /dev/zero | tail -c 50000000 | wc -c");
  request.memory = 40'000'000;
  const ProcessOutcome outcome = run_process(request);
  EXPECT_NE(outcome.output, "50000000\n");
  request.memory = 0;
  EXPECT_EQ(run_process(request).output, "50000000\n");
}

}  // namespace
}  // namespace nasg::workers
