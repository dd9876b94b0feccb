// SPDX-License-Identifier: Apache-2.0
// Runs LLVM's code generator into a buffer.
#include "compiler/codegen/object.h"

#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>

#include "compiler/diag/codes/codegen.h"

namespace nasg::codegen {
namespace {

/// For what every processor of this machine's kind can do, unless one is named.
diag::Result<std::unique_ptr<llvm::TargetMachine>> target_machine(const ir::Space& space,
                                                                  const Target& target) {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  const std::string triple = llvm::sys::getDefaultTargetTriple();
  std::string why;
  const llvm::Target* found = llvm::TargetRegistry::lookupTarget(triple, why);
  if (found == nullptr) return diag::make(diag::code::E0502, space.place, space.name, why);
  const std::string cpu = target.cpu == "native" ? llvm::sys::getHostCPUName().str() : target.cpu;
  const auto level = target.level == 0 ? llvm::CodeGenOptLevel::None : llvm::CodeGenOptLevel::Default;
  // LLVM warns of a processor that it does not know, and goes on: so it is asked first.
  const std::unique_ptr<llvm::MCSubtargetInfo> processors(found->createMCSubtargetInfo(triple, "", ""));
  if (!cpu.empty() && !processors->isCPUStringValid(cpu)) return diag::make(diag::code::E0504, {}, cpu);
  return std::unique_ptr<llvm::TargetMachine>(
      found->createTargetMachine(triple, cpu, "", {}, llvm::Reloc::PIC_, std::nullopt, level));
}

}  // namespace

diag::Result<std::string> machine_code(Generated generated, const ir::Space& space, const Target& target) {
  auto machine = target_machine(space, target);
  if (!machine) return machine.error();
  llvm::Module& module = *generated.module;
  module.setTargetTriple((*machine)->getTargetTriple().str());
  module.setDataLayout((*machine)->createDataLayout());
  module.setPICLevel(llvm::PICLevel::BigPIC);
  if (target.level > 0) optimise(module, **machine, target.level, target.observer);
  const ir::Pass pass(target.observer, "emit", space.title());
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  const auto type = target.assembly ? llvm::CodeGenFileType::AssemblyFile : llvm::CodeGenFileType::ObjectFile;
  if ((*machine)->addPassesToEmitFile(passes, stream, nullptr, type))
    return diag::make(diag::code::E0502, space.place, space.name, "this target has no files of machine code");
  passes.run(module);
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace nasg::codegen
