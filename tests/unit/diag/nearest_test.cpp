// SPDX-License-Identifier: Apache-2.0
// Suggestions for misspelt names.
#include <gtest/gtest.h>

#include "compiler/diag/diagnostic.h"

namespace nasg::diag {
namespace {

const std::vector<std::string> kNames{"Residual2", "Residual3", "conv3x3", "space", "search"};

TEST(Nearest, FindsASlipOfOneLetter) {
  EXPECT_EQ(nearest("Residul3", kNames), "Residual3");
  EXPECT_EQ(nearest("conv3x3s", kNames), "conv3x3");
}

TEST(Nearest, CountsSwappedNeighboursAsOneSlip) {
  EXPECT_EQ(nearest("sapce", kNames), "space");
}

TEST(Nearest, PrefersTheCloserCandidateAndAmongEqualsTheFirst) {
  EXPECT_EQ(nearest("Residual3", kNames), "Residual3");
  EXPECT_EQ(nearest("Residual9", kNames), "Residual2");
}

TEST(Nearest, SuggestsNothingFarAway) {
  EXPECT_EQ(nearest("transformer", kNames), std::nullopt);
  EXPECT_EQ(nearest("", kNames), std::nullopt);
  EXPECT_EQ(nearest("x", {}), std::nullopt);
}

}  // namespace
}  // namespace nasg::diag
