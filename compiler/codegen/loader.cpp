// SPDX-License-Identifier: Apache-2.0
// Loads the plugin that holds LLVM.
#include "compiler/codegen/entry.h"
#include "compiler/codegen/jit.h"
#include "compiler/diag/codes/codegen.h"
#include "runtime/derivation/plugin.h"

namespace nasg::codegen {

diag::Result<const Compiler*> compiler() {
  const derivation::PluginSymbol symbol = derivation::load_plugin("nasg_jit", kEntryName);
  if (symbol.address == nullptr) return diag::make(diag::code::E0501, {}, symbol.why);
  return reinterpret_cast<Entry*>(symbol.address)();
}

}  // namespace nasg::codegen
