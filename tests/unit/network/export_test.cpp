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
#include "runtime/network/backend.h"
#include "runtime/network/pytorch_source.h"

namespace nasg::network {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPython = "/usr/bin/python3";

int shell(const std::string& command) {
  return std::system(command.c_str());
}

bool python_has_torch() {
  static const bool has = shell(std::string(kPython) +
                                " -c 'import importlib.util as u, sys; sys.exit(u.find_spec(\"torch\") is "
                                "None)' >/dev/null 2>&1") == 0;
  return has;
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

TEST_F(Export, PyTorchSourceWithItsWeightsComputesTheSame) {
  if (!python_has_torch()) GTEST_SKIP() << "python3-torch is not installed";
  const derivation::Plan plan = testing::every_layer_plan();
  const auto network = warmed_up(plan, 11);
  ASSERT_TRUE(network->save_pytorch(path("model.py")).ok());
  const std::vector<float> input = testing::numbers(3 * 192, 5);
  expect_near(python("from model import load\ny = load()(x)", plan, input, 3), *network->forward(input, 3));
}

TEST_F(Export, TorchScriptComputesTheSame) {
  if (!python_has_torch()) GTEST_SKIP() << "python3-torch is not installed";
  const derivation::Plan plan = testing::every_layer_plan();
  const auto network = warmed_up(plan, 12);
  ASSERT_TRUE(network->save_torchscript(path("model.ts")).ok());
  const std::vector<float> input = testing::numbers(3 * 192, 6);
  expect_near(python("y = torch.jit.load('model.ts')(x)", plan, input, 3), *network->forward(input, 3));
}

TEST_F(Export, TorchScriptCanBeTrainedOn) {
  if (!python_has_torch()) GTEST_SKIP() << "python3-torch is not installed";
  const derivation::Plan plan = testing::small_digits_plan();
  const auto network = warmed_up(plan, 12);
  ASSERT_TRUE(network->save_torchscript(path("model.ts")).ok());
  const std::vector<float> input = testing::numbers(4 * 64, 6);
  const std::vector<float> count = python(
      "m = torch.jit.load('model.ts').train()\nbefore = "
      "m.batch_norm1.running_mean.clone()\nm(x).sum().backward()\n"
      "assert not torch.equal(before, m.batch_norm1.running_mean)\nassert all(p.grad is not None for p in "
      "m.parameters())\n"
      "y = torch.tensor([float(sum(p.numel() for p in m.parameters()))])",
      plan, input, 4);
  ASSERT_EQ(count.size(), 1U);
  EXPECT_EQ(count[0], static_cast<float>(network->trainable_parameters()));
}

TEST_F(Export, FreshWeightsAreThoseThatPyTorchDrawsFromTheSeed) {
  if (!python_has_torch()) GTEST_SKIP() << "python3-torch is not installed";
  const derivation::Plan plan = testing::every_layer_plan();
  const auto network = *(*backend())->build(plan, 77);
  ASSERT_TRUE(network->save_pytorch(path("model.py")).ok());
  const std::vector<float> input = testing::numbers(3 * 192, 7);
  expect_near(
      python("from model import Network\ntorch.manual_seed(77)\ny = Network().eval()(x)", plan, input, 3),
      *network->forward(input, 3));
}

TEST_F(Export, AFolderThatIsMissingIsAnErrorAndLeavesNothing) {
  const auto network = *(*backend())->build(testing::small_digits_plan(), 1);
  for (const auto& saved :
       {network->save_torchscript(path("no/model.ts")), network->save_pytorch(path("no/model.py"))}) {
    ASSERT_FALSE(saved.ok());
    EXPECT_EQ(saved.error().code, diag::code::E0613);
  }
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST(PytorchSource, ReadsAsAPersonWouldWriteIt) {
  const derivation::Plan plan = testing::small_digits_plan();
  const auto slots = assign_slots(plan);
  ASSERT_TRUE(slots.ok());
  EXPECT_EQ(pytorch_source(plan, *slots), R"(# A network that nasg found; `load()` gives it with its weights.
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Network(nn.Module):
    """[1, 8, 8] -> [10]"""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, kernel_size=3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(12, 12, kernel_size=3, padding=1, bias=False)
        self.batch_norm1 = nn.BatchNorm2d(12)
        self.conv3 = nn.Conv2d(12, 12, kernel_size=3, padding=1, bias=False)
        self.batch_norm2 = nn.BatchNorm2d(12)
        self.conv4 = nn.Conv2d(12, 24, kernel_size=3, stride=2, padding=1, bias=False)
        self.batch_norm3 = nn.BatchNorm2d(24)
        self.linear1 = nn.Linear(24, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)
        a = self.conv2(F.relu(x))
        a = self.batch_norm1(a)
        a = self.conv3(F.relu(a))
        a = self.batch_norm2(a)
        a = a + x
        a = self.conv4(F.relu(a))
        a = self.batch_norm3(a)
        a = F.adaptive_avg_pool2d(a, 1)
        a = torch.flatten(a, 1)
        a = self.linear1(a)
        return a


def load(weights: Path = Path(__file__).with_suffix(".weights.pt")) -> Network:
    """The network with its trained weights, in evaluation mode."""
    network = Network()
    network.load_state_dict(torch.load(weights))
    return network.eval()
)");
}

}  // namespace
}  // namespace nasg::network
