// SPDX-License-Identifier: Apache-2.0
// Shared objects, made by the system's linker.
#pragma once

#include <string>

#include "compiler/diag/diagnostic.h"

namespace nasg::codegen {

/// Links one object, given as its bytes, to a shared object, and gives that one's. The C compiler is asked
/// (the environment variable CC, else `cc`), or `ld` where there is none. E0505: there is neither, or it
/// failed, with what it said.
diag::Result<std::string> link_shared(const std::string& object);

}  // namespace nasg::codegen
