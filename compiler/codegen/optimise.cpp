// SPDX-License-Identifier: Apache-2.0
// Runs LLVM's own passes; apart, because their header is heavy.
#include <llvm/Analysis/LoopInfo.h>
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

namespace {

/// What one of LLVM's passes is given: a function, a loop of one, or the module.
llvm::StringRef subject_of(const llvm::Any& unit) {
  if (const auto* function = llvm::any_cast<const llvm::Function*>(&unit)) return (*function)->getName();
  if (const auto* loop = llvm::any_cast<const llvm::Loop*>(&unit))
    return (*loop)->getHeader()->getParent()->getName();
  return {};
}

/// Tells of LLVM's passes, but not of those that only run others.
void observe(llvm::PassInstrumentationCallbacks& callbacks, ir::PassObserver& observer) {
  const auto of_interest = [](llvm::StringRef name) {
    return !llvm::isSpecialPass(name, {"PassManager", "PassAdaptor"});
  };
  callbacks.registerBeforeNonSkippedPassCallback(
      [&callbacks, &observer, of_interest](llvm::StringRef name, const llvm::Any& unit) {
        if (of_interest(name)) observer.begin(callbacks.getPassNameForClassName(name), subject_of(unit));
      });
  const auto end = [&observer, of_interest](llvm::StringRef name) {
    if (of_interest(name)) observer.end();
  };
  callbacks.registerAfterPassCallback(
      [end](llvm::StringRef name, const llvm::Any&, const llvm::PreservedAnalyses&) { end(name); });
  callbacks.registerAfterPassInvalidatedCallback(
      [end](llvm::StringRef name, const llvm::PreservedAnalyses&) { end(name); });
}

/// Function by function: none is inlined into another, and loops run over a handful of rules. LLVM's own -O1
/// takes three times as long to run as level 2, and its code is no faster.
llvm::FunctionPassManager own_steps(int level) {
  llvm::FunctionPassManager steps;
  steps.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
  steps.addPass(llvm::EarlyCSEPass(true));
  steps.addPass(llvm::SimplifyCFGPass());
  if (level < 2) return steps;
  steps.addPass(llvm::InstCombinePass());
  llvm::LoopPassManager in_loops;
  in_loops.addPass(llvm::LoopRotatePass());
  in_loops.addPass(llvm::LICMPass(llvm::LICMOptions()));
  steps.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(in_loops), true));
  steps.addPass(llvm::SimplifyCFGPass());
  steps.addPass(llvm::InstCombinePass());
  return steps;
}

}  // namespace

void optimise(llvm::Module& module, llvm::TargetMachine& machine, int level, ir::PassObserver* observer) {
  const ir::Pass pass(observer, "optimise", module.getName());
  module.setDataLayout(machine.createDataLayout());
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassInstrumentationCallbacks callbacks;
  if (observer) observe(callbacks, *observer);
  llvm::PassBuilder passes(&machine, llvm::PipelineTuningOptions(), std::nullopt,
                           observer ? &callbacks : nullptr);
  passes.registerModuleAnalyses(modules);
  passes.registerCGSCCAnalyses(components);
  passes.registerFunctionAnalyses(functions);
  passes.registerLoopAnalyses(loops);
  passes.crossRegisterProxies(loops, functions, components, modules);
  llvm::ModulePassManager pipeline;
  if (level >= 3)
    pipeline = passes.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3);
  else
    pipeline.addPass(llvm::createModuleToFunctionPassAdaptor(own_steps(level)));
  pipeline.run(module, modules);
  pass.made([&] { return print(module); });
}

}  // namespace nasg::codegen
