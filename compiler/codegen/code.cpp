// SPDX-License-Identifier: Apache-2.0
// Emits variables, loops, conditions and the random generator.
#include "compiler/codegen/code.h"

namespace nasg::codegen {

llvm::Function* Unit::function(const std::string& name, llvm::Type* result, Params params,
                               const std::vector<llvm::Type*>& more) const {
  std::vector<llvm::Type*> types;
  for (const auto& param : params) types.push_back(param.second);
  types.insert(types.end(), more.begin(), more.end());
  auto* type = llvm::FunctionType::get(result, types, false);
  auto* made = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, name, module);
  unsigned index = 0;
  for (const auto& param : params) made->getArg(index++)->setName(param.first);
  made->addFnAttr(llvm::Attribute::NoInline);
  made->addFnAttr(llvm::Attribute::NoUnwind);
  return made;
}

llvm::Function* Unit::entry(const std::string& name, llvm::Type* result, Params params) const {
  llvm::Function* made = function(name, result, params);
  made->setLinkage(llvm::GlobalValue::ExternalLinkage);
  return made;
}

Code::Code(const Unit& the_unit, llvm::Function* the_function)
    : unit(the_unit), function(the_function), b(the_unit.context()) {
  b.SetInsertPoint(block("entry"));
}

llvm::BasicBlock* Code::block(const std::string& name) {
  return llvm::BasicBlock::Create(unit.context(), name, function);
}

llvm::AllocaInst* Code::variable(const std::string& name, Value initial) {
  llvm::BasicBlock& entry = function->getEntryBlock();
  llvm::IRBuilder<> at_start(&entry, entry.begin());
  llvm::AllocaInst* made = at_start.CreateAlloca(initial->getType(), nullptr, name);
  set(made, initial);
  return made;
}

Code::Value Code::get(llvm::AllocaInst* variable) {
  return b.CreateLoad(variable->getAllocatedType(), variable, variable->getName());
}

void Code::repeat_while(const EmitValue& condition, const Emit& body) {
  llvm::BasicBlock* head = block("while");
  llvm::BasicBlock* inside = block("do");
  llvm::BasicBlock* after = block("done");
  b.CreateBr(head);
  b.SetInsertPoint(head);
  b.CreateCondBr(condition(), inside, after);
  b.SetInsertPoint(inside);
  body();
  b.CreateBr(head);
  b.SetInsertPoint(after);
}

void Code::when(Value condition, const Emit& then) {
  llvm::BasicBlock* yes = block("then");
  llvm::BasicBlock* after = block("after");
  b.CreateCondBr(condition, yes, after);
  b.SetInsertPoint(yes);
  then();
  b.CreateBr(after);
  b.SetInsertPoint(after);
}

void Code::when(Value condition, const Emit& then, const Emit& otherwise) {
  llvm::BasicBlock* yes = block("then");
  llvm::BasicBlock* no = block("else");
  llvm::BasicBlock* after = block("after");
  b.CreateCondBr(condition, yes, no);
  b.SetInsertPoint(yes);
  then();
  b.CreateBr(after);
  b.SetInsertPoint(no);
  otherwise();
  b.CreateBr(after);
  b.SetInsertPoint(after);
}

void Code::return_if(Value condition, Value result) {
  llvm::BasicBlock* leave = block("leave");
  llvm::BasicBlock* stay = block("stay");
  b.CreateCondBr(condition, leave, stay);
  b.SetInsertPoint(leave);
  b.CreateRet(result);
  b.SetInsertPoint(stay);
}

void Code::return_by_rule(const ir::Nonterminal& nonterminal, Value rule,
                          const std::function<llvm::Function*(ir::RuleId)>& function_of) {
  std::vector<Value> arguments;
  for (llvm::Argument& own : function->args()) arguments.push_back(&own);
  llvm::BasicBlock* never = block("never");
  llvm::SwitchInst* cases = b.CreateSwitch(rule, never, nonterminal.rule_count);
  for (std::uint32_t i = 0; i < nonterminal.rule_count; ++i) {
    const ir::RuleId id(nonterminal.first_rule + i);
    llvm::BasicBlock* taken = block("rule" + std::to_string(id.value));
    cases->addCase(b.getInt64(id.value), taken);
    b.SetInsertPoint(taken);
    b.CreateRet(b.CreateCall(function_of(id), arguments));
  }
  b.SetInsertPoint(never);
  b.CreateUnreachable();
}

Code::Value Code::load(Value array, Value index, unsigned bits) {
  llvm::Type* type = unit.i(bits);
  Value element = b.CreateLoad(type, b.CreateInBoundsGEP(type, array, index));
  return b.CreateZExt(element, unit.i(64));
}

void Code::store(Value array, Value index, Value value, unsigned bits) {
  llvm::Type* type = unit.i(bits);
  b.CreateStore(b.CreateTrunc(value, type), b.CreateInBoundsGEP(type, array, index));
}

void Code::explain(Value value, const std::string& text) {
  auto* instruction = llvm::dyn_cast<llvm::Instruction>(value);
  if (instruction == nullptr) return;
  llvm::Metadata* words = llvm::MDString::get(unit.context(), text);
  instruction->setMetadata("nasg", llvm::MDNode::get(unit.context(), words));
}

llvm::Value* emit_next(Code& code, llvm::Value* rng) {
  return emit_next(code, rng, code.constant(kGeneratorStep));
}

llvm::Value* emit_next(Code& code, llvm::Value* rng, llvm::Value* step) {
  llvm::IRBuilder<>& b = code.b;
  const auto mixed = [&](llvm::Value* z, unsigned shift) { return b.CreateXor(z, b.CreateLShr(z, shift)); };
  llvm::Value* state = b.CreateAdd(b.CreateLoad(b.getInt64Ty(), rng), step);
  b.CreateStore(state, rng);
  llvm::Value* z = b.CreateMul(mixed(state, 30), b.getInt64(0xBF58476D1CE4E5B9ULL));
  z = b.CreateMul(mixed(z, 27), b.getInt64(0x94D049BB133111EBULL));
  return b.CreateXor(z, b.CreateLShr(z, 31), "random");
}

llvm::Value* emit_below(Code& code, llvm::Value* rng, llvm::Value* n) {
  llvm::IRBuilder<>& b = code.b;
  llvm::Type* wide = b.getInt128Ty();
  llvm::Value* product = b.CreateMul(b.CreateZExt(emit_next(code, rng), wide), b.CreateZExt(n, wide));
  return b.CreateTrunc(b.CreateLShr(product, 64), b.getInt64Ty(), "below");
}

}  // namespace nasg::codegen
