// SPDX-License-Identifier: Apache-2.0
// A hash for names and checksums: FNV-1a (Fowler, Noll, Vo), 64 bits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nasg::codegen {

inline std::uint64_t fnv(std::string_view bytes) {
  std::uint64_t value = 0xCBF29CE484222325ULL;
  for (const char c : bytes) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return value;
}

/// Sixteen digits.
inline std::string hexadecimal(std::uint64_t value) {
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4) digits += "0123456789abcdef"[value >> shift & 15];
  return digits;
}

}  // namespace nasg::codegen
