// SPDX-License-Identifier: Apache-2.0
// Gram matrices and targets for tests of Gaussian processes.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "runtime/derivation/rng.h"

namespace nasg::testing {

inline Eigen::MatrixXd random_matrix(Eigen::Index rows, Eigen::Index columns, derivation::Rng& rng) {
  Eigen::MatrixXd matrix(rows, columns);
  for (double& entry : matrix.reshaped()) entry = rng.uniform() + rng.uniform() + rng.uniform() - 1.5;
  return matrix;
}

/// A kernel of unit diagonal between random points: the cosines of `rank` random features.
inline Eigen::MatrixXd random_gram(Eigen::Index n, Eigen::Index rank, derivation::Rng& rng) {
  Eigen::MatrixXd points = random_matrix(n, rank, rng);
  points.rowwise().normalize();
  return points * points.transpose();
}

}  // namespace nasg::testing
