// SPDX-License-Identifier: Apache-2.0
// Exported source text reads as a person would write it.
#include <gtest/gtest.h>

#include "plans.h"
#include "runtime/network/cpp_source.h"
#include "runtime/network/pytorch_source.h"

namespace nasg::network {
namespace {

Slots slots_of(const derivation::Plan& plan) {
  const auto slots = assign_slots(plan);
  EXPECT_TRUE(slots.ok());
  return *slots;
}

std::string python(const derivation::Plan& plan, const Title& title, WeightsBeside weights) {
  return pytorch_source(plan, slots_of(plan), title, weights);
}

TEST(PytorchSource, ReadsAsAPersonWouldWriteIt) {
  EXPECT_EQ(python(testing::small_digits_plan(), {"Digits", "Digits(width=12)", "Residual2(conv, id)"},
                   WeightsBeside::kYes),
            R"(# A network of Digits(width=12):
# Residual2(conv, id)
# `load()` gives it with its weights.
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Digits(nn.Module):
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


def load(weights: Path = Path(__file__).with_suffix(".weights.pt")) -> Digits:
    """The network with its weights, in evaluation mode."""
    network = Digits()
    network.load_state_dict(torch.load(weights))
    return network.eval()
)");
}

TEST(PytorchSource, ImportsOnlyWhatItUses) {
  testing::HandPlan plan({4});
  EXPECT_EQ(python(plan.finish(plan.layer(ir::LayerKind::kRelu, {}, 0)), {}, WeightsBeside::kNo),
            R"(from torch import Tensor, nn
from torch.nn import functional as F


class Network(nn.Module):
    """[4] -> [4]"""

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(x)
        return x
)");
}

TEST(CppSource, ReadsAsAPersonWouldWriteIt) {
  const derivation::Plan plan = testing::small_digits_plan();
  EXPECT_EQ(cpp_source(plan, slots_of(plan), {"Digits", "Digits(width=12)", "Residual2(conv, id)"}),
            R"(// A network of Digits(width=12):
// Residual2(conv, id)
// Compile a program that includes it with
//   g++ -std=c++17 -I/usr/include/torch/csrc/api/include main.cpp -ltorch -ltorch_cpu -lc10
#pragma once

#include <torch/torch.h>

/// [1, 8, 8] -> [10]
struct DigitsImpl : torch::nn::Module {
  DigitsImpl() {
    register_module("conv1", conv1);
    register_module("conv2", conv2);
    register_module("batch_norm1", batch_norm1);
    register_module("conv3", conv3);
    register_module("batch_norm2", batch_norm2);
    register_module("conv4", conv4);
    register_module("batch_norm3", batch_norm3);
    register_module("linear1", linear1);
  }

  torch::Tensor forward(torch::Tensor x) {
    x = conv1(x);
    auto a = conv2(torch::relu(x));
    a = batch_norm1(a);
    a = conv3(torch::relu(a));
    a = batch_norm2(a);
    a = a + x;
    a = conv4(torch::relu(a));
    a = batch_norm3(a);
    a = torch::adaptive_avg_pool2d(a, {1, 1});
    a = torch::flatten(a, 1);
    a = linear1(a);
    return a;
  }

  torch::nn::Conv2d conv1{torch::nn::Conv2dOptions(1, 12, 3).padding(1).bias(false)};
  torch::nn::Conv2d conv2{torch::nn::Conv2dOptions(12, 12, 3).padding(1).bias(false)};
  torch::nn::BatchNorm2d batch_norm1{12};
  torch::nn::Conv2d conv3{torch::nn::Conv2dOptions(12, 12, 3).padding(1).bias(false)};
  torch::nn::BatchNorm2d batch_norm2{12};
  torch::nn::Conv2d conv4{torch::nn::Conv2dOptions(12, 24, 3).stride(2).padding(1).bias(false)};
  torch::nn::BatchNorm2d batch_norm3{24};
  torch::nn::Linear linear1{24, 10};
};
TORCH_MODULE(Digits);
)");
}

TEST(ClassName, IsAnIdentifierThatNothingElseHas) {
  EXPECT_EQ(class_name("NB201"), "NB201");
  EXPECT_EQ(class_name("my_space"), "MySpace");
  EXPECT_EQ(class_name("a b-c"), "ABC");
  EXPECT_EQ(class_name("class"), "Class");
  for (const char* taken : {"None", "True", "F", "tensor", "NULL", "path"})
    EXPECT_TRUE(class_name(taken).ends_with("Network")) << taken;
  EXPECT_EQ(class_name("_3d"), "Network3d");
  EXPECT_EQ(class_name("__"), "Network");
  EXPECT_EQ(class_name("été"), "T");
}

TEST(Origin, BreaksLongTermsAtBlanksAndLosesNothing) {
  std::string term = "Cell(";
  for (int i = 0; i < 60; ++i) term += "conv3x3, ";
  term += "id)";
  const std::string text = origin({"N", "S", term}, "// ");
  std::string read;
  for (std::size_t begin = 0, end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string line = text.substr(begin, end - begin);
    EXPECT_LE(line.size(), 100U);
    EXPECT_TRUE(line.starts_with("// "));
    read += (read.empty() ? "" : " ") + line.substr(3);
  }
  EXPECT_EQ(read, "A network of S: " + term);
  EXPECT_EQ(origin({}, "# "), "");
}

}  // namespace
}  // namespace nasg::network
