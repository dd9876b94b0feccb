// SPDX-License-Identifier: Apache-2.0
// Threads that fill slots in turn, and the images that they put there.
#include "runtime/training/loader.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace nasg::training {

namespace {

constexpr std::size_t kThreads = 2;
constexpr std::size_t kSlots = 4;  ///< one in use, the others ahead

/// Jöhnk's method for Beta(a, a), a in (0, 1].
double beta(double a, derivation::Rng& rng) {
  while (true) {
    const double x = std::pow(rng.uniform(), 1 / a);
    const double y = std::pow(rng.uniform(), 1 / a);
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}

template <class Index>
void shuffle(std::vector<Index>& order, derivation::Rng& rng) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
}

}  // namespace

Loader::Loader(const Images& images, Augmentation augmentation, std::vector<float> black, std::int64_t batch,
               bool shuffle, std::uint64_t seed)
    : images_(images),
      augmentation_(augmentation),
      black_(std::move(black)),
      batch_(batch),
      shuffle_(shuffle),
      rng_(seed),
      slots_(kSlots),
      order_(images.count()) {
  const auto count = static_cast<std::int64_t>(images.count());
  const std::int64_t left = count % batch;
  batches_ = count / batch + (left > (count > 1 ? 1 : 0) ? 1 : 0);
  size_ = images.pixels.size() / std::max<std::size_t>(images.count(), 1);
  next_made_ = next_taken_ = batches_;
  for (std::size_t i = 0; i < kThreads; ++i) threads_.emplace_back([this] { work(); });
}

Loader::~Loader() {
  {
    const std::scoped_lock lock(mutex_);
    ends_ = true;
  }
  wanted_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Loader::start(int epoch) {
  std::unique_lock lock(mutex_);
  next_made_ = batches_;  // nobody begins another batch
  made_.wait(lock, [&] { return busy_ == 0; });
  epoch_ = static_cast<std::uint64_t>(epoch);
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  derivation::Rng rng = rng_.fork(epoch_);
  if (shuffle_) training::shuffle(order_, rng);
  for (Slot& slot : slots_) slot.ready = false;
  next_made_ = next_taken_ = 0;
  wanted_.notify_all();
}

const Batch& Loader::next() {
  std::unique_lock lock(mutex_);
  NASG_ASSERT(next_taken_ < batches_, "an epoch has so many batches");
  const std::int64_t number = next_taken_++;
  Slot& slot = slots_[static_cast<std::size_t>(number) % kSlots];
  wanted_.notify_all();  // the slot of the batch before is free now
  made_.wait(lock, [&] { return slot.ready && slot.number == number; });
  return slot.batch;
}

void Loader::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    // A slot holds what was taken last until the next is asked for.
    wanted_.wait(lock, [&] {
      return ends_ ||
             (next_made_ < batches_ && next_made_ < next_taken_ + static_cast<std::int64_t>(kSlots) - 1);
    });
    if (ends_) return;
    const std::int64_t number = next_made_++;
    Slot& slot = slots_[static_cast<std::size_t>(number) % kSlots];
    slot.number = number;
    slot.ready = false;
    ++busy_;
    lock.unlock();
    make(number, slot.batch);
    lock.lock();
    --busy_;
    slot.ready = true;
    made_.notify_all();
  }
}

void Loader::make(std::int64_t number, Batch& batch) const {
  const auto first = static_cast<std::size_t>(number * batch_);
  const std::size_t last = std::min(first + static_cast<std::size_t>(batch_), order_.size());
  derivation::Rng rng = rng_.fork(epoch_).fork(static_cast<std::uint64_t>(number) + 1);
  batch.pixels.clear();
  batch.pixels.reserve((last - first) * size_);
  batch.labels.clear();
  batch.mixed.clear();
  batch.share = 1;
  for (std::size_t i = first; i < last; ++i) {
    add(order_[i], rng, batch);
    batch.labels.push_back(images_.labels[order_[i]]);
  }
  if (augmentation_.mixup > 0) mix(rng, batch);
}

// 1. Draw where the image is cut out, whether it is mirrored, and where the square lies.
// 2. Write row by row, pixel by pixel, the channels side by side.
void Loader::add(std::size_t example, derivation::Rng& rng, Batch& batch) const {
  const float* from = images_.pixels.data() + example * size_;
  if (images_.shape.size() != 3) {
    batch.pixels.insert(batch.pixels.end(), from, from + size_);
    return;
  }
  const std::int64_t channels = images_.shape[0];
  const std::int64_t height = images_.shape[1];
  const std::int64_t width = images_.shape[2];
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(n)));
  };
  const std::int64_t down =
      augmentation_.crop > 0 ? below(2 * augmentation_.crop + 1) - augmentation_.crop : 0;
  const std::int64_t right =
      augmentation_.crop > 0 ? below(2 * augmentation_.crop + 1) - augmentation_.crop : 0;
  const bool mirrored = augmentation_.flip && below(2) == 1;
  const std::int64_t side = augmentation_.cutout;
  const std::int64_t top = side > 0 ? below(height) - side / 2 : height;
  const std::int64_t left = side > 0 ? below(width) - side / 2 : width;
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x) {
      const bool hidden = y >= top && y < top + side && x >= left && x < left + side;
      const std::int64_t row = y + down;
      const std::int64_t column = (mirrored ? width - 1 - x : x) + right;
      const bool inside = row >= 0 && row < height && column >= 0 && column < width;
      for (std::int64_t c = 0; c < channels; ++c) {
        const auto channel = static_cast<std::size_t>(c);
        const float outside = channel < black_.size() ? black_[channel] : 0.0F;
        batch.pixels.push_back(hidden ? 0.0F : inside ? from[(c * height + row) * width + column] : outside);
      }
    }
}

void Loader::mix(derivation::Rng& rng, Batch& batch) const {
  const auto share = static_cast<float>(beta(augmentation_.mixup, rng));
  std::vector<std::size_t> partners(batch.labels.size());
  std::iota(partners.begin(), partners.end(), std::size_t{0});
  shuffle(partners, rng);
  const std::vector<float> pure = batch.pixels;
  for (std::size_t i = 0; i < partners.size(); ++i) {
    batch.mixed.push_back(batch.labels[partners[i]]);
    for (std::size_t p = 0; p < size_; ++p)
      batch.pixels[i * size_ + p] = share * pure[i * size_ + p] + (1 - share) * pure[partners[i] * size_ + p];
  }
  batch.share = share;
}

}  // namespace nasg::training
