// SPDX-License-Identifier: Apache-2.0
// Compiled code behind the interfaces that the interpreter has too.
#pragma once

#include "compiler/codegen/columns.h"
#include "compiler/codegen/engine.h"
#include "runtime/derivation/limits.h"

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
  std::optional<ir::BigInt> rank(const derivation::Derivation& derivation) const override;
  std::optional<derivation::Derivation> unrank(const ir::BigInt& index) const override;
  std::optional<derivation::Derivation> sample_uniform(derivation::Rng& rng) const override;
  void label_graphs(const derivation::Derivation& derivation, std::span<const std::uint32_t> depths,
                    GraphLabels& result) const override;

 private:
  bool indexed() const { return engine_->entries().index_sizes[0] > 0; }
  std::uint64_t* index_scratch(std::size_t rules) const;

  const ir::Space& space_;
  const ir::Automaton& automaton_;
  derivation::LimitChecker limits_;
  std::optional<ir::BigInt> count_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<derivation::Variation> variation_;
};

}  // namespace nasg::codegen
