// SPDX-License-Identifier: Apache-2.0
// The pass that makes batch normalisations part of convolutions.
#pragma once

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// A batch normalisation of a convolution that nothing else reads goes; the convolution names its weights in
/// `folded` and runs with W' = W g and b' = (b - mean) g + shift, g = scale / sqrt(variance + epsilon), one
/// number a channel (Jacob et al., CVPR 2018, arXiv 1712.05877, section 3.2). Right with running statistics
/// alone, so for inference.
bool fold_batch_norms(Plan& plan);

}  // namespace nasg::derivation
