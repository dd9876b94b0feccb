// SPDX-License-Identifier: Apache-2.0
// Sums and products of kernels, with learned weights.
#pragma once

#include "search/kernels/kernel.h"

namespace nasg::search {

enum class Combination {
  kSum,      ///< sum of w_i k_i; the weights are positive and sum to 1
  kProduct,  ///< product of (1 - w_i + w_i k_i), 0 < w_i < 1: a factor without weight does not matter
};

/// Both keep the diagonal at 1, and stay positive semidefinite (the product by Schur's theorem). Parameters:
/// the logits of the weights (a product's begin at log 9, w = 0.9), then those of the parts, in order.
std::unique_ptr<Kernel> make_combination(Combination combination, std::vector<std::unique_ptr<Kernel>> parts);

}  // namespace nasg::search
