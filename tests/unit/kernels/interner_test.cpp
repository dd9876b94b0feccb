// SPDX-License-Identifier: Apache-2.0
// Numbers of keys, round after round in the same table.
#include "search/kernels/interner.h"

#include <gtest/gtest.h>

#include "search/kernels/histogram.h"

namespace nasg::search {
namespace {

TEST(Interner, NumbersKeysInTheOrderOfFirstSightInEveryRound) {
  Interner number;
  for (const std::size_t expected : {0U, 1000U, 3U, 500U}) {
    number.reset(expected);
    for (std::uint32_t i = 0; i < 700; ++i) {
      EXPECT_EQ(number.find(spread(i)), Interner::kUnknown);
      EXPECT_EQ(number(spread(i)), i);
      EXPECT_EQ(number(spread(i / 2)), i / 2);
    }
    EXPECT_EQ(number.size(), 700U);
    for (std::uint32_t i = 0; i < 700; ++i) EXPECT_EQ(number.find(spread(i)), i);
  }
}

// Keys that want the same slot are told apart.
TEST(Interner, KeysThatMeetInASlotKeepTheirNumbers) {
  Interner number;
  number.reset(4);
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(number(i << 32), i);
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(number.find(i << 32), i);
  EXPECT_EQ(number.find(std::uint64_t{9} << 32), Interner::kUnknown);
}

}  // namespace
}  // namespace nasg::search
