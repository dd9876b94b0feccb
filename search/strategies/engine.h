// SPDX-License-Identifier: Apache-2.0
// What draws, varies and builds the derivations of a space: compiled code, or the interpreter.
#pragma once

#include <memory>
#include <optional>

#include "compiler/codegen/jit.h"
#include "compiler/sema/program.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/variation.h"

namespace nasg::search {

/// The space must outlive it.
class Engine {
 public:
  /// Compiles the space if `compiled` is set; where that cannot be, interprets it and says so with E0742.
  Engine(const sema::CheckedSpace& checked, bool compiled, diag::Sink& sink);

  const ir::Space& space() const { return checked_.space; }
  const ir::Automaton& automaton() const { return checked_.automaton; }
  const derivation::Variation& variation() const;
  diag::Result<derivation::Plan> build_plan(const derivation::Derivation& derivation) const;

 private:
  const sema::CheckedSpace& checked_;
  std::unique_ptr<codegen::CompiledSpace> compiled_;
  std::unique_ptr<derivation::Variation> interpreter_;  ///< if it is not compiled
};

}  // namespace nasg::search
