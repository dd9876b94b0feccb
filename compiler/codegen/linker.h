// SPDX-License-Identifier: Apache-2.0
// Shared objects, made by the system's linker.
#pragma once

#include <string>

#include "compiler/diag/diagnostic.h"

namespace nasg::codegen {

/// Links one object, given as its bytes, to a shared object, and gives that one's. The C compiler is asked
/// (the environment variable CC, else `cc`), or `ld` where there is none. An object that measures costs is
/// linked with the library nasg_cost, which becomes part of it. E0505: there is no linker or no library, or
/// it failed, with what it said.
diag::Result<std::string> link_shared(const std::string& object, bool measures);

}  // namespace nasg::codegen
