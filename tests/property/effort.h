// SPDX-License-Identifier: Apache-2.0
// How hard property tests try.
#pragma once

#include <cstdlib>

namespace nasg::test {

/// `usual`, or `most` where NASG_LONG_TESTS is set, as the tests with the label `long` do.
inline int effort(int usual, int most) {
  return std::getenv("NASG_LONG_TESTS") == nullptr ? usual : most;
}

}  // namespace nasg::test
