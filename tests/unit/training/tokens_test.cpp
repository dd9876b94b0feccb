// SPDX-License-Identifier: Apache-2.0
// Sequences of symbols from text files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/diag/codes/network.h"
#include "files.h"
#include "runtime/training/data.h"
#include "runtime/training/image_set.h"

namespace nasg::training {
namespace {

using testing::call;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::number;
using testing::text;

TEST(Tokens, AreCutOrFilledToTheLengthOfTheSpace) {
  const testing::Folder folder("tokens");
  folder.write("t.txt", "1 7 300 65535\n\n0 5\n1 1 2 3 4 5\n");
  const auto set = read_tokens(folder.path("t.txt"), 3);
  ASSERT_TRUE(set.ok()) << set.error().message();
  EXPECT_EQ(set->classes, 2);
  EXPECT_THAT(set->examples.labels, ElementsAre(1, 0, 1));
  EXPECT_THAT(symbols(set->examples, {0, 1, 2}).pixels, ElementsAre(7, 300, 65535, 5, 0, 0, 1, 2, 3));
}

TEST(Tokens, ReachNetworksAsTheyAre) {
  const testing::Folder folder("tokens");
  std::string lines;
  for (int i = 0; i < 20; ++i) lines += std::to_string(i % 2) + " 9 9 9\n";
  folder.write("t.txt", lines);
  const ir::Setting setting =
      call("tokens", {{"path", text("t.txt")}, {"valid", number(5)}, {"test", number(5)}});
  const auto split = load_data(setting, {3}, 2, {folder.path()});
  ASSERT_TRUE(split.ok()) << split.error().message();
  EXPECT_EQ(split->train.count(), 10U);
  EXPECT_THAT(split->train.pixels, ::testing::Each(9)) << "not normalised";
  const auto image = load_data(setting, {1, 3, 3}, 2, {folder.path()});
  ASSERT_FALSE(image.ok());
  EXPECT_EQ(image.error().code, diag::code::E0603);
}

TEST(Tokens, WhatIsWrongIsToldWithItsLine) {
  const testing::Folder folder("tokens");
  const auto refusal = [&](const std::string& lines) {
    folder.write("t.txt", lines);
    const auto set = read_tokens(folder.path("t.txt"), 3);
    EXPECT_FALSE(set.ok());
    return set.ok() ? "" : set.error().message();
  };
  EXPECT_THAT(refusal(""), HasSubstr("no example"));
  EXPECT_THAT(refusal("0 1\n256 1\n"), HasSubstr("line 2: `256` is no label"));
  EXPECT_THAT(refusal("0 1 x\n"), HasSubstr("line 1: `x` is no symbol"));
  EXPECT_THAT(refusal("0 65536\n"), HasSubstr("`65536` is no symbol"));
  EXPECT_FALSE(read_tokens(folder.path("none.txt"), 3).ok());
}

}  // namespace
}  // namespace nasg::training
