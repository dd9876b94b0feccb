// SPDX-License-Identifier: Apache-2.0
// nasgc export: which weights a file holds, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kSpace =
    "import std.vision;\n"
    "space Small : [1, 8, 8] -> [10] { frame = stem(4) >> OP >> classifier(10); OP = conv1x1 | id; }\n";

class ExportCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    const Finished tried = to("onnx", {"-o", folder_.path() + "/tried"});
    if (tried.err.find("E0612") != std::string::npos) GTEST_SKIP() << "built without LibTorch";
    ASSERT_EQ(tried.status, 0) << tried.err;
    run({"rm", folder_.path() + "/tried"});
  }

  Finished to(const std::string& target, const std::vector<std::string>& options = {}) const {
    std::vector<std::string> words{program("nasgc"), "export", space_, "conv1x1", "--to", target};
    words.insert(words.end(), options.begin(), options.end());
    return run(words);
  }
  std::string onnx(const std::vector<std::string>& options) const {
    const std::string path = folder_.path() + "/net.onnx";
    std::vector<std::string> all{"-o", path};
    all.insert(all.end(), options.begin(), options.end());
    const Finished finished = to("onnx", all);
    EXPECT_EQ(finished.status, 0) << finished.err;
    return read_file(path);
  }

  Folder folder_;
  std::string space_ = folder_.write("small.nasg", kSpace);
};

TEST_F(ExportCommand, TheSeedDecidesOnTheWeights) {
  const std::string first = onnx({"--seed", "3"});
  EXPECT_EQ(onnx({"--seed", "3"}), first);
  EXPECT_NE(onnx({"--seed", "4"}), first);
  EXPECT_EQ(onnx({}), onnx({"--seed", "1"}));
}

TEST_F(ExportCommand, WeightsOfPyTorchAreTakenOver) {
  if (run({"/usr/bin/python3", "-c", "import torch"}).status != 0)
    GTEST_SKIP() << "python3-torch is not installed";
  ASSERT_EQ(to("pytorch", {"-o", folder_.path() + "/net.py"}).status, 0);
  const auto python = [&](const std::string& text) {
    const Finished finished =
        run({"env", "-C", folder_.path(), "/usr/bin/python3", "-c", "import torch\n" + text});
    EXPECT_EQ(finished.status, 0) << finished.err;
  };
  python("import net\ntorch.manual_seed(3)\ntorch.save(net.Small().state_dict(), 'net.pt')");
  ASSERT_EQ(
      to("torchscript", {"-o", folder_.path() + "/net.ts", "--weights", folder_.path() + "/net.pt"}).status,
      0);
  ASSERT_EQ(to("torchscript", {"-o", folder_.path() + "/seed.ts", "--seed", "3"}).status, 0);
  python(
      "saved, taken, drawn = torch.load('net.pt'), torch.jit.load('net.ts'), torch.jit.load('seed.ts')\n"
      "assert all(torch.equal(saved[k], v) for k, v in taken.state_dict().items())\n"
      "assert all(torch.allclose(saved[k], v, atol=1e-7) for k, v in drawn.state_dict().items())");
}

TEST_F(ExportCommand, WeightsThatDoNotFitLeaveNothing) {
  const std::string target = folder_.path() + "/net.pt";
  const std::string nonsense = folder_.write("weights.pt", "nonsense");
  const Finished refused = to("torchscript", {"-o", target, "--weights", nonsense});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("E0614"));
  const Finished missing = to("torchscript", {"-o", target, "--weights", folder_.path() + "/none.pt"});
  EXPECT_EQ(missing.status, 1);
  EXPECT_THAT(missing.err, HasSubstr("E0901"));
  EXPECT_THAT(folder_.files(), ElementsAre("small.nasg", "weights.pt"));
}

TEST_F(ExportCommand, BytesDoNotGoToATerminal) {
  const Finished refused = to("onnx");
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.out, IsEmpty());
  EXPECT_THAT(refused.err, HasSubstr("-o FILE"));
  EXPECT_EQ(to("onnx", {"-o", "-"}).out, onnx({}));
}

TEST_F(ExportCommand, TextsTakeNoWeights) {
  for (const std::string target : {"pytorch", "cpp"}) {
    EXPECT_EQ(to(target, {"--seed", "3"}).status, 2);
    EXPECT_EQ(to(target, {"--weights", space_}).status, 2);
    EXPECT_EQ(to(target).status, 0);
  }
}

}  // namespace
}  // namespace nasg::testing
