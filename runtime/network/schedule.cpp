// SPDX-License-Identifier: Apache-2.0
// Learning rates over time.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "runtime/network/training.h"

namespace nasg::network {

namespace {

constexpr double kCycleRise = 0.3;  // share of the time
constexpr double kCycleStart = 25;  // lr over the first learning rate
constexpr double kCycleEnd = 1e4;   // the first over the last

/// From `from` to `to` along half a cosine.
double along(double from, double to, double share) {
  return to + (from - to) / 2 * (1 + std::cos(std::numbers::pi * share));
}

double one_cycle(double highest, double share) {
  const double first = highest / kCycleStart;
  if (share < kCycleRise) return along(first, highest, share / kCycleRise);
  return along(highest, first / kCycleEnd, (share - kCycleRise) / (1 - kCycleRise));
}

}  // namespace

double learning_rate(const Protocol& protocol, std::int64_t step, std::int64_t steps) {
  const double highest = protocol.learning_rate;
  const double per_epoch = static_cast<double>(steps);
  const double risen = static_cast<double>(step + 1) / (protocol.warmup * per_epoch);
  if (protocol.warmup > 0 && risen < 1) return highest * risen;
  double epoch = static_cast<double>(step) / per_epoch;
  if (protocol.by_epoch) epoch = std::floor(epoch);
  const double span = std::max(protocol.epochs - protocol.warmup, 1.0);
  const double share = std::clamp((epoch - protocol.warmup) / span, 0.0, 1.0);
  switch (protocol.schedule) {
    case Schedule::kConstant: return highest;
    case Schedule::kCosine: return along(highest, protocol.final_rate, share);
    case Schedule::kOneCycle: return one_cycle(highest, share);
    case Schedule::kStep: {
      const auto past = std::ranges::upper_bound(protocol.milestones, epoch) - protocol.milestones.begin();
      return highest * std::pow(protocol.gamma, static_cast<double>(past));
    }
  }
  return highest;
}

}  // namespace nasg::network
