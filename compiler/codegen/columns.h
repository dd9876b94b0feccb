// SPDX-License-Identifier: Apache-2.0
// The buffers that generated code is lent.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nasg::codegen {

/// What the passes leave about each position of a derivation; arrays of 32 bits, as long as it is, that
/// stand one after the other in the caller's work space.
enum class Column : std::uint8_t { kEnd, kPattern, kCut, kHeight, kNeeds, kRoom, kCandidate };
inline constexpr std::size_t kColumns = 7;

}  // namespace nasg::codegen
