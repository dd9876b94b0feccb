// SPDX-License-Identifier: Apache-2.0
// Climbs a smooth function of few variables.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>

namespace nasg::search {

struct Slope {
  double value;
  Eigen::VectorXd gradient;
};
/// Nothing where the function has no value.
using Smooth = std::function<std::optional<Slope>(const Eigen::VectorXd&)>;

struct Summit {
  Eigen::VectorXd at;
  double value;
};

/// The method of Broyden, Fletcher, Goldfarb and Shanno (Nocedal and Wright, Numerical Optimization, 2006,
/// §6.1), with steps halved until they climb. It ends after `evaluations` of the function, or when a step
/// would gain less than 1e-3. The best point that was met; nothing if the function has no value at `start`.
std::optional<Summit> maximise(const Smooth& function, const Eigen::VectorXd& start, int evaluations);

}  // namespace nasg::search
