// SPDX-License-Identifier: Apache-2.0
// The passes that let steps write into their inputs.
#pragma once

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// Sets `in_place` where a sum, a mean or an elementwise layer may overwrite its first input: that is the one
/// value read by this step alone, and memory of its own (no view of another value). A sum of two may swap its
/// branches for that. In training moreover no gradient may need what is overwritten: the input must come from
/// a step whose gradient does not read its own output, and the gradient of the layer must follow from its
/// output, as that of ReLU does.
bool reuse_memory_in_training(Plan& plan);
bool reuse_memory_in_inference(Plan& plan);

}  // namespace nasg::derivation
