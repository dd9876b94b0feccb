// SPDX-License-Identifier: Apache-2.0
// What the layer `place` keeps of its input, and the zeros that it puts around it.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/ir/layers.h"

namespace nasg::network {

/// `place(count, start)` of a value whose first axis has some length.
struct Placement {
  std::int64_t kept = 0;  ///< places of the first axis, from its beginning, that stay
  bool cut = false;       ///< they are not all
  /// Zeros before and after, of the last axis first, as PyTorch's `pad` takes them; empty: none.
  std::vector<std::int64_t> pads;
};

/// `args` as the layer's row has them; `input`: the shape without the batch.
Placement placement_of(const std::vector<ir::Scalar>& args, const ir::Shape& input);

}  // namespace nasg::network
