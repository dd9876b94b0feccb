// SPDX-License-Identifier: Apache-2.0
// Machine code of one module, in memory.
#pragma once

#include <memory>

#include "compiler/codegen/generate.h"

namespace nasg::codegen {

/// What the host looks up; what the functions do stands with their emitters.
struct EntryPoints {
  std::uint64_t (*sample)(std::uint64_t* rng, std::uint32_t* out) = nullptr;
  std::uint64_t (*mutate)(std::uint64_t* rng, const std::uint32_t* rules, std::uint64_t n,
                          std::uint32_t* work, std::uint32_t* fresh, std::uint64_t* out) = nullptr;
  std::uint64_t (*cross)(std::uint64_t* rng, const std::uint32_t* a, std::uint64_t na, std::uint32_t* work_a,
                         const std::uint32_t* b, std::uint64_t nb, std::uint32_t* work_b,
                         std::uint64_t* out) = nullptr;
  std::uint32_t (*construct)(const struct nasg_runtime* runtime, void* network, const std::uint32_t* rules,
                             const std::uint32_t* ends) = nullptr;
  /// Words of an index, and of the scratch (IndexTables); 0, and no functions, where derivations have none.
  const std::uint64_t* index_sizes = nullptr;
  void (*rank)(const std::uint32_t* rules, std::uint64_t n, std::uint64_t* index,
               std::uint64_t* scratch) = nullptr;
  std::uint64_t (*unrank)(const std::uint64_t* index, std::uint32_t* rules, std::uint64_t* scratch) = nullptr;
  std::uint64_t (*uniform)(std::uint64_t* rng, std::uint32_t* rules, std::uint64_t* scratch) = nullptr;
  std::uint64_t (*features)(const std::uint32_t* rules, std::uint64_t n, const std::uint32_t* depths,
                            std::uint64_t graphs, std::uint64_t* labels, std::uint64_t* nodes,
                            std::uint64_t room, std::uint64_t* scratch) = nullptr;
};

/// Keeps the code alive.
class Engine {
 public:
  /// Compiles a space for this machine, or takes what the cache has for it; what the cache has and cannot be
  /// loaded is compiled again. E0502 says what LLVM could not do.
  static diag::Result<std::unique_ptr<Engine>> make(const ir::Space& space, const ir::Automaton& automaton,
                                                    const Options& options);
  ~Engine();
  const EntryPoints& entries() const { return entries_; }

 private:
  struct Jit;
  Engine();
  std::unique_ptr<Jit> jit_;
  EntryPoints entries_;
};

/// The module of a space for this program, optimised for this machine as `make` optimises it.
diag::Result<Generated> module_for_host(const ir::Space& space, const ir::Automaton& automaton,
                                        const Options& options);

}  // namespace nasg::codegen
