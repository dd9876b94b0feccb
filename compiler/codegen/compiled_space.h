// SPDX-License-Identifier: Apache-2.0
// Compiled code behind the interfaces that the interpreter has too.
#pragma once

#include "compiler/codegen/columns.h"
#include "compiler/codegen/engine.h"

namespace nasg::codegen {

/// Provides the buffers that generated code writes to; they are kept by thread.
class NativeVariation : public derivation::Variation {
 public:
  explicit NativeVariation(const EntryPoints& entries) : entries_(entries) {}

  bool sample(derivation::Rng& rng, derivation::Derivation& drawn) const override;
  bool mutate(const derivation::Derivation& parent, derivation::Rng& rng,
              derivation::Derivation& mutant) const override;
  std::optional<std::pair<derivation::Derivation, derivation::Derivation>> cross(
      const derivation::Derivation& a, const derivation::Derivation& b, derivation::Rng& rng) const override;

 private:
  EntryPoints entries_;
};

class NativeSpace : public CompiledSpace {
 public:
  NativeSpace(const ir::Space& space, const ir::Automaton& automaton, std::unique_ptr<Engine> engine);

  const derivation::Variation& variation() const override { return *variation_; }
  diag::Result<derivation::Plan> build_plan(const derivation::Derivation& derivation) const override;

 private:
  const ir::Space& space_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<derivation::Variation> variation_;
};

}  // namespace nasg::codegen
