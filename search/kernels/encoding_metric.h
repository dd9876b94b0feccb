// SPDX-License-Identifier: Apache-2.0
// The distances of encodings.
#pragma once

#include "search/kernels/adjacency_encoding.h"
#include "search/kernels/metric.h"
#include "search/kernels/path_encoding.h"

namespace nasg::search {

/// d(a, b) = sum over words of |a - b|: for the binary encoding the number of words that one of the two has
/// alone (the path distance of BANANAS and naszilla).
std::unique_ptr<Metric> make_path_metric(const ir::Space& space, PathOptions options);

/// d(a, b) = the number of places where they differ; one that only one of them has counts as such. For
/// NAS-Bench-201 the Hamming distance of the operations, which naszilla calls adjacency distance.
std::unique_ptr<Metric> make_adjacency_metric(const ir::Space& space);

/// The keys that make that distance where each weighs a half: one for the place and one for what stands
/// there. A place that both have and fill differently costs two halves, one that only one has two halves as
/// well.
std::vector<std::uint64_t> place_keys(const Places& places, std::span<const ir::RuleId> rules);

}  // namespace nasg::search
