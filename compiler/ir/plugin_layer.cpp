// SPDX-License-Identifier: Apache-2.0
// Names as numbers.
#include "compiler/ir/plugin_layer.h"

namespace nasg::ir {

namespace {

constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz0123456789_";  // of the values 1 to 37
constexpr std::int64_t kBase = 38;
constexpr std::size_t kMostLetters = 12;  // 38^12 < 2^63

}  // namespace

std::optional<std::int64_t> pack_name(std::string_view name) {
  if (name.empty() || name.size() > kMostLetters) return std::nullopt;
  std::int64_t packed = 0;
  for (std::size_t i = name.size(); i-- > 0;) {
    const std::size_t digit = kDigits.find(name[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    packed = packed * kBase + static_cast<std::int64_t>(digit) + 1;
  }
  return packed;
}

std::string unpack_name(std::int64_t packed) {
  std::string name;
  for (; packed > 0; packed /= kBase) name += kDigits[static_cast<std::size_t>(packed % kBase - 1)];
  return name;
}

std::string plugin_name(std::span<const Scalar> args) {
  return unpack_name(std::get<std::int64_t>(args[kPluginName]));
}

}  // namespace nasg::ir
