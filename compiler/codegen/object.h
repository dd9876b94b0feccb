// SPDX-License-Identifier: Apache-2.0
// Machine code as a file: assembly or an object that a linker takes.
#pragma once

#include "compiler/codegen/generate.h"

namespace nasg::codegen {

/// Optimises the module and compiles it, position-independent, for the processor that is asked for. E0502
/// says what LLVM could not do, E0504 that it does not know the processor.
diag::Result<std::string> machine_code(Generated generated, const ir::Space& space, const Target& target);

}  // namespace nasg::codegen
