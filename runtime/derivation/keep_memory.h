// SPDX-License-Identifier: Apache-2.0
// What a program asks of its allocator when it does the same again and again.
#pragma once

namespace nasg::derivation {

/// Keeps the memory of a step for the next one. Unless it is told so, glibc gives back what a step frees at
/// its end, and the next waits for fresh pages: a twelfth of a training step of small networks, a tenth of a
/// step of Bayesian optimisation. For programs and plugins, once at their start; elsewhere than with glibc it
/// does nothing.
void keep_memory();

}  // namespace nasg::derivation
