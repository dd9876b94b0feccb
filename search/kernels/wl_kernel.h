// SPDX-License-Identifier: Apache-2.0
// The kernels `hwl` (hierarchical Weisfeiler-Lehman) and `wl` (the whole graph alone).
#pragma once

#include "search/kernels/features.h"
#include "search/kernels/kernel.h"

namespace nasg::search {

/// K = sum over graphs l of w_l k_l, where k_l is the normalised WL kernel of the whole graph (l = 0) or of
/// a folded level, and the weights are positive and sum to 1 (arXiv 2211.01842).
struct WlSpec {
  WlShape shape;
  bool learned_weights = true;  ///< by marginal likelihood; else all alike
  bool learned_depth = true;    ///< of the whole graph, among 0 … shape.depths[0]
};

/// Reads `hwl(weights = learned | uniform, depths = [2, 1, 2, …])` or `wl(depth = 2)`. `depths` names the
/// whole graph's, then the folded levels', coarse to fine; there may be fewer than the space has. Without it
/// (or `depth`) the whole graph's depth is learned among 0 … 4, and level 0 has 1, the others 2.
/// E0702 for too many depths or one that is no integer in 0 … 20.
diag::Result<WlSpec> read_wl(const ir::Setting& setting, const ir::Space& space);

/// Parameters: the logits of the weights, if they are learned; the choice: the depth.
std::unique_ptr<Kernel> make_wl(const ir::Space& space, const WlSpec& spec);

}  // namespace nasg::search
