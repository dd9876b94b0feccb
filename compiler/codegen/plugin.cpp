// SPDX-License-Identifier: Apache-2.0
// The plugin's entry: the compiler that it offers.
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include "compiler/codegen/compiled_space.h"
#include "compiler/codegen/entry.h"

namespace nasg::codegen {
namespace {

class LlvmCompiler : public Compiler {
 public:
  diag::Result<std::unique_ptr<CompiledSpace>> compile(const ir::Space& space, const ir::Automaton& automaton,
                                                       const Options& options) const override {
    auto generated = generate(space, automaton);
    if (!generated) return generated.error();
    auto engine = Engine::make(*std::move(generated), space, options);
    if (!engine) return engine.error();
    return std::unique_ptr<CompiledSpace>(std::make_unique<NativeSpace>(space, automaton, *std::move(engine)));
  }

  diag::Result<std::string> llvm_ir(const ir::Space& space, const ir::Automaton& automaton,
                                    const Options& options) const override {
    auto generated = generate(space, automaton);
    if (!generated) return generated.error();
    if (diag::Status status = optimise_for_host(*generated->module, space, options); !status) {
      return status.error();
    }
    return print(*generated->module);
  }
};

}  // namespace
}  // namespace nasg::codegen

extern "C" __attribute__((visibility("default"))) const nasg::codegen::Compiler* nasg_jit_compiler() {
  static const nasg::codegen::LlvmCompiler compiler;
  return &compiler;
}
