// SPDX-License-Identifier: Apache-2.0
// The random generator of the project: SplitMix64 (Steele, Lea, Flood 2014), a counter and a mixer.
#pragma once

#include <cstdint>

namespace nasg::derivation {

/// Every run is a function of its seed. The compiled code carries the same eight bytes of state and the
/// same arithmetic; change both or neither (compiler/codegen).
struct Rng {
  __extension__ using Wide = unsigned __int128;
  std::uint64_t state;

  explicit constexpr Rng(std::uint64_t seed) : state(seed) {}

  constexpr std::uint64_t next() {
    state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

  /// A number in [0, n), n > 0: the high half of next() × n. Its bias is below n / 2^64.
  constexpr std::uint64_t below(std::uint64_t n) {
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * n) >> 64);
  }

  /// A number in [0, 1) with 53 random bits.
  constexpr double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  /// An independent generator for stream `index`; this one does not move.
  constexpr Rng fork(std::uint64_t index) const {
    Rng child(state ^ 0xD1B54A32D192ED03ULL);
    child.state += index * 0x8CB92BA72F3D8DD7ULL;
    child.state = child.next();
    return child;
  }
};

}  // namespace nasg::derivation
