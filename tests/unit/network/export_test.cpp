// SPDX-License-Identifier: Apache-2.0
// Exports: PyTorch must load what was written, and compute the same.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/diag/codes/network.h"
#include "plans.h"
#include "runtime/network/save.h"

namespace nasg::network {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPython = "/usr/bin/python3";

int shell(const std::string& command) {
  return std::system(command.c_str());
}

bool python_has(const std::string& module) {
  return shell(std::string(kPython) + " -c 'import importlib.util as u, sys; sys.exit(u.find_spec(\"" +
               module + "\") is None)' >/dev/null 2>&1") == 0;
}

/// A folder of its own for a test, gone after it.
class Export : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() /
              (std::string("nasg-export-") + test->name() + "-" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  /// What a Python program makes of `count` examples: it is given `x` and leaves its outputs in `y`.
  std::vector<float> python(const std::string& program, const derivation::Plan& plan,
                            const std::vector<float>& input, std::size_t count) const {
    std::ofstream(path("x.bin"), std::ios::binary)
        .write(reinterpret_cast<const char*>(input.data()),
               static_cast<std::streamsize>(input.size() * sizeof(float)));
    std::ofstream(path("run.py"))
        << "import torch\nbytes = bytearray(open('x.bin', 'rb').read())\n"
        << "x = torch.frombuffer(bytes, dtype=torch.float32).view([" << count << ", *" << ir::text(plan.input)
        << "])\n"
        << program << "\nopen('y.bin', 'wb').write(y.detach().contiguous().numpy().tobytes())\n";
    EXPECT_EQ(shell("cd '" + folder_.string() + "' && " + kPython + " run.py"), 0);
    std::ifstream file(path("y.bin"), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    std::vector<float> output(bytes.size() / sizeof(float));
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(output.data()));
    return output;
  }

  std::string bytes_of(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path folder_;
};

void expect_near(const std::vector<float>& a, const std::vector<float>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-5);
}

/// A network whose running statistics have moved, so that they must be in the file.
std::unique_ptr<Network> warmed_up(const derivation::Plan& plan, std::uint64_t seed) {
  auto network = *(*backend())->build(plan, seed);
  EXPECT_TRUE(network->exercise(8, 1).ok());
  return network;
}

std::vector<derivation::Plan> all_layers() {
  return {testing::every_layer_plan(), testing::rows_and_functions_plan()};
}

std::vector<float> inputs(const derivation::Plan& plan, std::size_t examples, std::uint64_t seed) {
  for (const std::int64_t dim : plan.input) examples *= static_cast<std::size_t>(dim);
  return testing::numbers(examples, seed);
}

diag::Status save(Network& network, const std::string& path) {
  return network::save(network, path, {"Net", "Space(width=8)", "Cell(a, b)"});
}

TEST_F(Export, PyTorchSourceWithItsWeightsComputesTheSame) {
  if (!python_has("torch")) GTEST_SKIP() << "python3-torch is not installed";
  for (const derivation::Plan& plan : all_layers()) {
    const auto network = warmed_up(plan, 11);
    ASSERT_TRUE(save(*network, path("model.py")).ok());
    const std::vector<float> input = inputs(plan, 3, 5);
    expect_near(python("from model import load\ny = load()(x)", plan, input, 3), *network->forward(input, 3));
  }
}

TEST_F(Export, TorchScriptComputesTheSame) {
  if (!python_has("torch")) GTEST_SKIP() << "python3-torch is not installed";
  for (const derivation::Plan& plan : all_layers()) {
    const auto network = warmed_up(plan, 12);
    ASSERT_TRUE(save(*network, path("model.pt")).ok());
    const std::vector<float> input = inputs(plan, 3, 6);
    expect_near(python("y = torch.jit.load('model.pt')(x)", plan, input, 3), *network->forward(input, 3));
  }
}

TEST_F(Export, TorchScriptCanBeTrainedOn) {
  if (!python_has("torch")) GTEST_SKIP() << "python3-torch is not installed";
  const derivation::Plan plan = testing::small_digits_plan();
  const auto network = warmed_up(plan, 12);
  ASSERT_TRUE(save(*network, path("model.pt")).ok());
  const std::vector<float> input = testing::numbers(4 * 64, 6);
  const std::vector<float> count = python(
      "m = torch.jit.load('model.pt').train()\nbefore = "
      "m.batch_norm1.running_mean.clone()\nm(x).sum().backward()\n"
      "assert not torch.equal(before, m.batch_norm1.running_mean)\nassert all(p.grad is not None for p in "
      "m.parameters())\n"
      "y = torch.tensor([float(sum(p.numel() for p in m.parameters()))])",
      plan, input, 4);
  ASSERT_EQ(count.size(), 1U);
  EXPECT_EQ(count[0], static_cast<float>(network->trainable_parameters()));
}

TEST_F(Export, FreshWeightsAreThoseThatPyTorchDrawsFromTheSeed) {
  if (!python_has("torch")) GTEST_SKIP() << "python3-torch is not installed";
  for (const derivation::Plan& plan : all_layers()) {
    const auto network = *(*backend())->build(plan, 77);
    ASSERT_TRUE(save(*network, path("model.py")).ok());
    const std::vector<float> input = inputs(plan, 3, 7);
    expect_near(python("from model import Net\ntorch.manual_seed(77)\ny = Net().eval()(x)", plan, input, 3),
                *network->forward(input, 3));
  }
}

TEST_F(Export, AFolderThatIsMissingIsAnErrorAndLeavesNothing) {
  const auto network = *(*backend())->build(testing::small_digits_plan(), 1);
  for (const auto& saved : {save(*network, path("no/model.pt")), save(*network, path("no/model.py")),
                            save(*network, path("no/model.onnx"))}) {
    ASSERT_FALSE(saved.ok());
    EXPECT_EQ(saved.error().code, diag::code::E0613);
  }
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(Export, OnnxPassesItsCheckerAndComputesTheSame) {
  if (!python_has("torch") || !python_has("onnx")) GTEST_SKIP() << "python3-torch or python3-onnx is missing";
  for (const derivation::Plan& plan : all_layers()) {
    const auto network = warmed_up(plan, 13);
    ASSERT_TRUE(save(*network, path("model.onnx")).ok());
    const std::vector<float> input = inputs(plan, 3, 8);
    expect_near(python("import sys\nsys.path.append('" NASG_SOURCE_DIR
                       "/tests/unit/network')\nfrom onnx_network import Network\ny = "
                       "Network('model.onnx')(x)",
                       plan, input, 3),
                *network->forward(input, 3));
  }
}

TEST_F(Export, OnnxOfANetworkWithoutLayersPassesItsInputOn) {
  if (!python_has("torch") || !python_has("onnx")) GTEST_SKIP() << "python3-torch or python3-onnx is missing";
  testing::HandPlan hand({4});
  const derivation::Plan plan = hand.finish(0);
  ASSERT_TRUE(save(*warmed_up(plan, 1), path("model.onnx")).ok());
  const std::vector<float> input = testing::numbers(8, 8);
  expect_near(python("import sys\nsys.path.append('" NASG_SOURCE_DIR
                     "/tests/unit/network')\nfrom onnx_network import Network\ny = Network('model.onnx')(x)",
                     plan, input, 2),
              input);
}

TEST_F(Export, WeightsGoFromOneNetworkToAnother) {
  const derivation::Plan plan = testing::every_layer_plan();
  const auto from = warmed_up(plan, 14);
  const auto to = *(*backend())->build(plan, 15);
  const auto bytes = from->weights();
  ASSERT_TRUE(bytes.ok());
  const std::vector<float> input = testing::numbers(192, 9);
  EXPECT_NE(*from->forward(input, 1), *to->forward(input, 1));
  ASSERT_TRUE(to->load_weights(*bytes).ok());
  EXPECT_EQ(*from->forward(input, 1), *to->forward(input, 1));
  EXPECT_EQ(*to->weights(), *bytes);
}

TEST_F(Export, WeightsThatPyTorchSavedAreTaken) {
  if (!python_has("torch")) GTEST_SKIP() << "python3-torch is not installed";
  const derivation::Plan plan = testing::small_digits_plan();
  const auto network = *(*backend())->build(plan, 1);
  ASSERT_TRUE(save(*network, path("model.py")).ok());
  const std::vector<float> input = testing::numbers(64, 9);
  const std::vector<float> output = python(
      "from model import Net\ntorch.manual_seed(5)\nnet = Net()\nnet(x.expand(4, -1, -1, -1))\n"
      "torch.save(net.state_dict(), 'trained.pt')\ny = net.eval()(x)",
      plan, input, 1);
  ASSERT_TRUE(network->load_weights(bytes_of("trained.pt")).ok());
  expect_near(*network->forward(input, 1), output);
}

TEST_F(Export, WeightsOfAnotherNetworkAreRefusedAndChangeNothing) {
  const auto network = warmed_up(testing::small_digits_plan(), 1);
  const auto other = warmed_up(testing::every_layer_plan(), 1);
  const auto before = network->weights();
  for (const std::string& bytes : {*other->weights(), std::string("nonsense"), std::string()}) {
    const diag::Status loaded = network->load_weights(bytes);
    ASSERT_FALSE(loaded.ok());
    EXPECT_EQ(loaded.error().code, diag::code::E0614);
  }
  EXPECT_EQ(network->load_weights(*other->weights()).error().arguments[0],
            "`conv1.weight` is [6, 3, 3, 3] in the file and [12, 1, 3, 3] in the network");
  EXPECT_EQ(*network->weights(), *before);
}

}  // namespace
}  // namespace nasg::network
