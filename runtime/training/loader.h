// SPDX-License-Identifier: Apache-2.0
// Batches of training examples: shuffled, augmented, and made ready while the network trains.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "runtime/derivation/rng.h"
#include "runtime/training/data.h"

namespace nasg::training {

/// What is done to each image that is trained on, in this order. Vectors can be mixed alone.
struct Augmentation {
  int crop = 0;       ///< a border of so many black pixels, then a random cut of the old size
  bool flip = false;  ///< mirrored left to right with probability 1/2
  int cutout = 0;  ///< a square of that side, its centre anywhere, is set to the mean (DeVries, Taylor 2017)
  double mixup = 0;  ///< the batch is mixed with itself in another order, the share drawn from Beta(a, a) of
                     ///< that a (Zhang et al. 2018); 0: it is not
  bool changes_places() const { return crop > 0 || flip || cutout > 0; }
};

struct Batch {
  std::vector<float> pixels;  ///< example by example, [H, W, C] of each image
  std::vector<std::int64_t> labels;
  std::vector<std::int64_t> mixed;  ///< labels of the examples mixed in; empty: none
  double share = 1;                 ///< of `labels` where there are others
};

/// Makes the batches of an epoch in threads of its own, a few ahead of their use. They depend on the seed,
/// the epoch and the number of the batch alone.
class Loader {
 public:
  /// `images` must outlive it. Black is 0 before normalisation, so -mean / deviation; by channel, or empty:
  /// 0. A last batch of one example is left out, as batch statistics need two.
  Loader(const Images& images, Augmentation augmentation, std::vector<float> black, std::int64_t batch,
         bool shuffle, std::uint64_t seed);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  /// Batches of an epoch.
  std::int64_t batches() const { return batches_; }
  /// Begins an epoch, whatever is left of the one before.
  void start(int epoch);
  /// The next batch of the epoch, to be taken `batches()` times. Valid until the next call.
  const Batch& next();

 private:
  struct Slot {
    Batch batch;
    std::int64_t number = -1;  ///< of the batch in it, or being made
    bool ready = false;
  };

  void work();
  void make(std::int64_t number, Batch& batch) const;
  void add(std::size_t example, derivation::Rng& rng, Batch& batch) const;
  void mix(derivation::Rng& rng, Batch& batch) const;

  const Images& images_;
  const Augmentation augmentation_;
  const std::vector<float> black_;
  const std::int64_t batch_;
  const bool shuffle_;
  const derivation::Rng rng_;
  std::int64_t batches_ = 0;
  std::size_t size_ = 0;  ///< values of an example

  std::mutex mutex_;
  std::condition_variable made_, wanted_;
  // Held by the mutex; `order_` and `epoch_` change while nobody makes a batch.
  std::vector<Slot> slots_;
  std::vector<std::size_t> order_;
  std::uint64_t epoch_ = 0;
  std::int64_t next_made_ = 0;   ///< the first batch that nobody makes yet
  std::int64_t next_taken_ = 0;  ///< the first that was not taken
  int busy_ = 0;                 ///< threads that make a batch
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace nasg::training
