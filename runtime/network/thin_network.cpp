// SPDX-License-Identifier: Apache-2.0
// Narrows plans, and cuts images.
#include "runtime/network/thin_network.h"

#include <algorithm>

#include "runtime/derivation/rescale.h"
#include "runtime/derivation/rng.h"

namespace nasg::network {

namespace {

constexpr std::int64_t kLeastSide = 3;

diag::Result<derivation::Plan> narrow(const derivation::Plan& plan) {
  const double width = 1.0 / static_cast<double>(derivation::common_width(plan));
  const std::int64_t most = std::min(plan.input[1], plan.input[2]);
  for (std::int64_t side = kLeastSide; side < most; ++side)
    if (auto made = derivation::rescale(plan, {1, side, side}, width)) return made;
  return derivation::rescale(plan, {1, plan.input[1], plan.input[2]}, width);
}

training::Images cut(const training::Images& images, const ir::Shape& shape, derivation::Rng rng) {
  const auto below = [&](std::int64_t n) {
    return static_cast<std::size_t>(rng.below(static_cast<std::uint64_t>(n)));
  };
  const auto height = static_cast<std::size_t>(shape[1]);
  const auto width = static_cast<std::size_t>(shape[2]);
  const auto columns = static_cast<std::size_t>(images.shape[2]);
  const auto plane = static_cast<std::size_t>(images.shape[1]) * columns;
  training::Images cuts{shape, {}, images.labels};
  for (std::size_t i = 0; i < images.count(); ++i) {
    const std::size_t channel = i * static_cast<std::size_t>(images.shape[0]) + below(images.shape[0]);
    const std::size_t top = below(images.shape[1] - shape[1] + 1);
    const std::size_t left = below(images.shape[2] - shape[2] + 1);
    for (std::size_t row = top; row < top + height; ++row) {
      const auto from =
          images.pixels.begin() + static_cast<std::ptrdiff_t>(channel * plane + row * columns + left);
      cuts.pixels.insert(cuts.pixels.end(), from, from + static_cast<std::ptrdiff_t>(width));
    }
  }
  return cuts;
}

}  // namespace

diag::Result<ThinNetwork> thin_network(const derivation::Plan& plan, const training::Images& examples,
                                       std::uint64_t seed) {
  if (plan.input.size() != 3) return ThinNetwork{plan, examples};
  auto narrowed = narrow(plan);
  if (!narrowed) return narrowed.error();
  const ir::Shape shape = narrowed->input;
  return ThinNetwork{*std::move(narrowed), cut(examples, shape, derivation::Rng(seed))};
}

}  // namespace nasg::network
