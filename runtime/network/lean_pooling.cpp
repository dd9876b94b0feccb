// SPDX-License-Identifier: Apache-2.0
// Two functions of autograd, each LibTorch's own kernels.
#include "runtime/network/lean_pooling.h"

#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/avg_pool2d_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/max_pool2d_with_indices.h>
#include <ATen/ops/max_pool2d_with_indices_backward.h>
#include <torch/csrc/autograd/custom_function.h>

#include <array>

namespace nasg::network {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The window as LibTorch takes it, and what stands in for the input: never written, so no memory is touched.
struct Shape {
  std::array<std::int64_t, 2> kernel, stride, padding;

  explicit Shape(const PoolWindow& window)
      : kernel{window.kernel, window.kernel},
        stride{window.stride, window.stride},
        padding{window.padding, window.padding} {}

  static void keep(AutogradContext& context, const at::Tensor& x, const PoolWindow& window) {
    context.saved_data["sizes"] = x.sizes().vec();
    context.saved_data["window"] = std::vector<std::int64_t>{window.kernel, window.stride, window.padding};
  }
  static Shape kept(const AutogradContext& context) {
    const std::vector<std::int64_t> window = context.saved_data.at("window").toIntVector();
    return Shape({window[0], window[1], window[2]});
  }
  static at::Tensor input(const AutogradContext& context, const at::Tensor& gradient) {
    return at::empty(context.saved_data.at("sizes").toIntVector(), gradient.options(),
                     gradient.suggest_memory_format());
  }
};

struct AvgPool : torch::autograd::Function<AvgPool> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const PoolWindow& window) {
    Shape::keep(*context, x, window);
    const Shape shape(window);
    return at::avg_pool2d(x, shape.kernel, shape.stride, shape.padding, false, /*count_include_pad=*/false);
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const Shape shape = Shape::kept(*context);
    return {at::avg_pool2d_backward(gradients[0], Shape::input(*context, gradients[0]), shape.kernel,
                                    shape.stride, shape.padding, false, /*count_include_pad=*/false, {}),
            {}};
  }
};

struct MaxPool : torch::autograd::Function<MaxPool> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const PoolWindow& window) {
    Shape::keep(*context, x, window);
    const Shape shape(window);
    const auto [largest, places] = at::max_pool2d_with_indices(x, shape.kernel, shape.stride, shape.padding);
    context->save_for_backward({places});
    return largest;
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const Shape shape = Shape::kept(*context);
    return {at::max_pool2d_with_indices_backward(gradients[0], Shape::input(*context, gradients[0]),
                                                 shape.kernel, shape.stride, shape.padding, {1, 1}, false,
                                                 context->get_saved_variables()[0]),
            {}};
  }
};

}  // namespace

at::Tensor lean_avg_pool(const at::Tensor& x, const PoolWindow& window) {
  return AvgPool::apply(x, window);
}

at::Tensor lean_max_pool(const at::Tensor& x, const PoolWindow& window) {
  return MaxPool::apply(x, window);
}

}  // namespace nasg::network
