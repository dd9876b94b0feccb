// SPDX-License-Identifier: Apache-2.0
// Plugins: shared objects with the heavy packages, loaded when first needed.
#pragma once

#include <optional>
#include <string>

namespace nasg::derivation {

/// The address of a plugin's symbol, or why there is none.
struct PluginSymbol {
  void* address = nullptr;
  std::string why;  ///< lower case, one line: where it was looked for, or what the loader said
};

/// A file, or why there is none.
struct FoundFile {
  std::optional<std::string> path;
  std::string why;  ///< where it was looked for
};

/// Looks in $NASG_PLUGINS, in the folder `../lib` beside the running program's folder, and in the program's
/// own folder, in this order.
FoundFile find_beside(const std::string& file);

/// Loads `lib<name>.so`, found as above, with RTLD_NOW | RTLD_LOCAL, and looks a symbol up. A loaded plugin
/// stays until the program ends; loading it again costs a look-up. Thread-safe.
PluginSymbol load_plugin(const std::string& name, const std::string& symbol);

}  // namespace nasg::derivation
