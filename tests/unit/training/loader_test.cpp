// SPDX-License-Identifier: Apache-2.0
// Batches: every example once, the same for a seed, and each augmentation by its definition.
#include "runtime/training/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace nasg::training {
namespace {

using ::testing::ElementsAre;

/// Images of one channel whose pixels tell where they stood: 100 label + 10 row + column + 1.
Images numbered(std::size_t count, std::int64_t height, std::int64_t width) {
  Images images;
  images.shape = {1, height, width};
  for (std::size_t i = 0; i < count; ++i) {
    for (std::int64_t y = 0; y < height; ++y)
      for (std::int64_t x = 0; x < width; ++x)
        images.pixels.push_back(static_cast<float>(100 * static_cast<std::int64_t>(i) + 10 * y + x + 1));
    images.labels.push_back(static_cast<std::int64_t>(i));
  }
  return images;
}

std::vector<Batch> epoch(Loader& loader, int number) {
  loader.start(number);
  std::vector<Batch> batches;
  for (std::int64_t i = 0; i < loader.batches(); ++i) batches.push_back(loader.next());
  return batches;
}

std::vector<std::int64_t> labels(const std::vector<Batch>& batches) {
  std::vector<std::int64_t> all;
  for (const Batch& batch : batches) all.insert(all.end(), batch.labels.begin(), batch.labels.end());
  return all;
}

TEST(Loader, GivesEveryExampleOnceInEachEpoch) {
  const Images images = numbered(50, 2, 2);
  Loader loader(images, {}, {}, 8, true, 3);
  EXPECT_EQ(loader.batches(), 7);
  std::vector<std::int64_t> first = labels(epoch(loader, 0));
  std::vector<std::int64_t> second = labels(epoch(loader, 1));
  EXPECT_NE(first, second);
  EXPECT_EQ(first, labels(epoch(loader, 0))) << "an epoch can be had again";
  for (std::vector<std::int64_t>* order : {&first, &second}) {
    std::ranges::sort(*order);
    EXPECT_EQ(*order, images.labels);
  }
}

TEST(Loader, WithoutShufflingTheOrderIsThatOfTheSet) {
  const Images images = numbered(9, 1, 1);
  Loader loader(images, {}, {}, 4, false, 3);
  EXPECT_EQ(loader.batches(), 2) << "a rest of one is left out";
  EXPECT_THAT(labels(epoch(loader, 5)), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
}

TEST(Loader, AnEpochThatIsLeftEarlyLeavesNothingBehind) {
  const Images images = numbered(64, 2, 2);
  Loader loader(images, {1, true, 1, 0.5}, {}, 4, true, 3);
  const std::vector<Batch> whole = epoch(loader, 2);
  for (int taken = 0; taken < 6; ++taken) {
    loader.start(1);
    for (int i = 0; i < taken; ++i) loader.next();
    const std::vector<Batch> again = epoch(loader, 2);
    for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(again[i].pixels, whole[i].pixels);
  }
}

TEST(Loader, ChannelsLieSideBySide) {
  Images images;
  images.shape = {2, 1, 3};
  images.pixels = {1, 2, 3, 10, 20, 30};
  images.labels = {0};
  Loader loader(images, {}, {}, 1, false, 1);
  EXPECT_THAT(epoch(loader, 0)[0].pixels, ElementsAre(1, 10, 2, 20, 3, 30));
}

TEST(Loader, MirrorsAboutHalfOfTheImages) {
  const Images images = numbered(400, 1, 2);
  Loader loader(images, {0, true, 0, 0}, {}, 400, false, 1);
  const Batch batch = epoch(loader, 0)[0];
  int mirrored = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    const float left = batch.pixels[2 * i] - static_cast<float>(100 * i);
    const float right = batch.pixels[2 * i + 1] - static_cast<float>(100 * i);
    EXPECT_TRUE((left == 1 && right == 2) || (left == 2 && right == 1));
    mirrored += left == 2 ? 1 : 0;
  }
  EXPECT_NEAR(mirrored, 200, 60);  // six deviations
}

TEST(Loader, CutsOutOfABlackBorder) {
  constexpr float kBlack = -7;
  const Images images = numbered(300, 3, 3);
  Loader loader(images, {1, false, 0, 0}, {kBlack}, 300, false, 1);
  const Batch batch = epoch(loader, 0)[0];
  std::vector<int> places(9, 0);
  for (std::size_t i = 0; i < 300; ++i) {
    const float middle = batch.pixels[9 * i + 4] - static_cast<float>(100 * i) - 1;  // 10 row + column
    const int down = static_cast<int>(middle) / 10 - 1;
    const int right = static_cast<int>(middle) % 10 - 1;
    ++places[static_cast<std::size_t>(3 * (down + 1) + right + 1)];
    for (int y = 0; y < 3; ++y)
      for (int x = 0; x < 3; ++x) {
        const bool inside = y + down >= 0 && y + down < 3 && x + right >= 0 && x + right < 3;
        const float wanted =
            inside ? static_cast<float>(100 * static_cast<int>(i) + 10 * (y + down) + x + right + 1) : kBlack;
        EXPECT_EQ(batch.pixels[9 * i + static_cast<std::size_t>(3 * y + x)], wanted);
      }
  }
  for (const int count : places) EXPECT_GT(count, 10) << "33 are expected in each of the nine places";
}

TEST(Loader, CutoutHidesOneSquareThatMayReachOverTheEdge) {
  const Images images = numbered(100, 6, 6);
  Loader loader(images, {0, false, 2, 0}, {}, 100, false, 1);
  const Batch batch = epoch(loader, 0)[0];
  for (std::size_t i = 0; i < 100; ++i) {
    const auto first = batch.pixels.begin() + static_cast<std::ptrdiff_t>(36 * i);
    const auto hidden = std::count(first, first + 36, 0.0F);
    EXPECT_TRUE(hidden == 4 || hidden == 2 || hidden == 1) << hidden;
  }
}

TEST(Loader, MixupMixesTheBatchWithItself) {
  const Images images = numbered(16, 1, 1);
  Loader loader(images, {0, false, 0, 0.5}, {}, 16, false, 1);
  const Batch batch = epoch(loader, 0)[0];
  ASSERT_EQ(batch.mixed.size(), 16U);
  EXPECT_GT(batch.share, 0);
  EXPECT_LT(batch.share, 1);
  for (std::size_t i = 0; i < 16; ++i) {
    const double own = 100.0 * static_cast<double>(batch.labels[i]) + 1;
    const double other = 100.0 * static_cast<double>(batch.mixed[i]) + 1;
    EXPECT_NEAR(batch.pixels[i], batch.share * own + (1 - batch.share) * other, 1e-3);
  }
}

TEST(Loader, VectorsAreGivenAsTheyAre) {
  Images images;
  images.shape = {3};
  images.pixels = {1, 2, 3, 4, 5, 6};
  images.labels = {0, 1};
  Loader loader(images, {}, {}, 2, false, 1);
  EXPECT_THAT(epoch(loader, 0)[0].pixels, ElementsAre(1, 2, 3, 4, 5, 6));
}

}  // namespace
}  // namespace nasg::training
