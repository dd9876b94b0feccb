// SPDX-License-Identifier: Apache-2.0
// CIFARTile.
#include <algorithm>
#include <array>

#include "compiler/diag/codes/network.h"
#include "runtime/derivation/rng.h"
#include "runtime/training/composed_sets.h"

namespace nasg::training {

namespace {

constexpr std::size_t kTiledExamples = 60'000;
constexpr std::size_t kTiledTest = 10'000;
constexpr std::size_t kTiles = 4;
constexpr std::int64_t kBorder = 4;

/// How many images come of each of the classes, by the number of classes less one.
constexpr std::array<std::array<std::size_t, kTiles>, kTiles> kShares{
    {{4, 0, 0, 0}, {2, 2, 0, 0}, {2, 1, 1, 0}, {1, 1, 1, 1}}};

/// The first `count` of a random order.
template <class T>
void draw_first(std::vector<T>& items, std::size_t count, derivation::Rng& rng) {
  for (std::size_t i = 0; i < count; ++i) std::swap(items[i], items[i + rng.below(items.size() - i)]);
}

class Tiler {
 public:
  Tiler(const RawImages& images, bool augments, derivation::Rng rng)
      : images_(images), augments_(augments), rng_(rng) {
    by_class_.resize(1 + static_cast<std::size_t>(*std::ranges::max_element(images.labels)));
    for (std::size_t i = 0; i < images.count(); ++i) by_class_[images.labels[i]].push_back(i);
    std::erase_if(by_class_, [](const auto& examples) { return examples.size() < kTiles; });
  }

  bool has_classes() const { return by_class_.size() >= kTiles; }

  RawImages make(std::size_t count) {
    RawImages made{2 * images_.height, 2 * images_.width, {}, {}, images_.channels};
    made.pixels.resize(count * made.area());
    for (std::size_t i = 0; i < count; ++i) {
      made.labels.push_back(static_cast<std::uint8_t>(rng_.below(kTiles)));
      std::vector<std::size_t> tiles = draw(kShares[made.labels.back()]);
      draw_first(tiles, kTiles, rng_);
      for (std::size_t t = 0; t < kTiles; ++t) place(tiles[t], t, &made.pixels[i * made.area()]);
    }
    return made;
  }

 private:
  std::vector<std::size_t> draw(const std::array<std::size_t, kTiles>& shares) {
    std::vector<std::size_t> drawn;
    draw_first(by_class_, kTiles, rng_);
    for (std::size_t c = 0; c < kTiles; ++c) {
      draw_first(by_class_[c], shares[c], rng_);
      drawn.insert(drawn.end(), by_class_[c].begin(),
                   by_class_[c].begin() + static_cast<std::ptrdiff_t>(shares[c]));
    }
    return drawn;
  }

  void place(std::size_t image, std::size_t tile, std::uint8_t* into) {
    const std::int64_t height = images_.height, width = images_.width;
    const auto shift = [&] { return static_cast<std::int64_t>(rng_.below(2 * kBorder + 1)) - kBorder; };
    const std::int64_t down = augments_ ? shift() : 0;
    const std::int64_t right = augments_ ? shift() : 0;
    const bool mirrored = augments_ && rng_.below(2) == 1;
    const std::int64_t top = tile / 2 == 0 ? 0 : height;
    const std::int64_t left = tile % 2 == 0 ? 0 : width;
    const std::uint8_t* from = images_.image(image);
    for (std::int64_t c = 0; c < images_.channels; ++c)
      for (std::int64_t y = 0; y < height; ++y)
        for (std::int64_t x = 0; x < width; ++x) {
          const std::int64_t row = y + down;
          const std::int64_t column = (mirrored ? width - 1 - x : x) + right;
          const bool inside = row >= 0 && row < height && column >= 0 && column < width;
          into[(c * 2 * height + top + y) * 2 * width + left + x] =
              inside ? from[(c * height + row) * width + column] : std::uint8_t{0};
        }
  }

  const RawImages& images_;
  bool augments_;
  derivation::Rng rng_;
  std::vector<std::vector<std::size_t>> by_class_;
};

}  // namespace

diag::Result<ImageSet> make_cifar_tile(const ImageSet& images, std::uint64_t seed) {
  const auto unfit = [] {
    return diag::make(diag::code::E0603, {},
                      "it is made from a training and a test part with four images or more of four classes");
  };
  if (images.examples.count() == 0 || images.test.count() == 0) return unfit();
  const derivation::Rng rng(seed);
  Tiler examples(images.examples, true, rng.fork(0));
  Tiler test(images.test, false, rng.fork(1));
  if (!examples.has_classes() || !test.has_classes()) return unfit();
  return ImageSet{examples.make(kTiledExamples), test.make(kTiledTest), static_cast<std::int64_t>(kTiles)};
}

}  // namespace nasg::training
