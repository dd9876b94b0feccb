// SPDX-License-Identifier: Apache-2.0
// The name of a kind of mistake. Each range of codes has a header of its own beside its table,
// `codes/RANGE.h`, so that a new code concerns only the sources that report it.
#pragma once

#include <cstdint>
#include <string_view>

namespace nasg::diag {

/// A code by its letter and number; the tables `codes/*.def` list them all.
enum class Code : std::uint32_t {};

/// The code that is written `id`: "E0203", "W0217".
constexpr Code code_of(std::string_view id) {
  std::uint32_t value = static_cast<unsigned char>(id.front());
  for (const char digit : id.substr(1)) value = value * 10 + static_cast<std::uint32_t>(digit - '0');
  return Code{value};
}

}  // namespace nasg::diag
