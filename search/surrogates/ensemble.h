// SPDX-License-Identifier: Apache-2.0
// Ensembles of neural predictors over encodings.
#pragma once

#include "search/surrogates/surrogate.h"

namespace nasg::search {

/// `ensemble(encoding = path, members = 5, layers = 10, width = 20, epochs = 150, rate = 0.01, loss = mae |
/// mse, target = ranks)`: the predictor of BANANAS (White, Neiswanger and Savani, AAAI 2021, arXiv
/// 1910.11858). Each member is a multilayer perceptron with rectifiers, Glorot's initial weights and a linear
/// output, trained by Adam (second moment 0.99) in batches of 32, from scratch at every fit; members differ
/// in initial weights and in the order of the batches. Mean and variance (over members - 1) are those of the
/// members' outputs. Targets are warped and standardised, where the published code takes the error as it is.
/// The networks are so small that they are trained here, a member a thread, in less time than it takes to
/// load LibTorch. E0701, E0702, E0716.
diag::Result<std::unique_ptr<Surrogate>> make_ensemble(const ir::Setting& setting,
                                                       const ModelContext& context);

}  // namespace nasg::search
