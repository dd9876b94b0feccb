// SPDX-License-Identifier: Apache-2.0
// The plugin's entry: the compiler that it offers.
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include "compiler/codegen/compiled_space.h"
#include "compiler/codegen/entry.h"
#include "compiler/codegen/object.h"

namespace nasg::codegen {
namespace {

class LlvmCompiler : public Compiler {
 public:
  diag::Result<std::unique_ptr<CompiledSpace>> compile(const ir::Space& space, const ir::Automaton& automaton,
                                                       const Options& options) const override {
    auto engine = Engine::make(space, automaton, options);
    if (!engine) return engine.error();
    return std::unique_ptr<CompiledSpace>(
        std::make_unique<NativeSpace>(space, automaton, *std::move(engine)));
  }

  diag::Result<std::string> llvm_ir(const ir::Space& space, const ir::Automaton& automaton,
                                    const Options& options) const override {
    const auto generated = module_for_host(space, automaton, options);
    if (!generated) return generated.error();
    return print(*generated->module);
  }

  diag::Result<std::string> machine_code(const ir::Space& space, const ir::Automaton& automaton,
                                         const Target& target) const override {
    auto generated = generate(space, automaton, Entries::kProgram, target.observer);
    if (!generated) return generated.error();
    return codegen::machine_code(*std::move(generated), space, target);
  }
};

}  // namespace
}  // namespace nasg::codegen

extern "C" __attribute__((visibility("default"))) const nasg::codegen::Compiler* nasg_jit_compiler() {
  static const nasg::codegen::LlvmCompiler compiler;
  return &compiler;
}
