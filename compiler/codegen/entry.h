// SPDX-License-Identifier: Apache-2.0
// The one symbol that the plugin `libnasg_jit` exports.
#pragma once

#include "compiler/codegen/jit.h"

namespace nasg::codegen {

using Entry = const Compiler*();
inline constexpr const char* kEntryName = "nasg_jit_compiler";

}  // namespace nasg::codegen
