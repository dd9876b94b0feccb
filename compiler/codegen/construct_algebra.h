// SPDX-License-Identifier: Apache-2.0
// The algebra of generated constructors: values and numbers are values of the code.
#pragma once

#include "compiler/codegen/code.h"
#include "compiler/ir/evaluate.h"

namespace nasg::codegen {

/// Declares a function of runtime_abi.h in the module, or finds its declaration.
llvm::FunctionCallee runtime_function(const Unit& unit, const char* name, llvm::Type* result,
                                      std::vector<llvm::Type*> params);

/// Layers and merges become calls of the runtime, ops are inlined, arguments are computed in code. LLVM
/// folds what is constant.
class ConstructAlgebra {
 public:
  using Value = llvm::Value*;
  struct Number {
    llvm::Value* value = nullptr;
    bool real = false;
  };

  explicit ConstructAlgebra(Code& code) : code_(code) {}

  Value layer(const ir::Layer& layer, ir::ExprId id, std::span<const Number> args, Value input);
  Value merge(ir::MergeKind kind, ir::ExprId id, std::span<const Value> branches);
  bool enters(const ir::Call&) const { return true; }
  Value call(const ir::Call& call, ir::ExprId id, Value input);
  Number integer(std::int64_t value);
  Number real(double value);
  Number dim(Value value, int axis);
  Number arithmetic(ir::Number::Kind kind, const Number& a, const Number& b);

 private:
  llvm::Value* builder() { return code_.argument(0); }
  llvm::Value* scalars(std::span<const Number> args);
  llvm::Value* as_real(const Number& number);
  Number integer_arithmetic(ir::Number::Kind kind, llvm::Value* a, llvm::Value* b);

  Code& code_;
};

}  // namespace nasg::codegen
