// SPDX-License-Identifier: Apache-2.0
// Spaces as people write them: those of the standard library and of the examples, and texts of tests.
#pragma once

#include <functional>
#include <string>

#include "compiler/sema/program.h"

namespace nasg::codegen {

/// Every space of stdlib/std and examples with its default parameters.
void for_each_published_space(const std::function<void(const sema::CheckedSpace&)>& visit);

/// The only space of a program that has no mistakes.
sema::CheckedSpace checked_text(const std::string& text);

}  // namespace nasg::codegen
