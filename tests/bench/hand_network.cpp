// SPDX-License-Identifier: Apache-2.0
// The modules, as the LibTorch manual would have them.
#include "tests/bench/hand_network.h"

namespace nasg::bench {

namespace nn = torch::nn;

ReluConvBnImpl::ReluConvBnImpl(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride) {
  conv = register_module(
      "conv", nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false)));
  norm = register_module("norm", nn::BatchNorm2d(out));
}

torch::Tensor ReluConvBnImpl::forward(torch::Tensor x) {
  return norm(conv(torch::relu(x)));
}

CellImpl::CellImpl(std::int64_t channels) {
  a = register_module("a", ReluConvBn(channels, channels, 3));
  c = register_module("c", ReluConvBn(channels, channels, 1));
  e = register_module("e", ReluConvBn(channels, channels, 3));
  f = register_module("f", ReluConvBn(channels, channels, 3));
}

torch::Tensor CellImpl::forward(torch::Tensor x) {
  const torch::Tensor n2 = a(x);
  const torch::Tensor n3 = x + c(n2);
  const torch::Tensor pooled = torch::avg_pool2d(x, 3, 1, 1, false, false);
  return pooled + e(n2) + f(n3);
}

EdgeCellImpl::EdgeCellImpl(std::int64_t channels) {
  a = register_module("a", ReluConvBn(channels, channels, 3));
  b = register_module("b", ReluConvBn(channels, channels, 1));
  d = register_module("d", ReluConvBn(channels, channels, 1));
  e = register_module("e", ReluConvBn(channels, channels, 1));
  f = register_module("f", ReluConvBn(channels, channels, 3));
}

torch::Tensor EdgeCellImpl::forward(torch::Tensor x) {
  const torch::Tensor n2 = a(x);
  const torch::Tensor n3 = b(x) + n2.mul(0);
  return d(x) + e(n2) + f(n3);
}

ResBlockImpl::ResBlockImpl(std::int64_t in) {
  first = register_module("first", ReluConvBn(in, 2 * in, 3, 2));
  second = register_module("second", ReluConvBn(2 * in, 2 * in, 3));
  shortcut = register_module("shortcut", nn::Conv2d(nn::Conv2dOptions(in, 2 * in, 1).bias(false)));
}

torch::Tensor ResBlockImpl::forward(torch::Tensor x) {
  return second(first(x)) + shortcut(torch::avg_pool2d(x, 2, 2));
}

HandNetworkImpl::HandNetworkImpl(std::int64_t width, int n, std::int64_t classes, bool edges) {
  stem = register_module("stem", nn::Conv2d(nn::Conv2dOptions(3, width, 3).padding(1).bias(false)));
  stem_norm = register_module("stem_norm", nn::BatchNorm2d(width));
  body = register_module("body", nn::Sequential());
  std::int64_t channels = width;
  for (int stage = 0; stage < 3; ++stage) {
    if (stage > 0) {
      body->push_back(ResBlock(channels));
      channels *= 2;
    }
    for (int i = 0; i < n; ++i) {
      if (edges)
        body->push_back(EdgeCell(channels));
      else
        body->push_back(Cell(channels));
    }
  }
  last_norm = register_module("last_norm", nn::BatchNorm2d(channels));
  linear = register_module("linear", nn::Linear(channels, classes));
}

torch::Tensor HandNetworkImpl::forward(torch::Tensor x) {
  x = body->forward(stem_norm(stem(x)));
  x = torch::adaptive_avg_pool2d(torch::relu(last_norm(x)), {1, 1});
  return linear(x.flatten(1));
}

}  // namespace nasg::bench
