// SPDX-License-Identifier: Apache-2.0
// Random programs: mostly well typed, now and then not, so that `check` has something to refuse.
#pragma once

#include <string>

#include "runtime/derivation/rng.h"

namespace nasg::test {

/// The text of a module with one space `S`. Its nonterminals either keep the shape or halve the image and
/// double the channels; about one alternative in `mistake_rate` is of the other kind, which the compiler
/// must refuse wherever it matters. Uses repetition, `let`, sums, chains, recursion under a depth limit,
/// `where connected`, weights and ops of its own.
std::string random_program(derivation::Rng& rng, unsigned mistake_rate);

}  // namespace nasg::test
