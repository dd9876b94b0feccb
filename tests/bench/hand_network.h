// SPDX-License-Identifier: Apache-2.0
// A NAS-Bench-201 network as a person writes it in LibTorch: what built networks are compared with.
#pragma once

#include <torch/nn.h>

#include <array>
#include <vector>

namespace nasg::bench {

/// relu >> conv2d(out, kernel, stride, "same" padding, no bias) >> batch_norm
struct ReluConvBnImpl : torch::nn::Module {
  ReluConvBnImpl(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride = 1);
  torch::Tensor forward(torch::Tensor x);

  torch::nn::Conv2d conv{nullptr};
  torch::nn::BatchNorm2d norm{nullptr};
};
TORCH_MODULE(ReluConvBn);

/// The operations on the edges of a cell, and a cell's six in the order of its term.
enum class EdgeOp { kZero, kId, kConv1x1, kConv3x3, kAvgPool };
using EdgeOps = std::array<EdgeOp, 6>;

/// One operation, as NAS-Bench-201's own code has it: a convolution begins with its ReLU, `zero` multiplies.
struct EdgeImpl : torch::nn::Module {
  EdgeImpl(EdgeOp op, std::int64_t channels);
  torch::Tensor forward(const torch::Tensor& x);

  EdgeOp op;
  ReluConvBn block{nullptr};
};
TORCH_MODULE(Edge);

/// n2 = a(x), n3 = b(x) + c(n2), d(x) + e(n2) + f(n3)
struct CellImpl : torch::nn::Module {
  CellImpl(const EdgeOps& ops, std::int64_t channels);
  torch::Tensor forward(const torch::Tensor& x);

  std::vector<Edge> edges;
};
TORCH_MODULE(Cell);

/// Halves the image and doubles the channels.
struct ResBlockImpl : torch::nn::Module {
  explicit ResBlockImpl(std::int64_t in);
  torch::Tensor forward(torch::Tensor x);

  ReluConvBn first{nullptr}, second{nullptr};
  torch::nn::Conv2d shortcut{nullptr};
};
TORCH_MODULE(ResBlock);

/// stem(width) >> CELL^n >> resBlock >> CELL^n >> resBlock >> CELL^n >> classifier(classes)
struct HandNetworkImpl : torch::nn::Module {
  HandNetworkImpl(std::int64_t width, int n, std::int64_t classes, const EdgeOps& ops);
  torch::Tensor forward(torch::Tensor x);

  torch::nn::Conv2d stem{nullptr};
  torch::nn::BatchNorm2d stem_norm{nullptr}, last_norm{nullptr};
  torch::nn::Sequential body{nullptr};
  torch::nn::Linear linear{nullptr};
};
TORCH_MODULE(HandNetwork);

}  // namespace nasg::bench
