// SPDX-License-Identifier: Apache-2.0
// Writes LLVM IR the way one writes C: variables, loops and conditions over a function in the making.
#pragma once

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

#include <functional>
#include <span>
#include <string>

#include "compiler/codegen/facts.h"

namespace nasg::codegen {

/// A module in the making, and the space that it is made for.
struct Unit {
  llvm::Module& module;
  const SpaceFacts& facts;

  llvm::LLVMContext& context() const { return module.getContext(); }
  /// A constant table of the module; tables of one content and width are one.
  template <class T>
  llvm::GlobalVariable* table(const std::string& name, const std::vector<T>& values) const;
  using Params = std::initializer_list<std::pair<const char*, llvm::Type*>>;
  /// A function for other generated functions; `more` are parameters without a name.
  llvm::Function* function(const std::string& name, llvm::Type* result, Params params,
                           const std::vector<llvm::Type*>& more = {}) const;
  /// A function that the host looks up.
  llvm::Function* entry(const std::string& name, llvm::Type* result, Params params) const;
  llvm::Type* i(unsigned bits) const { return llvm::Type::getIntNTy(context(), bits); }
  llvm::Type* pointer() const { return llvm::PointerType::getUnqual(context()); }
};

/// The body of one function. Conditions and bodies are callbacks that emit their part when called.
class Code {
 public:
  using Value = llvm::Value*;
  using Emit = std::function<void()>;
  using EmitValue = std::function<Value()>;

  Code(const Unit& unit, llvm::Function* function);

  /// A variable of the function, as a stack slot that is promoted to registers afterwards.
  llvm::AllocaInst* variable(const std::string& name, Value initial);
  Value get(llvm::AllocaInst* variable);
  void set(llvm::AllocaInst* variable, Value value) { b.CreateStore(value, variable); }

  void repeat_while(const EmitValue& condition, const Emit& body);
  void when(Value condition, const Emit& then);
  void when(Value condition, const Emit& then, const Emit& otherwise);
  /// Leaves the function early, one without a result by null; what follows is emitted as if it had not.
  void return_if(Value condition, Value result);

  /// Leaves the function with the result of the function of `rule`, one of the nonterminal's, called with
  /// this function's own arguments.
  void return_by_rule(const ir::Nonterminal& nonterminal, Value rule,
                      const std::function<llvm::Function*(ir::RuleId)>& function_of);

  /// Element `index` of an array of integers, widened to 64 bits.
  Value load(Value array, Value index, unsigned bits);
  void store(Value array, Value index, Value value, unsigned bits);
  Value constant(std::uint64_t value, unsigned bits = 64) { return b.getIntN(bits, value); }
  Value argument(unsigned index) { return function->getArg(index); }
  llvm::BasicBlock* block(const std::string& name);
  /// Says in the text of the module what an instruction does.
  void explain(Value instruction, const std::string& text);

  const Unit& unit;
  llvm::Function* function;
  llvm::IRBuilder<> b;
};

/// How far the generator's state moves for a number.
inline constexpr std::uint64_t kGeneratorStep = 0x9E3779B97F4A7C15ULL;
/// The generator's next number; `rng` points to its eight bytes of state (runtime/derivation/rng.h).
llvm::Value* emit_next(Code& code, llvm::Value* rng);
/// The same with a step of its own: 0 leaves the generator as it is, and the number means nothing.
llvm::Value* emit_next(Code& code, llvm::Value* rng, llvm::Value* step);
/// A number in [0, n).
llvm::Value* emit_below(Code& code, llvm::Value* rng, llvm::Value* n);

template <class T>
llvm::GlobalVariable* Unit::table(const std::string& name, const std::vector<T>& values) const {
  if (llvm::GlobalVariable* known = module.getNamedGlobal(name)) return known;
  auto* content = llvm::ConstantDataArray::get(context(), llvm::ArrayRef<T>(values));
  auto* global = new llvm::GlobalVariable(module, content->getType(), true, llvm::GlobalValue::PrivateLinkage,
                                          content, name);
  global->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
  return global;
}

}  // namespace nasg::codegen
