// SPDX-License-Identifier: Apache-2.0
// A task that a small network learns in seconds, and training on it.
#pragma once

#include "plans.h"
#include "runtime/derivation/rng.h"
#include "runtime/network/backend.h"
#include "runtime/network/training.h"

namespace nasg::network::testing {

/// 8x8 images of noise with a bright quarter that tells the class, 0 to 3.
inline training::Images quarters(std::size_t count, std::uint64_t seed) {
  training::Images images;
  images.shape = {1, 8, 8};
  derivation::Rng rng(seed);
  for (std::size_t i = 0; i < count; ++i) {
    const auto label = static_cast<std::int64_t>(rng.below(4));
    for (std::int64_t y = 0; y < 8; ++y)
      for (std::int64_t x = 0; x < 8; ++x)
        images.pixels.push_back(
            static_cast<float>(2 * rng.uniform() - 1 + (y / 4 * 2 + x / 4 == label ? 1 : 0)));
    images.labels.push_back(label);
  }
  return images;
}

inline training::Split quarters_split() {
  return {quarters(257, 1), quarters(100, 2), quarters(100, 3), 4};
}

/// One small convolution, then a linear layer that can tell where things are.
inline derivation::Plan quarters_plan() {
  HandPlan plan({1, 8, 8});
  const auto stem = plan.layer(ir::LayerKind::kConv2d, conv3x3(4), 0);
  const auto block = conv_block(plan, 4, 2, stem);
  const auto dropped =
      plan.layer(ir::LayerKind::kDropout, {0.1}, plan.layer(ir::LayerKind::kFlatten, {}, block));
  return plan.finish(plan.layer(ir::LayerKind::kLinear, {std::int64_t{4}, std::int64_t{1}}, dropped));
}

inline training::EvaluationContext seeded(std::uint64_t seed) {
  training::EvaluationContext context;
  context.seed = seed;
  return context;
}

struct Trained {
  diag::Result<TrainingResult> result;
  std::vector<float> outputs;
};

inline Trained train(const derivation::Plan& plan, const training::Split& data, const Protocol& protocol,
                     const training::EvaluationContext& context) {
  const Backend& torch = **backend();
  const auto network = *torch.build(plan, context.seed);
  auto result = torch.train(*network, data, protocol, context);
  return {std::move(result), *network->forward(data.test.pixels, data.test.count())};
}

}  // namespace nasg::network::testing
