// SPDX-License-Identifier: Apache-2.0
// The algebra of generated constructors: values and numbers are values of the code.
#pragma once

#include "compiler/codegen/code.h"
#include "compiler/ir/evaluate.h"

namespace nasg::codegen {

/// The functions of `nasg_runtime` (runtime_abi.h), in its order.
enum class RuntimeFunction : unsigned {
  kLayer,
  kMerge,
  kMaterialise,
  kDim,
  kNewTie,
  kEnterTied,
  kLeaveTied,
  kBeginProbe,
  kEndProbe
};
/// Calls a function of the runtime that the first argument of the function in the making points to, on the
/// network that is the second.
llvm::Value* call_runtime(Code& code, RuntimeFunction which, llvm::Type* result,
                          std::vector<llvm::Value*> arguments, const std::string& name = "");

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
  Number reads(Value incoming, std::uint32_t input, std::uint32_t inputs, const auto& apply) {
    const std::vector<Value> values = begin_probe(incoming, input, inputs);
    return end_probe(apply(std::span<const Value>(values)));
  }

 private:
  std::vector<Value> begin_probe(Value like, std::uint32_t input, std::uint32_t inputs);
  Number end_probe(Value result);
  llvm::Value* scalars(std::span<const Number> args);
  llvm::Value* as_real(const Number& number);
  Number integer_arithmetic(ir::Number::Kind kind, llvm::Value* a, llvm::Value* b);

  Code& code_;
};

}  // namespace nasg::codegen
