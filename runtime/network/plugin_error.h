// SPDX-License-Identifier: Apache-2.0
// What goes wrong with a layer of a shared object, on its way to a diagnostic (guard.h).
#pragma once

#include <stdexcept>
#include <string>

namespace nasg::network {

/// E0671: which layer, and why.
struct PluginError : std::runtime_error {
  PluginError(std::string name, const std::string& why) : std::runtime_error(why), layer(std::move(name)) {}
  std::string layer;
};

}  // namespace nasg::network
