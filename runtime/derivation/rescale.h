// SPDX-License-Identifier: Apache-2.0
// The plan of a network like another, but narrower or for images of another size.
#pragma once

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// The same layers over inputs of the shape `input`, each with `width` times as many channels or features,
/// rounded, at least one; the layers that make up the result keep theirs. A group norm has as many groups as
/// divide both its own and the channels. Weights keep their numbers, and
/// with a width of 1 their shapes where no layer's weights follow the size of an image. E0646 where a layer
/// takes no such input, or where branches that meet no longer agree. O(steps).
diag::Result<Plan> rescale(const Plan& plan, const ir::Shape& input, double width);

/// The greatest number that divides the channels of every layer but those of the result; 1 if there is none.
std::int64_t common_width(const Plan& plan);

}  // namespace nasg::derivation
