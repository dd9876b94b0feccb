// SPDX-License-Identifier: Apache-2.0
// The one symbol that the LibTorch plugin exports.
#pragma once

#include "runtime/network/backend.h"

namespace nasg::network {

/// Gives the plugin's backend, which lives as long as the program.
using PluginEntry = const Backend*();
inline constexpr const char* kPluginEntry = "nasg_torch_backend";

}  // namespace nasg::network
