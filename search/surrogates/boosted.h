// SPDX-License-Identifier: Apache-2.0
// Gradient-boosted trees over encodings.
#pragma once

#include "search/surrogates/surrogate.h"

namespace nasg::search {

/// `xgb(encoding = adjacency(one_hot = true), objective = regression | ranking, rounds = 100, depth = 6, rate
/// = 0.3, members = 5, share = 0.8, target = ranks)`: XGBoost (Chen and Guestrin, KDD 2016) as in the
/// baselines of AG-Net (Lukasik et al., ECCV 2022), with as many members as are asked for, each of whose
/// trees sees a share of the trials. Mean and variance are those of the members. Scores of a ranking have no
/// scale: they are given that of the targets by least squares over the trials. The library is loaded with the
/// first fit: E0718 says why it cannot be, E0719 what it refuses. E0701, E0702, E0716.
diag::Result<std::unique_ptr<Surrogate>> make_boosted(const ir::Setting& setting,
                                                      const ModelContext& context);

}  // namespace nasg::search
