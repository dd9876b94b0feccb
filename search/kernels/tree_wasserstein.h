// SPDX-License-Identifier: Apache-2.0
// The tree-Wasserstein distance of TW-NAS: operations, in-degrees and out-degrees.
#pragma once

#include "runtime/derivation/graph.h"
#include "search/kernels/ground_tree.h"
#include "search/kernels/metric.h"

namespace nasg::search {

/// Three distances between three pairs of measures (Nguyen et al., ICML 2021, arXiv 2006.07593):
///   operations  how often each operation stands on a node, and (`pairs`) each ordered pair on an edge, as
///               shares of all; on a ground tree (ground_tree.h). `zero` does not count.
///   in, out     the in-degrees (out-degrees) of the nodes in each layer, as shares of all; a node's layer is
///               how many edges it is from an input at the least, and layer l of n lies at l/n.
/// The kernel is exp(-d_operations / l1 - d_in / l2 - d_out / l3), as the authors code it; the published
/// weights a1, a2 and 1 - a1 - a2 over one l are the same family.
struct TwOptions {
  derivation::GraphView view = derivation::GraphView::kChoices;  ///< as published
  bool pairs = false;                                            ///< 2-grams beside the 1-grams
  double alpha = 0.1;
  std::vector<std::vector<std::string>> groups;  ///< families of the ground tree; see `make_families`
};
std::unique_ptr<Metric> make_tw_metric(const ir::Space& space, const TwOptions& options);
/// With any tree, over the labels of a graph builder of the same view.
std::unique_ptr<Metric> make_tw_metric(const ir::Space& space, derivation::GraphView view, bool pairs,
                                       const GroundTree& tree);

}  // namespace nasg::search
