// SPDX-License-Identifier: Apache-2.0
// Compiles modules with LLVM's ORC and binds them to the runtime.
#include "compiler/codegen/engine.h"

#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/Support/TargetSelect.h>

#include "compiler/codegen/runtime_abi.h"
#include "compiler/diag/codes/codegen.h"

namespace nasg::codegen {
namespace {

namespace orc = llvm::orc;

diag::Diagnostic failure(const ir::Space& space, llvm::Error error) {
  return diag::make(diag::code::E0502, space.place, space.name, llvm::toString(std::move(error)));
}

llvm::Expected<orc::JITTargetMachineBuilder> host_machine(const Options& options) {
  static const bool ready = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    return true;
  }();
  static_cast<void>(ready);
  auto machine = orc::JITTargetMachineBuilder::detectHost();
  if (machine) {
    machine->setCodeGenOptLevel(options.level == 0 ? llvm::CodeGenOptLevel::None
                                                   : llvm::CodeGenOptLevel::Default);
  }
  return machine;
}

orc::SymbolMap runtime_symbols(orc::LLJIT& jit) {
  orc::SymbolMap symbols;
  const auto add = [&](const char* name, auto* function) {
    symbols[jit.mangleAndIntern(name)] = {orc::ExecutorAddr::fromPtr(function),
                                          llvm::JITSymbolFlags::Exported | llvm::JITSymbolFlags::Callable};
  };
  add("nasg_layer", &nasg_layer);
  add("nasg_merge", &nasg_merge);
  add("nasg_materialise", &nasg_materialise);
  add("nasg_dim", &nasg_dim);
  add("nasg_new_tie", &nasg_new_tie);
  add("nasg_enter_tied", &nasg_enter_tied);
  add("nasg_leave_tied", &nasg_leave_tied);
  return symbols;
}

template <class F>
llvm::Error look_up(orc::LLJIT& jit, const char* name, F*& function) {
  auto address = jit.lookup(name);
  if (!address) return address.takeError();
  function = address->toPtr<F*>();
  return llvm::Error::success();
}

}  // namespace

struct Engine::Jit {
  std::unique_ptr<orc::LLJIT> orc;

  llvm::Error load(Generated generated, const orc::JITTargetMachineBuilder& machine) {
    auto made = orc::LLJITBuilder().setJITTargetMachineBuilder(machine).create();
    if (!made) return made.takeError();
    orc = std::move(*made);
    if (auto error = orc->getMainJITDylib().define(orc::absoluteSymbols(runtime_symbols(*orc)))) return error;
    generated.module->setDataLayout(orc->getDataLayout());
    generated.module->setTargetTriple(orc->getTargetTriple().str());
    return orc->addIRModule(orc::ThreadSafeModule(std::move(generated.module), std::move(generated.context)));
  }

  llvm::Error bind(EntryPoints& entries) {
    if (auto error = look_up(*orc, "sample", entries.sample)) return error;
    if (auto error = look_up(*orc, "mutate", entries.mutate)) return error;
    if (auto error = look_up(*orc, "cross", entries.cross)) return error;
    return look_up(*orc, "construct", entries.construct);
  }
};

Engine::Engine() : jit_(std::make_unique<Jit>()) {}
Engine::~Engine() = default;

diag::Result<std::unique_ptr<Engine>> Engine::make(Generated generated, const ir::Space& space,
                                                   const Options& options) {
  if (diag::Status status = optimise_for_host(*generated.module, space, options); !status)
    return status.error();
  auto machine = host_machine(options);
  if (!machine) return failure(space, machine.takeError());
  std::unique_ptr<Engine> engine(new Engine());
  if (auto error = engine->jit_->load(std::move(generated), *machine))
    return failure(space, std::move(error));
  if (auto error = engine->jit_->bind(engine->entries_)) return failure(space, std::move(error));
  return engine;
}

diag::Status optimise_for_host(llvm::Module& module, const ir::Space& space, const Options& options) {
  if (options.level == 0) return diag::success();
  auto machine = host_machine(options);
  if (!machine) return failure(space, machine.takeError());
  auto target = machine->createTargetMachine();
  if (!target) return failure(space, target.takeError());
  optimise(module, **target);
  return diag::success();
}

}  // namespace nasg::codegen
