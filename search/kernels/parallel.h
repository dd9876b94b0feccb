// SPDX-License-Identifier: Apache-2.0
// Work that falls into independent parts, on several threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>

namespace nasg::search {

/// No `Pieces::run` that leaves their number open takes more threads than this, in the whole process (0: as
/// many as the machine runs at once). For programs that run several things side by side; results are the
/// same.
void limit_threads(unsigned most);

/// Hands out [0, count) in pieces, in order, to all threads that ask.
class Pieces {
 public:
  /// Pieces of `grain`, the last one perhaps smaller.
  Pieces(std::size_t count, std::size_t grain) : count_(count), grain_(grain) {}

  struct Piece {
    std::size_t begin = 0;
    std::size_t end = 0;
    explicit operator bool() const { return begin < end; }
  };
  /// The next piece, empty if there is none left.
  Piece next();

  /// Runs `work`, which takes pieces until none is left, on so many threads (0: as many as the machine runs
  /// at once), this one among them, and ends when all have. Which thread takes a piece is left to chance:
  /// what is computed for an index may depend on nothing but the index.
  void run(unsigned threads, const std::function<void()>& work) const;

 private:
  std::size_t count_;
  std::size_t grain_;
  std::atomic<std::size_t> next_ = 0;
};

}  // namespace nasg::search
