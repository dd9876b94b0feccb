// SPDX-License-Identifier: Apache-2.0
// An index of what grows at its end.
#pragma once

#include <cstddef>
#include <optional>

namespace nasg::search {

/// Where one thing after another is added, most are in one index that stays, the head, and the newest in a
/// small one, the tail. `make(begin, end)` makes the index of these, which says how many they are: `size()`.
/// Neither is made before it is asked for.
template <class Index>
class GrowingIndex {
 public:
  /// For so many: all are in head and tail.
  template <class Make>
  void cover(std::size_t size, const Make& make) {
    const std::size_t indexed = head_size();
    if (!head_ || 10 * (size - indexed) > size) {
      head_.emplace(make(std::size_t{0}, size));
      tail_.reset();
    } else if (!tail_ && indexed < size) {
      tail_.emplace(make(indexed, size));
    }
  }
  /// The head, which is of all then.
  template <class Make>
  const Index& whole(std::size_t size, const Make& make) {
    if (head_size() != size) head_.reset();
    cover(size, make);
    return *head_;
  }
  const Index& head() const { return *head_; }
  const Index* tail() const { return tail_ ? &*tail_ : nullptr; }

  /// The first of so many are as they were, as far as there are.
  void resize(std::size_t size) {
    tail_.reset();
    if (size < head_size()) head_.reset();
  }

 private:
  std::size_t head_size() const { return head_ ? static_cast<std::size_t>(head_->size()) : 0; }

  std::optional<Index> head_;
  std::optional<Index> tail_;
};

}  // namespace nasg::search
