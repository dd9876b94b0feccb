// SPDX-License-Identifier: Apache-2.0
// A layer of one's own: the generalised mean over an image, (mean of x^p)^(1/p), with one trained p for all
// channels (Radenović, Tolias, Chum: Fine-tuning CNN Image Retrieval with No Human Annotation, 2019).
#include <ATen/ATen.h>

#include "runtime/network/layer_plugin.h"

namespace {

class GeneralisedMean final : public nasg::network::LayerPlugin {
 public:
  std::vector<at::Tensor> weights(std::span<const std::int64_t>,
                                  std::span<const double> numbers) const override {
    return {at::full({1}, numbers[0], at::kFloat)};
  }
  at::Tensor forward(const at::Tensor& x, std::span<const at::Tensor> weights, std::span<const double>,
                     bool) const override {
    const at::Tensor& p = weights[0];
    return x.clamp_min(1e-6).pow(p).mean({2, 3}, true).pow(p.reciprocal());
  }
};

}  // namespace

NASG_LAYER_PLUGIN(GeneralisedMean)
