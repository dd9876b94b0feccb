// SPDX-License-Identifier: Apache-2.0
// Choosing, resizing and normalising images.
#include "runtime/training/image_set.h"

#include <algorithm>
#include <cmath>

namespace nasg::training {

namespace {

/// Where an output coordinate falls between two input coordinates.
struct Tap {
  std::size_t low, high;
  float share;  ///< of `high`
};

std::vector<Tap> taps(std::int64_t from, std::int64_t to) {
  std::vector<Tap> result;
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  for (std::int64_t i = 0; i < to; ++i) {
    const double at = std::max(0.0, (static_cast<double>(i) + 0.5) * scale - 0.5);
    const auto low = std::min(static_cast<std::int64_t>(at), from - 1);
    const auto high = std::min(low + 1, from - 1);
    result.push_back({static_cast<std::size_t>(low), static_cast<std::size_t>(high),
                      static_cast<float>(at - static_cast<double>(low))});
  }
  return result;
}

/// A plane of one size as one of another.
class Resampling {
 public:
  Resampling(std::int64_t height, std::int64_t width, std::int64_t to_height, std::int64_t to_width)
      : rows_(taps(height, to_height)),
        columns_(taps(width, to_width)),
        width_(static_cast<std::size_t>(width)),
        area_before_(static_cast<std::size_t>(height * width)) {}

  std::size_t area() const { return rows_.size() * columns_.size(); }
  std::size_t area_before() const { return area_before_; }

  template <class Pixel>
  void add(const Pixel* plane, std::vector<float>& pixels) const {
    for (const Tap& y : rows_)
      for (const Tap& x : columns_) {
        const auto along = [&](std::size_t row) {
          const float low = plane[row * width_ + x.low];
          const float high = plane[row * width_ + x.high];
          return low + (high - low) * x.share;
        };
        const float top = along(y.low);
        pixels.push_back(top + (along(y.high) - top) * y.share);
      }
  }

 private:
  std::vector<Tap> rows_, columns_;
  std::size_t width_, area_before_;
};

}  // namespace

Images prepare(const RawImages& raw, const std::vector<std::size_t>& chosen, const ir::Shape& shape) {
  Images images;
  images.shape = shape;
  const auto channels = static_cast<std::size_t>(shape[0]);
  const Resampling resampling(raw.height, raw.width, shape[1], shape[2]);
  const std::size_t area = resampling.area();
  const auto stored = static_cast<std::size_t>(raw.channels);
  NASG_ASSERT(stored == channels || stored == 1, "load_data lets no other set through");
  images.pixels.reserve(chosen.size() * channels * area);
  for (const std::size_t example : chosen) {
    for (std::size_t channel = 0; channel < stored; ++channel)
      resampling.add(raw.image(example) + channel * resampling.area_before(), images.pixels);
    const std::size_t first = images.pixels.size() - stored * area;
    for (std::size_t i = stored * area; i < channels * area; ++i)
      images.pixels.push_back(images.pixels[first + i % area]);
    images.labels.push_back(raw.labels[example]);
  }
  return images;
}

Images resized(const Images& images, std::int64_t height, std::int64_t width) {
  const Resampling resampling(images.shape[1], images.shape[2], height, width);
  Images made{{images.shape[0], height, width}, {}, images.labels};
  const std::size_t planes = images.count() * static_cast<std::size_t>(images.shape[0]);
  made.pixels.reserve(planes * resampling.area());
  for (std::size_t plane = 0; plane < planes; ++plane)
    resampling.add(images.pixels.data() + plane * resampling.area_before(), made.pixels);
  return made;
}

Images first(const Images& images, std::size_t count) {
  const std::size_t size = images.pixels.size() / images.count();
  return {images.shape,
          {images.pixels.begin(), images.pixels.begin() + static_cast<std::ptrdiff_t>(count * size)},
          {images.labels.begin(), images.labels.begin() + static_cast<std::ptrdiff_t>(count)}};
}

void normalise(Split& split) {
  const auto channels = static_cast<std::size_t>(split.train.shape[0]);
  const std::size_t area =
      split.train.pixels.size() / std::max<std::size_t>(split.train.count(), 1) / channels;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const auto each = [&](auto& images, auto&& use) {
      for (std::size_t i = 0; i < images.count(); ++i)
        for (std::size_t p = 0; p < area; ++p) use(images.pixels[(i * channels + channel) * area + p]);
    };
    double sum = 0;
    each(split.train, [&](float pixel) { sum += pixel; });
    const double count = static_cast<double>(std::max<std::size_t>(split.train.count() * area, 1));
    const double mean = sum / count;
    double squares = 0;
    each(split.train, [&](float pixel) { squares += (pixel - mean) * (pixel - mean); });
    const double variance = squares / count;
    const double deviation = variance > 0 ? std::sqrt(variance) : 1;
    split.black.push_back(static_cast<float>(-mean / deviation));
    for (Images* images : {&split.train, &split.valid, &split.test})
      each(*images, [&](float& pixel) { pixel = static_cast<float>((pixel - mean) / deviation); });
  }
}

}  // namespace nasg::training
