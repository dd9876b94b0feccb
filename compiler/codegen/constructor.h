// SPDX-License-Identifier: Apache-2.0
// Generates the constructor of a space: a function for each rule that builds what its body says.
#pragma once

#include "compiler/codegen/code.h"

namespace nasg::codegen {

/// Emits `i32 construct(runtime, network, rules, ends)`: makes a network through runtime_abi.h, by the calls
/// that the interpreter's build_plan makes, and gives the number of the result. `ends` holds the subtrees'
/// ends.
void emit_construct(const Unit& unit);

}  // namespace nasg::codegen
