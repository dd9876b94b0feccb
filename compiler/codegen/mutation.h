// SPDX-License-Identifier: Apache-2.0
// Generates the mutator and the crossover of a space.
#pragma once

#include "compiler/codegen/analysis.h"
#include "compiler/codegen/sampler.h"

namespace nasg::codegen {

/// Emits `i64 mutate(rng, rules, n, work, fresh, out)`: 1 and out = {begin, end, length} if the subtree
/// [begin, end) of the parent is to be replaced by the first `length` rules of `fresh`; 0 if there is no
/// mutant. Steps as runtime/derivation's interpreter takes them, random numbers in the same order.
void emit_mutate(const Unit& unit, const Analysis& analysis, const Sampler& sampler);

/// Emits `i64 cross(rng, a, na, work_a, b, nb, work_b, out)`: 1 and out = {p, end of p, q, end of q} if the
/// subtrees [p, end) of a and [q, end) of b are to be swapped; 0 if none fit.
void emit_cross(const Unit& unit, const Analysis& analysis);

}  // namespace nasg::codegen
