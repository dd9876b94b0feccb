// SPDX-License-Identifier: Apache-2.0
// Determinantal point processes of a fixed size: sets that are good and unlike each other.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "runtime/derivation/rng.h"

namespace nasg::search {

/// A set B of `size` items, with a probability proportional to det(L_B) (Kulesza and Taskar, ICML 2011),
/// exactly, in the order of drawing. `kernel` is L, symmetric and positive semidefinite; eigenvalues below 0
/// are rounding, and count as 0. Elementary symmetric polynomials are summed in logarithms, so that neither
/// large nor small kernels run over. Where L has a lower rank than `size`, the set has as many items as the
/// rank. O(N³).
std::vector<std::size_t> sample_kdpp(const Eigen::MatrixXd& kernel, std::size_t size, derivation::Rng& rng);

/// L = diag(q) S diag(q) with q_i = exp(strength × mean_i): the quality of TW-NAS (Nguyen et al., ICML 2021,
/// arXiv 2006.07593) for means that are to be maximised. Scaled so that the largest q is 1, which changes no
/// probability.
Eigen::MatrixXd quality_kernel(const Eigen::VectorXd& mean, const Eigen::MatrixXd& similarity,
                               double strength);

}  // namespace nasg::search
