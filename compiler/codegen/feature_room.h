// SPDX-License-Identifier: Apache-2.0
// How large the memory of compiled feature extraction is; free of LLVM.
#pragma once

#include <cstddef>
#include <cstdint>

#include "compiler/codegen/columns.h"

namespace nasg::codegen {

/// Entries, by node of the room, of the pool of node sets and of what nodes read.
inline constexpr std::uint64_t kPoolRows = 16;
inline constexpr std::uint64_t kReadRows = 8;
/// Of those, of labels, of begins and of marks.
inline constexpr std::uint64_t kTraceRows = kPoolRows + kReadRows + 6;
inline constexpr std::uint64_t kFeatureFields = 16;

/// Bytes, for a derivation of n rules, graphs of at most `room` nodes, and iterations up to `depth`.
constexpr std::uint64_t feature_scratch(std::uint64_t n, std::uint64_t room, std::uint64_t depth) {
  return kFeatureFields * 8 + (n * kColumns + 1) * 4 + room * kTraceRows * 4 + room * depth * 8;
}

}  // namespace nasg::codegen
