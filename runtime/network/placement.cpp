// SPDX-License-Identifier: Apache-2.0
// Where a value is placed along its first axis.
#include "runtime/network/placement.h"

#include <algorithm>

#include "runtime/network/slots.h"

namespace nasg::network {

Placement placement_of(const std::vector<ir::Scalar>& args, const ir::Shape& input) {
  const std::int64_t count = integer(args, 0);
  const std::int64_t start = integer(args, 1);
  Placement placement;
  placement.kept = std::min(input[0], count - start);
  placement.cut = placement.kept < input[0];
  const std::int64_t after = count - start - placement.kept;
  if (start == 0 && after == 0) return placement;
  placement.pads.assign(2 * input.size(), 0);
  placement.pads[2 * input.size() - 2] = start;
  placement.pads[2 * input.size() - 1] = after;
  return placement;
}

}  // namespace nasg::network
