// SPDX-License-Identifier: Apache-2.0
// A NAS-Bench-201 network as a person writes it in LibTorch: what built networks are compared with.
#pragma once

#include <torch/nn.h>

namespace nasg::bench {

/// relu >> conv2d(out, kernel, stride, "same" padding, no bias) >> batch_norm
struct ReluConvBnImpl : torch::nn::Module {
  ReluConvBnImpl(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride = 1);
  torch::Tensor forward(torch::Tensor x);

  torch::nn::Conv2d conv{nullptr};
  torch::nn::BatchNorm2d norm{nullptr};
};
TORCH_MODULE(ReluConvBn);

/// Cell(conv3x3, id, conv1x1, avg_pool, conv3x3, conv3x3)
struct CellImpl : torch::nn::Module {
  explicit CellImpl(std::int64_t channels);
  torch::Tensor forward(torch::Tensor x);

  ReluConvBn a{nullptr}, c{nullptr}, e{nullptr}, f{nullptr};
};
TORCH_MODULE(Cell);

/// Cell(conv3x3, conv1x1, zero, conv1x1, conv1x1, conv3x3), an operation an edge as NAS-Bench-201's own code
/// has it: each begins with its ReLU, and `zero` multiplies.
struct EdgeCellImpl : torch::nn::Module {
  explicit EdgeCellImpl(std::int64_t channels);
  torch::Tensor forward(torch::Tensor x);

  ReluConvBn a{nullptr}, b{nullptr}, d{nullptr}, e{nullptr}, f{nullptr};
};
TORCH_MODULE(EdgeCell);

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
  /// Of EdgeCells or of Cells.
  HandNetworkImpl(std::int64_t width, int n, std::int64_t classes, bool edges);
  torch::Tensor forward(torch::Tensor x);

  torch::nn::Conv2d stem{nullptr};
  torch::nn::BatchNorm2d stem_norm{nullptr}, last_norm{nullptr};
  torch::nn::Sequential body{nullptr};
  torch::nn::Linear linear{nullptr};
};
TORCH_MODULE(HandNetwork);

}  // namespace nasg::bench
