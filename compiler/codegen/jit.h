// SPDX-License-Identifier: Apache-2.0
// Compiled spaces: sampler, mutator, crossover, ranking and constructor as native code. LLVM stays behind.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "compiler/ir/automaton.h"
#include "compiler/ir/pass.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/variation.h"

namespace nasg::codegen {

/// Labels of Weisfeiler-Lehman iterations: those that search::FeatureExtractor counts, in the order in which
/// it meets them.
struct GraphLabels {
  std::vector<std::uint64_t>
      labels;  ///< graph by graph; of each, iteration by iteration, a label for each node
  std::vector<std::uint64_t> nodes;  ///< by graph
};

/// Native code of one space; it agrees bit for bit with the interpreter. Thread-safe.
class CompiledSpace {
 public:
  virtual ~CompiledSpace() = default;
  virtual const derivation::Variation& variation() const = 0;
  virtual diag::Result<derivation::Plan> build_plan(const derivation::Derivation& derivation) const = 0;

  /// As the functions of these names in variation.h.
  virtual std::optional<ir::BigInt> rank(const derivation::Derivation& derivation) const = 0;
  virtual std::optional<derivation::Derivation> unrank(const ir::BigInt& index) const = 0;
  virtual std::optional<derivation::Derivation> sample_uniform(derivation::Rng& rng) const = 0;

  /// Of the whole graph and of folded levels 0, 1, …, the labels of iterations 0 … depths[i]. Only if it was
  /// compiled with Options::graphs.
  virtual void label_graphs(const derivation::Derivation& derivation, std::span<const std::uint32_t> depths,
                            GraphLabels& result) const = 0;
};

struct Options {
  int level = 0;        ///< of optimisation: 0 none, 1 without loops, 2 what pays, 3 all that LLVM has
  std::string cache{};  ///< the folder where objects are kept (object_cache.h), or empty
  bool graphs = false;  ///< with label_graphs, which doubles the time to compile
  ir::PassObserver* observer = nullptr;
};

/// What code for other programs is made for.
struct Target {
  int level = 2;          ///< as in Options
  std::string cpu{};      ///< as LLVM names it, or `native`; empty: whatever this kind of machine has
  bool assembly = false;  ///< text, instead of an object
  ir::PassObserver* observer = nullptr;
};

/// What the plugin `libnasg_jit` offers.
class Compiler {
 public:
  virtual ~Compiler() = default;
  /// Space and automaton must outlive the compiled space.
  virtual diag::Result<std::unique_ptr<CompiledSpace>> compile(const ir::Space& space,
                                                               const ir::Automaton& automaton,
                                                               const Options& options) const = 0;
  /// The module as readable LLVM IR: named values, each rule's text as a comment.
  virtual diag::Result<std::string> llvm_ir(const ir::Space& space, const ir::Automaton& automaton,
                                            const Options& options) const = 0;
  /// Machine code for other programs: the entries that c_header (interface.h) declares. It needs nothing but
  /// C's library, and nasg_cost if the space limits costs. E0504 for an unknown processor.
  virtual diag::Result<std::string> machine_code(const ir::Space& space, const ir::Automaton& automaton,
                                                 const Target& target) const = 0;
};

/// Loads the plugin on first use, from the folder of this program or ../lib. E0501 says why it cannot.
diag::Result<const Compiler*> compiler();

}  // namespace nasg::codegen
