// SPDX-License-Identifier: Apache-2.0
// How much of a full evaluation is asked for: epochs of training, columns of a table.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace nasg::training {

/// What an objective can be asked for. A fidelity is a whole number from 1 to `most`, in units of the
/// objective's own; everywhere, 0 stands for `most`: an evaluation in full.
struct Fidelities {
  std::int64_t most = 0;             ///< of a full evaluation; 0: there are no lower ones
  std::vector<std::int64_t> levels;  ///< those that there are, ascending, `most` the last; empty: all
  /// Whether an evaluation goes on from one of the same derivation at a lower fidelity, so that only what is
  /// between the two is spent.
  bool continues = false;

  /// The one nearest to `wanted` by ratio, the higher of equals.
  std::int64_t nearest(double wanted) const {
    const auto far = [&](std::int64_t level) {
      return std::abs(std::log(static_cast<double>(level) / wanted));
    };
    if (wanted >= static_cast<double>(most)) return most;
    if (levels.empty()) {
      const auto below = static_cast<std::int64_t>(std::max(1.0, wanted));
      return far(below) < far(below + 1) ? below : below + 1;
    }
    std::int64_t found = levels.back();
    for (auto level = levels.rbegin(); level != levels.rend(); ++level)
      if (far(*level) < far(found)) found = *level;
    return found;
  }
};

}  // namespace nasg::training
