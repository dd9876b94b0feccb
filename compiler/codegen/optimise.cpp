// SPDX-License-Identifier: Apache-2.0
// Runs LLVM's own passes; apart, because their header is heavy.
#include <llvm/IR/Module.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/LICM.h>
#include <llvm/Transforms/Scalar/LoopPassManager.h>
#include <llvm/Transforms/Scalar/LoopRotation.h>
#include <llvm/Transforms/Scalar/SROA.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>

#include "compiler/codegen/generate.h"

namespace nasg::codegen {

void optimise(llvm::Module& module, llvm::TargetMachine& machine) {
  module.setDataLayout(machine.createDataLayout());
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder passes(&machine);
  passes.registerModuleAnalyses(modules);
  passes.registerCGSCCAnalyses(components);
  passes.registerFunctionAnalyses(functions);
  passes.registerLoopAnalyses(loops);
  passes.crossRegisterProxies(loops, functions, components, modules);
  // Function by function: none is inlined into another, and loops run over a handful of rules. LLVM's own -O1
  // takes three times as long to run, and its code is no faster.
  llvm::FunctionPassManager steps;
  steps.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
  steps.addPass(llvm::EarlyCSEPass(true));
  steps.addPass(llvm::SimplifyCFGPass());
  steps.addPass(llvm::InstCombinePass());
  llvm::LoopPassManager in_loops;
  in_loops.addPass(llvm::LoopRotatePass());
  in_loops.addPass(llvm::LICMPass(llvm::LICMOptions()));
  steps.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(in_loops), true));
  steps.addPass(llvm::SimplifyCFGPass());
  steps.addPass(llvm::InstCombinePass());
  llvm::ModulePassManager pipeline;
  pipeline.addPass(llvm::createModuleToFunctionPassAdaptor(std::move(steps)));
  pipeline.run(module, modules);
}

}  // namespace nasg::codegen
