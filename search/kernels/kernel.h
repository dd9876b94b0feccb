// SPDX-License-Identifier: Apache-2.0
// Kernels over derivations by name: `hwl` (hierarchical Weisfeiler-Lehman) and `wl` (the whole graph alone).
#pragma once

#include <Eigen/Core>
#include <span>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/setting.h"
#include "search/kernels/features.h"

namespace nasg::search {

/// K = sum over graphs l of w_l k_l, where k_l is the normalised WL kernel of the whole graph (l = 0) or of
/// a folded level, and the weights are positive and sum to 1 (arXiv 2211.01842).
struct KernelSpec {
  WlShape shape;
  bool learned_weights = true;  ///< by marginal likelihood; else all alike
  bool learned_depth = true;    ///< of the whole graph, among 0 … shape.depths[0]
};

/// Reads `hwl(weights = learned | uniform, depths = [2, 1, 2, …])` or `wl(depth = 2)`. `depths` names the
/// whole graph's, then the folded levels', coarse to fine; there may be fewer than the space has. Without it
/// (or `depth`) the whole graph's depth is learned among 0 … 4, and level 0 has 1, the others 2.
/// E0712 for an unknown kernel, E0702 for too many depths or one that is no integer in 0 … 20.
diag::Result<KernelSpec> read_kernel(const ir::Setting& setting, const ir::Space& space);

/// The Gram matrix of derivations of one space, unit diagonal; weights that would be learned are uniform,
/// and a depth that would be learned is 2. n = 1000 takes a fraction of a second.
diag::Result<Eigen::MatrixXd> gram(const ir::Space& space,
                                   std::span<const derivation::Derivation> derivations,
                                   const ir::Setting& kernel);

}  // namespace nasg::search
