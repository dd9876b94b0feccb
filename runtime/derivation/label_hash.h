// SPDX-License-Identifier: Apache-2.0
// Hashes of labels in Weisfeiler-Lehman iterations; the same in the interpreter and in compiled code.
#pragma once

#include <cstdint>
#include <string_view>

namespace nasg::derivation {

/// The mixer of SplitMix64: a bijection of 64-bit numbers.
inline std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

/// Of a label's text.
inline std::uint64_t label_hash(std::string_view text) {
  std::uint64_t value = 0x9E3779B97F4A7C15ULL;
  for (const char c : text) value = mix(value ^ static_cast<unsigned char>(c)) + 0x632BE59BD9B4E019ULL;
  return value;
}

inline constexpr std::uint64_t kOwnFactor = 0xD6E8FEB86659FD93ULL;
inline constexpr std::uint64_t kSuccessorFactor = 0x9E3779B97F4A7C15ULL;

/// A node's label of the next iteration, from its own and from the sum of its successors'.
inline std::uint64_t next_label(std::uint64_t label, std::uint64_t successors) {
  return mix(label * kOwnFactor + successors * kSuccessorFactor + 1);
}

/// What the labels of graph `index` (the whole one is 0) are combined with, so that no two graphs share any.
inline std::uint64_t graph_salt(std::size_t index) {
  return mix(index + 1);
}

}  // namespace nasg::derivation
