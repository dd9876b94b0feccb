// SPDX-License-Identifier: Apache-2.0
// The whole module of a space.
#pragma once

#include <memory>

#include "compiler/codegen/jit.h"

namespace llvm {
class LLVMContext;
class Module;
class TargetMachine;
}  // namespace llvm

namespace nasg::codegen {

/// A module and what it lives in.
struct Generated {
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;

  Generated();
  Generated(Generated&&) noexcept;
  Generated& operator=(Generated&&) noexcept;
  ~Generated();
};

/// Who calls the module's entries.
enum class Entries : std::uint8_t {
  kHost,        ///< this program, which lends buffers and keeps limits: the entries of EntryPoints
  kHostGraphs,  ///< the same with what label_graphs needs
  kProgram,     ///< other programs: those of interface.h
};

/// The verified module of a space, its variables in registers. E0502 says what LLVM found wrong with it.
diag::Result<Generated> generate(const ir::Space& space, const ir::Automaton& automaton, Entries entries,
                                 ir::PassObserver* observer);

/// Simplifies the module for the machine, by as much as the level says (Options::level in jit.h, at least 1).
void optimise(llvm::Module& module, llvm::TargetMachine& machine, int level, ir::PassObserver* observer);

/// Names the values that have no name yet, by what they are.
void name_values(llvm::Module& module);

/// As text, every value named; what an instruction is there for stands behind it as a comment.
std::string print(const llvm::Module& module);

}  // namespace nasg::codegen
