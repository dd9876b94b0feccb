// SPDX-License-Identifier: Apache-2.0
// Gives every value a name, for those who read a module.
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include "compiler/codegen/generate.h"

namespace nasg::codegen {
namespace {

constexpr llvm::StringRef kPlace = "_at";

/// The last word of a name, without the number that sets it apart: "arity" of "rule.arity12".
llvm::StringRef word(llvm::StringRef name) {
  name = name.rsplit('.').second.empty() ? name : name.rsplit('.').second;
  return name.rtrim("0123456789");
}

llvm::StringRef comparison(const llvm::CmpInst& instruction) {
  switch (instruction.getPredicate()) {
    case llvm::CmpInst::ICMP_EQ: return "same";
    case llvm::CmpInst::ICMP_NE: return "differs";
    case llvm::CmpInst::ICMP_ULT:
    case llvm::CmpInst::ICMP_SLT: return "below";
    case llvm::CmpInst::ICMP_ULE:
    case llvm::CmpInst::ICMP_SLE: return "within";
    case llvm::CmpInst::ICMP_UGE:
    case llvm::CmpInst::ICMP_SGE: return "reached";
    default: return "above";
  }
}

/// What is loaded is named after the table or array that it is in, what is converted after what it was.
std::string name_of(const llvm::Instruction& instruction) {
  if (const auto* comparing = llvm::dyn_cast<llvm::CmpInst>(&instruction))
    return comparison(*comparing).str();
  const llvm::StringRef first =
      instruction.getNumOperands() > 0 ? word(instruction.getOperand(0)->getName()) : llvm::StringRef();
  switch (instruction.getOpcode()) {
    case llvm::Instruction::GetElementPtr: return (first + kPlace).str();
    case llvm::Instruction::Load:
      return first.ends_with(kPlace) ? first.drop_back(kPlace.size()).str() : (first + "_value").str();
    case llvm::Instruction::ZExt:
    case llvm::Instruction::Trunc:
    case llvm::Instruction::PtrToInt: return first.str();
    case llvm::Instruction::Add: return "sum";
    case llvm::Instruction::Sub: return "difference";
    case llvm::Instruction::Mul: return "product";
    case llvm::Instruction::UDiv:
    case llvm::Instruction::SDiv: return "quotient";
    case llvm::Instruction::Shl:
    case llvm::Instruction::LShr: return "shifted";
    case llvm::Instruction::And: return "both";
    case llvm::Instruction::Or: return "either";
    case llvm::Instruction::Xor: return "mixed";
    case llvm::Instruction::Select: return "chosen";
    case llvm::Instruction::PHI: return "value";
    case llvm::Instruction::Call: {
      const llvm::Function* callee = llvm::cast<llvm::CallBase>(instruction).getCalledFunction();
      return callee == nullptr ? "result" : word(callee->getName()).str();
    }
    default: return "value";
  }
}

}  // namespace

void name_values(llvm::Module& module) {
  for (llvm::Function& function : module) {
    for (llvm::Argument& argument : function.args())
      if (!argument.hasName()) argument.setName("input");
    for (llvm::BasicBlock& block : function) {
      if (!block.hasName()) block.setName("block");
      for (llvm::Instruction& instruction : block) {
        if (instruction.hasName() || instruction.getType()->isVoidTy()) continue;
        const std::string name = name_of(instruction);
        instruction.setName(name.empty() ? "value" : name);
      }
    }
  }
}

}  // namespace nasg::codegen
