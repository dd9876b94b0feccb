// SPDX-License-Identifier: Apache-2.0
// Loads the LibTorch plugin.
#include "runtime/network/backend.h"

#include <cstdlib>

#include "compiler/diag/codes/network.h"
#include "runtime/derivation/plugin.h"
#include "runtime/network/plugin_entry.h"

namespace nasg::network {

diag::Result<const Backend*> backend() {
  // OpenMP's threads would spin while they wait, which takes ten times as long on a machine that has other
  // work. The runtime reads this once, when LibTorch brings it in.
  setenv("OMP_WAIT_POLICY", "PASSIVE", /*overwrite=*/0);
  const derivation::PluginSymbol symbol = derivation::load_plugin("nasg_torch", kPluginEntry);
  if (!symbol.address) return diag::make(diag::code::E0612, {}, symbol.why);
  return reinterpret_cast<PluginEntry*>(symbol.address)();
}

}  // namespace nasg::network
