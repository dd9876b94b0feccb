// SPDX-License-Identifier: Apache-2.0
// The poolings of trainings against LibTorch's own: values, both gradients, and what they keep.
#include "runtime/network/lean_pooling.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

namespace nasg::network {
namespace {

using Pooling = at::Tensor (*)(const at::Tensor&, const PoolWindow&);

at::Tensor avg_pool(const at::Tensor& x, const PoolWindow& w) {
  return at::avg_pool2d(x, w.kernel, w.stride, w.padding, false, false);
}
at::Tensor max_pool(const at::Tensor& x, const PoolWindow& w) {
  return at::max_pool2d(x, w.kernel, w.stride, w.padding);
}

constexpr std::pair<Pooling, Pooling> kPoolings[] = {{avg_pool, lean_avg_pool}, {max_pool, lean_max_pool}};
constexpr PoolWindow kWindows[] = {{3, 1, 1}, {2, 2, 0}, {3, 2, 1}, {5, 1, 2}};

constexpr at::MemoryFormat kLayouts[] = {at::MemoryFormat::ChannelsLast, at::MemoryFormat::Contiguous};

at::Tensor image(at::MemoryFormat layout) {
  at::manual_seed(7);
  return at::randn({2, 4, 9, 8}).contiguous(layout).requires_grad_(true);
}

/// The pooled image, its gradient, and the gradient of that one's square.
std::vector<at::Tensor> derivatives(Pooling pool, const PoolWindow& window, at::MemoryFormat layout) {
  const at::Tensor x = image(layout);
  const at::Tensor y = pool(x, window);
  const auto first = torch::autograd::grad({y.pow(3).sum()}, {x}, {}, true, true);
  return {y, first[0], torch::autograd::grad({first[0].square().sum()}, {x})[0]};
}

TEST(LeanPooling, ValuesAndGradientsAreThoseOfLibTorch) {
  for (const auto& [known, lean] : kPoolings)
    for (const PoolWindow& window : kWindows)
      for (const at::MemoryFormat layout : kLayouts) {
        const auto wanted = derivatives(known, window, layout);
        const auto made = derivatives(lean, window, layout);
        for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_TRUE(at::equal(wanted[i], made[i])) << i;
        for (std::size_t i = 0; i < 2; ++i) EXPECT_TRUE(made[i].is_contiguous(layout)) << i;
      }
}

TEST(LeanPooling, TheInputIsGoneBeforeItsGradientIsTaken) {
  for (const auto& [known, lean] : kPoolings)
    for (const auto& [pool, keeps] : {std::pair{known, true}, std::pair{lean, false}}) {
      at::Tensor x = image(kLayouts[0]) + 1;
      const c10::weak_intrusive_ptr<at::TensorImpl> seen(x.getIntrusivePtr());
      const at::Tensor y = pool(x, kWindows[0]);
      x.reset();
      EXPECT_EQ(seen.expired(), !keeps);
      y.sum().backward();
    }
}

}  // namespace
}  // namespace nasg::network
