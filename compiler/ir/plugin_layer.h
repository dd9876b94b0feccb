// SPDX-License-Identifier: Apache-2.0
// Layers of shared objects: how the arguments of `plugin` stand in its row of layers.def.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/ir/layers.h"

namespace nasg::ir {

inline constexpr std::size_t kPluginName = 0;      ///< the argument that is its name
inline constexpr std::size_t kPluginFirstDim = 1;  ///< the first of its output's dimensions
inline constexpr std::size_t kPluginMostDims = 3;
inline constexpr std::size_t kPluginParameters = 4;   ///< trained numbers, then operations
inline constexpr std::size_t kPluginFirstNumber = 6;  ///< the first of the numbers that it is given
inline constexpr std::size_t kPluginMostNumbers = 4;

/// A name as a number, so that the arguments of all layers, here and in compiled code, are numbers: 1 to 12
/// small letters, digits and underscores, as digits to the base 38. Nothing for another name.
std::optional<std::int64_t> pack_name(std::string_view name);
std::string unpack_name(std::int64_t packed);

/// The name of a layer of kind kPlugin.
std::string plugin_name(std::span<const Scalar> args);

}  // namespace nasg::ir
