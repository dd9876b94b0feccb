// SPDX-License-Identifier: Apache-2.0
// Random forests (Breiman 2001) over encodings.
#pragma once

#include "search/surrogates/surrogate.h"

namespace nasg::search {

/// `forest(encoding = adjacency(one_hot = true), trees = 100, leaf = 2, target = ranks)`. Each tree is grown
/// on a bootstrap sample: a split is the best of a third of the columns, chosen anew, by the sum of squares
/// that it leaves, until fewer than twice `leaf` rows are left. The mean is that of the trees; the variance
/// that of their leaves' means plus the mean of their leaves' own variances (Hutter et al., Artificial
/// Intelligence 2014, §4.3.2). E0701, E0702, E0716.
diag::Result<std::unique_ptr<Surrogate>> make_forest(const ir::Setting& setting, const ModelContext& context);

}  // namespace nasg::search
