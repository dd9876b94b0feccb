// SPDX-License-Identifier: Apache-2.0
// Machine code of one module, in memory.
#pragma once

#include <memory>

#include "compiler/codegen/generate.h"

namespace nasg::codegen {

/// The functions that the host calls; what they do stands with their emitters.
struct EntryPoints {
  std::uint64_t (*sample)(std::uint64_t* rng, std::uint32_t* out) = nullptr;
  std::uint64_t (*mutate)(std::uint64_t* rng, const std::uint32_t* rules, std::uint64_t n,
                          std::uint32_t* work, std::uint32_t* fresh, std::uint64_t* out) = nullptr;
  std::uint64_t (*cross)(std::uint64_t* rng, const std::uint32_t* a, std::uint64_t na, std::uint32_t* work_a,
                         const std::uint32_t* b, std::uint64_t nb, std::uint32_t* work_b,
                         std::uint64_t* out) = nullptr;
  std::uint32_t (*construct)(struct nasg_builder* builder, const std::uint32_t* rules,
                             const std::uint32_t* ends) = nullptr;
};

/// Keeps the code alive.
class Engine {
 public:
  /// Compiles for this machine. E0502 says what LLVM could not do; `space` is named in it.
  static diag::Result<std::unique_ptr<Engine>> make(Generated generated, const ir::Space& space,
                                                    const Options& options);
  ~Engine();
  const EntryPoints& entries() const { return entries_; }

 private:
  struct Jit;
  Engine();
  std::unique_ptr<Jit> jit_;
  EntryPoints entries_;
};

/// Optimises a module as `make` does before it compiles it; nothing at level 0.
diag::Status optimise_for_host(llvm::Module& module, const ir::Space& space, const Options& options);

}  // namespace nasg::codegen
