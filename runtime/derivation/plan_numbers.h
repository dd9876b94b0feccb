// SPDX-License-Identifier: Apache-2.0
// What passes ask and say about the values and weights of a plan.
#pragma once

#include <vector>

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// By value: how many inputs of steps it is; the result is read once more.
std::vector<std::uint32_t> readers(const Plan& plan);

/// Reads `renamed[v]` wherever value v was read, the result included.
void rename(Plan& plan, const std::vector<ValueId>& renamed);

/// Numbers values in the order in which steps yield them; what no step yields is forgotten.
void number_values(Plan& plan);

/// Numbers weights in the order in which layers take them.
void number_weights(Plan& plan);

/// The name of a layer that shares its weights with one that has weights of another shape; null if there is
/// none.
const char* untied(const Plan& plan);

}  // namespace nasg::derivation
