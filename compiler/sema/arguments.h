// SPDX-License-Identifier: Apache-2.0
// The arguments of a call, put to the parameters that they are for.
#pragma once

#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "grammar/syntax.h"

namespace nasg::sema {

struct ParameterSpec {
  std::string name;
  bool required = true;
};

/// The argument of each parameter, null where none is written. Reports E0204 too many, E0205 unknown name,
/// E0206 given twice, E0207 missing, E0219 a positional one after a named one; nothing comes back if there
/// was an error.
std::optional<std::vector<const grammar::Expression*>> bind_arguments(
    const std::string& callee, const std::vector<ParameterSpec>& parameters,
    const std::vector<grammar::Argument>& arguments, diag::Place place, diag::Sink& sink);

}  // namespace nasg::sema
