// SPDX-License-Identifier: Apache-2.0
// Compiles the spaces of the tests.
#pragma once

#include <gtest/gtest.h>

#include "compiler/codegen/jit.h"
#include "tests/support/space_builder.h"
#include "tests/support/spaces.h"

namespace nasg::codegen {

/// The compiled space, or nothing and a failed test.
inline std::unique_ptr<CompiledSpace> compile(const testing::Built& built, int level) {
  const auto found = compiler();
  if (!found) {
    ADD_FAILURE() << found.error().message();
    return nullptr;
  }
  auto compiled = (*found)->compile(*built.space, built.automaton, {level});
  if (!compiled) {
    ADD_FAILURE() << compiled.error().message();
    return nullptr;
  }
  return *std::move(compiled);
}

}  // namespace nasg::codegen
