// SPDX-License-Identifier: Apache-2.0
// Plugins: shared objects with the heavy packages, loaded when first needed.
#pragma once

#include <string>

namespace nasg::derivation {

/// The address of a plugin's symbol, or why there is none.
struct PluginSymbol {
  void* address = nullptr;
  std::string why;  ///< lower case, one line: where it was looked for, or what the loader said
};

/// Loads `lib<name>.so` with RTLD_NOW | RTLD_LOCAL and looks a symbol up. The first of these that exists
/// is taken: $NASG_PLUGINS, the folder `../lib` beside the running program's folder, the program's own
/// folder. A loaded plugin stays until the program ends; loading it again costs a look-up. Thread-safe.
PluginSymbol load_plugin(const std::string& name, const std::string& symbol);

}  // namespace nasg::derivation
