// SPDX-License-Identifier: Apache-2.0
// What a program printed becomes a value, or a message that says what was wrong.
#include "runtime/workers/result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nasg::workers {
namespace {

using testing::HasSubstr;

training::Evaluation printed(std::string output, int status = 0, std::string errors = "") {
  ProcessOutcome outcome;
  outcome.end = ProcessOutcome::End::kExited;
  outcome.code = status;
  outcome.output = std::move(output);
  outcome.errors = std::move(errors);
  return read_outcome(outcome, 60);
}

TEST(Result, TheLastLineThatIsANumberCounts) {
  EXPECT_EQ(printed("91.25\n").value, 91.25);
  EXPECT_EQ(printed("epoch 1\n12\n+13.5e0 \r\ndone\n\n").value, 13.5);
}

TEST(Result, AnObjectGivesValueTestAndMetrics) {
  const auto evaluation = printed("log\n{\"value\": 91, \"test\": 90.5, \"params\": 12, \"note\": \"x\"}\n");
  EXPECT_EQ(evaluation.value, 91);
  EXPECT_EQ(evaluation.test, 90.5);
  EXPECT_EQ(evaluation.metrics, (std::map<std::string, double>{{"params", 12}}));
  EXPECT_EQ(printed("{\n \"value\": 3\n}\n").value, 3);
}

TEST(Result, NonsenseFailsWithWhatWasPrinted) {
  for (const char* text :
       {"banana\n", "12abc\n", "nan\n", "inf\n", "-inf\n", "{\"value\": NaN}\n", "{\"value\": 1e999}\n",
        "{\"value\": null}\n", "{\"value\": \"x\"}\n", "{\"test\": 1}\n", "{broken\n"}) {
    const auto evaluation = printed(text);
    EXPECT_FALSE(evaluation.value) << text;
    EXPECT_THAT(evaluation.message, HasSubstr("neither a number nor a JSON object")) << text;
  }
  EXPECT_THAT(printed("banana\n").message, HasSubstr(":\nbanana"));
  EXPECT_THAT(printed("").message, HasSubstr("it printed nothing"));
}

TEST(Result, AFailedProgramHasNoValueEvenIfItPrintedOne) {
  const auto evaluation = printed("91\n", 3, "1\n2\n3\n4\n5\nTraceback\n");
  EXPECT_FALSE(evaluation.value);
  EXPECT_EQ(evaluation.message, "the program ended with status 3:\n2\n3\n4\n5\nTraceback");
}

TEST(Result, EndsOtherThanExitSayWhy) {
  ProcessOutcome outcome;
  outcome.end = ProcessOutcome::End::kTimeLimit;
  EXPECT_EQ(read_outcome(outcome, 1.5).message,
            "the program was ended after 1.5 s, its time limit; it printed nothing");
  outcome.end = ProcessOutcome::End::kSignalled;
  outcome.code = 9;
  EXPECT_THAT(read_outcome(outcome, 0).message, HasSubstr("killed by signal 9"));
  outcome.end = ProcessOutcome::End::kNotStarted;
  outcome.code = ENOENT;
  EXPECT_THAT(read_outcome(outcome, 0).message, HasSubstr("cannot be started: No such file"));
}

}  // namespace
}  // namespace nasg::workers
