// SPDX-License-Identifier: Apache-2.0
// The spaces that the benchmarks work on, loaded once.
#pragma once

#include <memory>
#include <vector>

#include "compiler/codegen/jit.h"
#include "compiler/sema/program.h"
#include "runtime/derivation/derivation.h"
#include "runtime/derivation/variation.h"

namespace nasg::bench {

/// The hierarchical NAS-Bench-201 space of the stdlib. Ends the program with a message if it does not check.
const sema::CheckedSpace& hnb201();

/// What draws from it, interpreted and compiled.
const derivation::Variation& interpreter();
/// Null if the code generator cannot be loaded. `level` is that of optimisation, 0 or 2.
const codegen::CompiledSpace* compiled(int level = 0);

/// The first `count` derivations of seed 1, the same in every run.
const std::vector<derivation::Derivation>& derivations(std::size_t count);

}  // namespace nasg::bench
