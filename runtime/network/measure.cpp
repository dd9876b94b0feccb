// SPDX-License-Identifier: Apache-2.0
// Measures in batches.
#include "runtime/network/measure.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/from_blob.h>

namespace nasg::network {

namespace {

constexpr std::int64_t kBatch = 256;

/// LibTorch takes a pointer to mutable data; nothing writes through it.
template <class Number>
at::Tensor view(const std::vector<Number>& numbers, at::IntArrayRef sizes, at::ScalarType type) {
  return at::from_blob(const_cast<Number*>(numbers.data()), sizes, type);
}

}  // namespace

at::Tensor view_channels_last(const std::vector<float>& pixels, std::int64_t count, const ir::Shape& shape) {
  if (shape.size() != 3) {
    std::vector<std::int64_t> sizes{count};
    sizes.insert(sizes.end(), shape.begin(), shape.end());
    return view(pixels, sizes, at::kFloat);
  }
  return view(pixels, {count, shape[1], shape[2], shape[0]}, at::kFloat).permute({0, 3, 1, 2});
}

Examination::Examination(const training::Images& images) {
  std::vector<std::int64_t> sizes{static_cast<std::int64_t>(images.count())};
  sizes.insert(sizes.end(), images.shape.begin(), images.shape.end());
  const at::Tensor pixels = view(images.pixels, sizes, at::kFloat);
  images_ = pixels.dim() == 4 ? pixels.clone(at::MemoryFormat::ChannelsLast) : pixels.clone();
  labels_ = view(images.labels, {sizes[0]}, at::kLong).clone();
}

Measured Examination::measure(TorchNetwork& network, const std::atomic<bool>* cancelled) const {
  const at::NoGradGuard no_gradients;
  std::int64_t right = 0;
  double loss = 0;
  const std::int64_t all = labels_.size(0);
  for (std::int64_t start = 0; start < all; start += kBatch) {
    if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed)) break;
    const at::Tensor labels = labels_.slice(0, start, start + kBatch);
    const at::Tensor output = network.infer(images_.slice(0, start, start + kBatch)).cpu();
    right += output.argmax(1).eq(labels).sum().item<std::int64_t>();
    loss += at::cross_entropy_loss(output, labels).item<double>() * static_cast<double>(labels.size(0));
  }
  const auto count = static_cast<double>(all);
  return {100.0 * static_cast<double>(right) / count, loss / count};
}

}  // namespace nasg::network
