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

EdgeImpl::EdgeImpl(EdgeOp op, std::int64_t channels) : op(op) {
  if (op == EdgeOp::kConv1x1 || op == EdgeOp::kConv3x3)
    block = register_module("block", ReluConvBn(channels, channels, op == EdgeOp::kConv3x3 ? 3 : 1));
}

torch::Tensor EdgeImpl::forward(const torch::Tensor& x) {
  switch (op) {
    case EdgeOp::kZero: return x.mul(0);
    case EdgeOp::kAvgPool: return torch::avg_pool2d(x, 3, 1, 1, false, false);
    case EdgeOp::kConv1x1:
    case EdgeOp::kConv3x3: return block(x);
    case EdgeOp::kId: break;
  }
  return x;
}

CellImpl::CellImpl(const EdgeOps& ops, std::int64_t channels) {
  for (std::size_t i = 0; i < ops.size(); ++i)
    edges.push_back(register_module("edge" + std::to_string(i), Edge(ops[i], channels)));
}

torch::Tensor CellImpl::forward(const torch::Tensor& x) {
  const torch::Tensor n2 = edges[0](x);
  const torch::Tensor n3 = edges[1](x) + edges[2](n2);
  return edges[3](x) + edges[4](n2) + edges[5](n3);
}

ResBlockImpl::ResBlockImpl(std::int64_t in) {
  first = register_module("first", ReluConvBn(in, 2 * in, 3, 2));
  second = register_module("second", ReluConvBn(2 * in, 2 * in, 3));
  shortcut = register_module("shortcut", nn::Conv2d(nn::Conv2dOptions(in, 2 * in, 1).bias(false)));
}

torch::Tensor ResBlockImpl::forward(torch::Tensor x) {
  return second(first(x)) + shortcut(torch::avg_pool2d(x, 2, 2));
}

HandNetworkImpl::HandNetworkImpl(std::int64_t width, int n, std::int64_t classes, const EdgeOps& ops) {
  stem = register_module("stem", nn::Conv2d(nn::Conv2dOptions(3, width, 3).padding(1).bias(false)));
  stem_norm = register_module("stem_norm", nn::BatchNorm2d(width));
  body = register_module("body", nn::Sequential());
  std::int64_t channels = width;
  for (int stage = 0; stage < 3; ++stage) {
    if (stage > 0) {
      body->push_back(ResBlock(channels));
      channels *= 2;
    }
    for (int i = 0; i < n; ++i) body->push_back(Cell(ops, channels));
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
