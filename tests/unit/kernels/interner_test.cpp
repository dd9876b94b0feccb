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

TEST(Interner, ManyKeysAtOnceHaveTheNumbersOfOneByOne) {
  const std::vector<std::uint64_t> keys = {9,         spread(1), 9, spread(2), (std::uint64_t{1} << 32) + 9,
                                           spread(1), 9};
  Interner one_by_one, at_once;
  for (int round = 0; round < 2; ++round) {
    one_by_one.reset(keys.size());
    at_once.reset(keys.size());
    std::vector<std::uint64_t> seen;
    at_once.for_each(keys, [&](std::uint32_t number, std::uint64_t key, bool is_new) {
      EXPECT_EQ(is_new, one_by_one.find(key) == Interner::kUnknown);
      EXPECT_EQ(number, one_by_one(key));
      seen.push_back(key);
    });
    EXPECT_EQ(seen, keys);
    EXPECT_EQ(at_once.size(), 4U);
    EXPECT_EQ(at_once.find(spread(2)), 2U);
  }
}

}  // namespace
}  // namespace nasg::search
