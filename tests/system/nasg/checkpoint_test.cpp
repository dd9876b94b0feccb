// SPDX-License-Identifier: Apache-2.0
// A training whose program is killed goes on from its checkpoint, to what it would have come to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using Json = nlohmann::json;

constexpr const char* kSpace = R"(
space Tiny : [1, 8, 8] -> [10] {
  frame = conv2d(4, kernel = 3, padding = 1) >> X >> dropout(0.1) >> flatten >> linear(10);
  X     = batch_norm >> relu | batch_norm >> tanh;
}
)";

class Checkpoints : public ::testing::Test {
 protected:
  Checkpoints() { folder_.write("tiny.nasg", kSpace); }

  std::string command(const std::string& study, const std::string& checkpoints) const {
    return "cd " + folder_.path() + " && OMP_WAIT_POLICY=PASSIVE exec " + program("nasg") +
           " search tiny.nasg --strategy random --budget 1 --json --no-jit --study " + study +
           " --objective 'train(epochs = 6, batch = 32, ema = 0.9, crop = 1, checkpoints = \"" + checkpoints +
           "\")'";
  }
  static Json trial(const Finished& finished) {
    Json json = Json::parse(finished.out, nullptr, false);
    if (json.is_discarded()) return finished.err;
    Json trial = json["runs"][0]["trials"][0];
    trial.erase("seconds");
    return trial;
  }

  Folder folder_;
};

TEST_F(Checkpoints, AKilledTrainingComesToTheSameCurve) {
  const Finished whole = run({"sh", "-c", command("whole.db", "whole")});
  ASSERT_EQ(whole.status, 0) << whole.err;
  // Killed as soon as the first epoch is kept; five are to come.
  const Finished killed = run({"sh", "-c",
                               "(" + command("killed.db", "kept") + ") & child=$!; cd " + folder_.path() +
                                   "; while ! ls kept/*.pt 2>/dev/null && kill -0 $child; do sleep 0.02; "
                                   "done; kill -9 $child; wait $child"});
  EXPECT_EQ(killed.status, 128 + 9) << killed.err;
  const Finished rest = run({"sh", "-c", command("killed.db", "kept") + " --resume"});
  ASSERT_EQ(rest.status, 0) << rest.err;
  EXPECT_EQ(trial(rest), trial(whole));
  EXPECT_EQ(trial(rest)["curves"]["train_loss"].size(), 6U);
}

}  // namespace
}  // namespace nasg::testing
