// SPDX-License-Identifier: Apache-2.0
// Sets made from others: labels follow from the images, and are spread as they should be.
#include "runtime/training/composed_sets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "compiler/diag/codes/network.h"
#include "files.h"
#include "runtime/training/data.h"

namespace nasg::training {
namespace {

using testing::Folder;

/// Images of side² pixels of `channels` colours, all of the value label + 1; labels 0 … 9 in turn.
RawImages plain(std::size_t count, std::int64_t side, std::int64_t channels) {
  RawImages images{side, side, {}, {}, channels};
  for (std::size_t i = 0; i < count; ++i) {
    const auto label = static_cast<std::uint8_t>(i % 10);
    images.labels.push_back(label);
    images.pixels.insert(images.pixels.end(), images.area(), static_cast<std::uint8_t>(label + 1));
  }
  return images;
}

const ImageSet& digits() {
  static const ImageSet set{plain(50, 1, 1), plain(20, 1, 1), 10};
  return set;
}

std::vector<int> digits_of(const RawImages& images, std::size_t i) {
  const std::uint8_t* pixels = images.image(i);
  return {pixels[0] - 1, pixels[1] - 1, pixels[2] - 1};
}

std::vector<std::size_t> frequencies(const RawImages& images, std::size_t classes) {
  std::vector<std::size_t> counts(classes, 0);
  for (const std::uint8_t label : images.labels) ++counts.at(label);
  return counts;
}

TEST(ComposedSets, AnAddNistLabelIsTheSumLessOne) {
  const auto set = make_add_nist(digits(), 0);
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->examples.count(), 60000U);
  EXPECT_EQ(set->test.count(), 10000U);
  EXPECT_EQ(set->classes, 20);
  for (const RawImages* part : {&set->examples, &set->test})
    for (std::size_t i = 0; i < part->count(); ++i) {
      const std::vector<int> d = digits_of(*part, i);
      ASSERT_EQ(part->labels[i], d[0] + d[1] + d[2] - 1);
    }
}

TEST(ComposedSets, AMultNistLabelIsTheLastDigitOfTheProduct) {
  const auto set = make_mult_nist(digits(), 0);
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->examples.count(), 60000U);
  EXPECT_EQ(set->classes, 10);
  for (std::size_t i = 0; i < set->examples.count(); ++i) {
    const std::vector<int> d = digits_of(set->examples, i);
    ASSERT_EQ(set->examples.labels[i], d[0] * d[1] * d[2] % 10);
  }
}

// A label of c combinations occurs c · ⌊200 · 56 / ⌊0.75 c⌋⌋ times before the cut (56: three quarters of the
// 75 combinations of the most frequent label), 14,400 to 16,800 times; the cut keeps a fifth of all of them.
TEST(ComposedSets, LabelsAreAboutEquallyFrequent) {
  const auto set = make_add_nist(digits(), 0);
  ASSERT_TRUE(set.ok());
  for (const std::size_t count : frequencies(set->examples, 20)) {
    EXPECT_GT(count, 2600U);
    EXPECT_LT(count, 3700U);
  }
}

TEST(ComposedSets, EveryCombinationOccurs) {
  const auto set = make_add_nist(digits(), 0);
  ASSERT_TRUE(set.ok());
  std::set<std::vector<int>> seen;
  for (std::size_t i = 0; i < set->examples.count(); ++i) seen.insert(digits_of(set->examples, i));
  std::size_t expected = 0;
  for (int r = 0; r < 10; ++r)
    for (int g = 0; g < 10; ++g)
      for (int b = 0; b < 10; ++b) expected += r + g + b >= 1 && r + g + b <= 20 ? 1 : 0;
  EXPECT_EQ(seen.size(), expected);
}

TEST(ComposedSets, TheSeedIsAllThatDecides) {
  const auto one = make_add_nist(digits(), 3), same = make_add_nist(digits(), 3),
             other = make_add_nist(digits(), 4);
  ASSERT_TRUE(one.ok() && same.ok() && other.ok());
  EXPECT_EQ(one->examples.pixels, same->examples.pixels);
  EXPECT_NE(one->examples.pixels, other->examples.pixels);
}

TEST(ComposedSets, ADigitThatIsMissingIsRefused) {
  ImageSet nine = digits();
  std::ranges::replace(nine.test.labels, std::uint8_t{9}, std::uint8_t{8});
  const auto set = make_add_nist(nine, 0);
  ASSERT_FALSE(set.ok());
  EXPECT_EQ(set.error().code, diag::code::E0603);
}

TEST(ComposedSets, ACifarTileLabelCountsTheClassesOfItsQuarters) {
  const auto set = make_cifar_tile({plain(80, 2, 3), plain(40, 2, 3), 10}, 0);
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->classes, 4);
  EXPECT_EQ(set->examples.count(), 60000U);
  ASSERT_EQ(set->test.count(), 10000U);
  for (std::size_t i = 0; i < set->test.count(); ++i) {
    const std::uint8_t* pixels = set->test.image(i);
    const std::set<int> classes(pixels, pixels + set->test.area());
    ASSERT_EQ(classes.size(), set->test.labels[i] + 1U);
  }
  // Binomial with 10,000 draws: 2500 ± 6 deviations of 43.
  for (const std::size_t count : frequencies(set->test, 4))
    EXPECT_NEAR(static_cast<double>(count), 2500, 260);
}

/// Of the examples, quarters are cropped: a border of black comes in, and nothing else.
TEST(ComposedSets, OnlyExamplesAreCropped) {
  const auto set = make_cifar_tile({plain(80, 8, 3), plain(40, 8, 3), 10}, 0);
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(std::ranges::count(set->test.pixels, 0), 0);
  const auto black = static_cast<double>(std::ranges::count(set->examples.pixels, 0));
  // A shift of 0 … 4 either way leaves 8 - 20/9 of 8 rows on average.
  const double kept = (8 - 20.0 / 9) / 8;
  EXPECT_NEAR(black / static_cast<double>(set->examples.pixels.size()), 1 - kept * kept, 0.005);
  for (std::size_t i = 0; i < 1000; ++i) {
    const std::uint8_t* pixels = set->examples.image(i);
    std::set<int> classes(pixels, pixels + set->examples.area());
    classes.erase(0);
    ASSERT_EQ(classes.size(), set->examples.labels[i] + 1U);
  }
}

TEST(ComposedSets, WrittenFilesAreReadAsTheyWere) {
  const Folder folder("composed");
  ASSERT_TRUE(write_idx({plain(30, 4, 1), plain(10, 4, 1), 10}, folder.path("digits")).ok());
  ASSERT_TRUE(write_composed("addnist", folder.path("digits"), folder.path("made")).ok());
  const auto made = read_idx(folder.path("made"));
  ASSERT_TRUE(made.ok()) << made.error().message();
  const auto expected = make_add_nist({plain(30, 4, 1), plain(10, 4, 1), 10}, 0);
  EXPECT_EQ(made->examples.channels, 3);
  EXPECT_EQ(made->examples.pixels, expected->examples.pixels);
  EXPECT_EQ(made->test.labels, expected->test.labels);
  EXPECT_EQ(made->classes, 20);
}

}  // namespace
}  // namespace nasg::training
