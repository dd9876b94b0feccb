// SPDX-License-Identifier: Apache-2.0
// Emits, verifies and prints modules.
#include "compiler/codegen/generate.h"

#include <llvm/IR/AssemblyAnnotationWriter.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/FormattedStream.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Transforms/Utils/Cloning.h>
#include <llvm/Transforms/Utils/PromoteMemToReg.h>

#include "compiler/codegen/constructor.h"
#include "compiler/codegen/exports.h"
#include "compiler/codegen/feature_code.h"
#include "compiler/codegen/indexing.h"
#include "compiler/codegen/mutation.h"
#include "compiler/diag/codes/codegen.h"

namespace nasg::codegen {
namespace {

/// Stack slots of single values become registers: what the emitters write as variables costs nothing then.
void promote(llvm::Function& function) {
  std::vector<llvm::AllocaInst*> slots;
  for (llvm::Instruction& instruction : function.getEntryBlock()) {
    auto* slot = llvm::dyn_cast<llvm::AllocaInst>(&instruction);
    if (slot != nullptr && llvm::isAllocaPromotable(slot)) slots.push_back(slot);
  }
  if (slots.empty()) return;
  llvm::DominatorTree tree(function);
  llvm::PromoteMemToReg(slots, tree);
}

class Comments : public llvm::AssemblyAnnotationWriter {
 public:
  void printInfoComment(const llvm::Value& value, llvm::formatted_raw_ostream& out) override {
    const auto* instruction = llvm::dyn_cast<llvm::Instruction>(&value);
    const llvm::MDNode* note = instruction != nullptr ? instruction->getMetadata("nasg") : nullptr;
    if (note != nullptr) out << "  ; " << llvm::cast<llvm::MDString>(note->getOperand(0))->getString();
  }
};

}  // namespace

Generated::Generated() = default;
Generated::Generated(Generated&&) noexcept = default;
Generated& Generated::operator=(Generated&&) noexcept = default;
// A module must go before its context.
Generated::~Generated() {
  module.reset();
}

diag::Result<Generated> generate(const ir::Space& space, const ir::Automaton& automaton, Entries entries,
                                 ir::PassObserver* observer) {
  const ir::Pass pass(observer, "generate", space.title());
  Generated result;
  result.context = std::make_unique<llvm::LLVMContext>();
  result.module = std::make_unique<llvm::Module>(space.title(), *result.context);
  const SpaceFacts facts(space, automaton);
  const IndexTables tables(facts);
  const Unit unit{*result.module, facts};
  Sampler sampler(unit);
  sampler.emit();
  Analysis analysis(unit);
  analysis.emit();
  emit_mutate(unit, analysis, sampler);
  emit_cross(unit, analysis);
  emit_construct(unit);
  emit_index_sizes(unit, tables);
  if (tables.words > 0) Indexing(unit, analysis, tables).emit();
  if (entries != Entries::kHost) emit_features(unit, analysis);
  if (entries == Entries::kProgram) emit_exports(unit, analysis, interface_of(facts, tables));
  std::string why;
  llvm::raw_string_ostream stream(why);
  if (llvm::verifyModule(*result.module, &stream))
    return diag::make(diag::code::E0502, space.place, space.name, why);
  for (llvm::Function& function : *result.module) {
    if (!function.isDeclaration()) promote(function);
  }
  pass.made([&] { return print(*result.module); });
  return result;
}

std::string print(const llvm::Module& module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  Comments comments;
  const auto named = llvm::CloneModule(module);
  name_values(*named);
  named->print(stream, &comments);
  return text;
}

}  // namespace nasg::codegen
