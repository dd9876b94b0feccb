// SPDX-License-Identifier: Apache-2.0
// Generates the extraction of features for the hierarchical Weisfeiler-Lehman kernel.
#pragma once

#include "compiler/codegen/trace_code.h"

namespace nasg::codegen {

/// Emits `i64 features(rules, n, depths, graphs, labels, nodes, room, scratch)`: for the whole graph and the
/// folded levels 0 … graphs-2, all labels of iterations 0 … depths[i], iteration after iteration, and the
/// number of nodes that have them; the labels are those that search::FeatureExtractor counts, in the order in
/// which it meets them. 1, or 0 if `room` (nodes of a graph) does not suffice. Sizes: `labels` room × the sum
/// of depths[i] + 1; `scratch` feature_scratch bytes.
void emit_features(const Unit& unit, const Analysis& analysis);

}  // namespace nasg::codegen
