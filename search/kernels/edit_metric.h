// SPDX-License-Identifier: Apache-2.0
// The edit distance of derivations.
#pragma once

#include "search/kernels/metric.h"

namespace nasg::search {

/// d(a, b) = (|a| + |b|) / 2 - |top(a, b)|, where top is the largest part from the root down that is the same
/// in both: half of how many rules are taken from one, leaves first, and put into it again until it is the
/// other (the top-down edit distance of Selkow, 1977, between trees whose children have fixed places, with
/// insertions and deletions alone). Another leaf at one place is 1. Unlike the general edit distance of trees
/// it belongs to a kernel that is positive semidefinite: it is an L1 distance of the rules in their contexts.
std::unique_ptr<Metric> make_edit_metric(const ir::Space& space);

}  // namespace nasg::search
