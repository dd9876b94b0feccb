// SPDX-License-Identifier: Apache-2.0
// The codes of plugins.def by name.
#pragma once

#include "compiler/diag/code.h"

namespace nasg::diag::code {

#define NASG_CODE(code, severity, name, message, explanation, wrong, right) \
  inline constexpr Code code = code_of(#code);
#include "compiler/diag/codes/plugins.def"
#undef NASG_CODE

}  // namespace nasg::diag::code
