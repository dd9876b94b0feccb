// SPDX-License-Identifier: Apache-2.0
// The distance of NASBOT, as the published comparisons code it.
#pragma once

#include "search/kernels/metric.h"

namespace nasg::search {

/// d(a, b) = operations × sum over ops of |count_a - count_b|
///         + degrees × (L1 between the sorted in-degrees + L1 between the sorted out-degrees)
///         + places × the number of places that differ (adjacency_encoding.h)
/// over the graph in which `id` and `zero` are nodes like all others; `input` and `output` do not count. The
/// optimal transport of NASBOT itself (Kandasamy et al., NeurIPS 2018, arXiv 1802.07191) is replaced so in
/// hNAS (arXiv 2211.01842; the defaults, with k = exp(-d / 9)) and in naszilla, where NAS-Bench-201 has no
/// degrees but the places: `nasbot(degrees = 0, places = 1)`. The shorter sequence of degrees is filled up
/// with zeros, where the published code compares no further than it reaches: that is no metric.
struct NasbotWeights {
  double operations = 1;
  double degrees = 1;
  double places = 0;
};
std::unique_ptr<Metric> make_nasbot_metric(const ir::Space& space, const NasbotWeights& weights);

}  // namespace nasg::search
