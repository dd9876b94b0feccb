// SPDX-License-Identifier: Apache-2.0
// Threads that take pieces from one counter.
#include "search/kernels/parallel.h"

#include <algorithm>
#include <thread>
#include <vector>

namespace nasg::search {

namespace {
std::atomic<unsigned> most_threads = 0;
}

void limit_threads(unsigned most) {
  most_threads = most;
}

Pieces::Piece Pieces::next() {
  const std::size_t begin = next_.fetch_add(grain_, std::memory_order_relaxed);
  return {std::min(begin, count_), std::min(begin + grain_, count_)};
}

void Pieces::run(unsigned threads, const std::function<void()>& work) const {
  static const unsigned machine = std::max(1U, std::thread::hardware_concurrency());
  const unsigned limit = most_threads;
  const std::size_t wanted = threads != 0 ? threads : limit != 0 ? limit : machine;
  const std::size_t pieces = (count_ + grain_ - 1) / grain_;
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(wanted, pieces); ++i) others.emplace_back(work);
  work();
}

}  // namespace nasg::search
