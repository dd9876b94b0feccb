// SPDX-License-Identifier: Apache-2.0
// The distance of Weisfeiler-Lehman labels.
#pragma once

#include "search/kernels/metric.h"

namespace nasg::search {

/// d(a, b) = sum over labels of |a - b|: the counts of the Weisfeiler-Lehman labels of the whole graph, of
/// iterations 0 to 2 (features.h; Shervashidze et al., JMLR 2011). The kernel `wl` of the same counts
/// compares what share of two networks is alike; a distance compares how much is not, so that large networks
/// which differ in one operation stay close.
std::unique_ptr<Metric> make_labels_metric(const ir::Space& space);

}  // namespace nasg::search
