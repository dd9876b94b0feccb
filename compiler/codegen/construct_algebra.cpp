// SPDX-License-Identifier: Apache-2.0
// Emits layers, merges and arithmetic of constructors.
#include "compiler/codegen/construct_algebra.h"

#include <algorithm>

namespace nasg::codegen {
namespace {

/// nasg_scalar of runtime_abi.h.
llvm::StructType* scalar_type(const Unit& unit) {
  return llvm::StructType::get(unit.i(64), llvm::Type::getDoubleTy(unit.context()), unit.i(64));
}

}  // namespace

llvm::Value* call_runtime(Code& code, RuntimeFunction which, llvm::Type* result,
                          std::vector<llvm::Value*> arguments, const std::string& name) {
  llvm::IRBuilder<>& b = code.b;
  llvm::Value* entry =
      b.CreateConstInBoundsGEP1_64(b.getPtrTy(), code.argument(0), static_cast<std::uint64_t>(which));
  llvm::Value* function = b.CreateLoad(b.getPtrTy(), entry, "function");
  arguments.insert(arguments.begin(), code.argument(1));
  std::vector<llvm::Type*> types;
  for (const llvm::Value* argument : arguments) types.push_back(argument->getType());
  return b.CreateCall(llvm::FunctionType::get(result, types, false), function, arguments, name);
}

llvm::Value* ConstructAlgebra::layer(const ir::Layer& layer, ir::ExprId, std::span<const Number> args,
                                     Value input) {
  llvm::Value* kind = code_.constant(static_cast<std::uint64_t>(layer.kind), 32);
  llvm::Value* made =
      call_runtime(code_, RuntimeFunction::kLayer, code_.unit.i(32),
                   {kind, scalars(args), code_.constant(args.size()), input}, ir::info(layer.kind).name);
  code_.explain(made, layer.text);
  return made;
}

/// Constant arguments are a table of the module; others are computed into an array on the stack.
llvm::Value* ConstructAlgebra::scalars(std::span<const Number> args) {
  const Unit& unit = code_.unit;
  llvm::IRBuilder<>& b = code_.b;
  if (args.empty()) return llvm::ConstantPointerNull::get(b.getPtrTy());
  llvm::StructType* scalar = scalar_type(unit);
  llvm::ArrayType* type = llvm::ArrayType::get(scalar, args.size());
  std::vector<llvm::Constant*> constants;
  for (const Number& arg : args) {
    auto* value = llvm::dyn_cast<llvm::Constant>(arg.value);
    if (value == nullptr) break;
    llvm::Constant* integer = arg.real ? b.getInt64(0) : value;
    llvm::Constant* real = arg.real ? value : llvm::ConstantFP::get(b.getDoubleTy(), 0);
    constants.push_back(llvm::ConstantStruct::get(scalar, {integer, real, b.getInt64(arg.real ? 1 : 0)}));
  }
  if (constants.size() == args.size()) {
    auto* table = new llvm::GlobalVariable(unit.module, type, true, llvm::GlobalValue::PrivateLinkage,
                                           llvm::ConstantArray::get(type, constants), "args");
    table->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
    return table;
  }
  llvm::BasicBlock& entry = code_.function->getEntryBlock();
  llvm::IRBuilder<> at_start(&entry, entry.begin());
  llvm::Value* array = at_start.CreateAlloca(type, nullptr, "args");
  for (unsigned i = 0; i < args.size(); ++i) {
    const auto field = [&](unsigned index) {
      return b.CreateInBoundsGEP(type, array, {b.getInt32(0), b.getInt32(i), b.getInt32(index)});
    };
    b.CreateStore(args[i].value, field(args[i].real ? 1 : 0));
    b.CreateStore(b.getInt64(args[i].real ? 1 : 0), field(2));
  }
  return array;
}

llvm::Value* ConstructAlgebra::merge(ir::MergeKind kind, ir::ExprId, std::span<const Value> branches) {
  const Unit& unit = code_.unit;
  llvm::IRBuilder<>& b = code_.b;
  llvm::ArrayType* type = llvm::ArrayType::get(unit.i(32), branches.size());
  llvm::BasicBlock& entry = code_.function->getEntryBlock();
  llvm::Value* array = llvm::IRBuilder<>(&entry, entry.begin()).CreateAlloca(type, nullptr, "branches");
  for (unsigned i = 0; i < branches.size(); ++i) {
    b.CreateStore(branches[i], b.CreateConstInBoundsGEP1_64(unit.i(32), array, i));
  }
  llvm::Value* made = call_runtime(
      code_, RuntimeFunction::kMerge, unit.i(32),
      {code_.constant(static_cast<std::uint64_t>(kind), 32), array, code_.constant(branches.size())},
      "merged");
  code_.explain(made, ir::name(kind));
  return made;
}

llvm::Value* ConstructAlgebra::call(const ir::Call&, ir::ExprId, Value input) {
  return input;
}

ConstructAlgebra::Number ConstructAlgebra::integer(std::int64_t value) {
  return {code_.b.getInt64(static_cast<std::uint64_t>(value)), false};
}

ConstructAlgebra::Number ConstructAlgebra::real(double value) {
  return {llvm::ConstantFP::get(code_.b.getDoubleTy(), value), true};
}

ConstructAlgebra::Number ConstructAlgebra::dim(Value value, int axis) {
  llvm::Value* index = code_.constant(static_cast<std::uint64_t>(axis), 32);
  return {call_runtime(code_, RuntimeFunction::kDim, code_.unit.i(64), {value, index}, "dim"), false};
}

ConstructAlgebra::Number ConstructAlgebra::arithmetic(ir::Number::Kind kind, const Number& a,
                                                      const Number& b) {
  using Kind = ir::Number::Kind;
  if (!a.real && !b.real) return integer_arithmetic(kind, a.value, b.value);
  llvm::Value* left = as_real(a);
  llvm::Value* right = as_real(b);
  switch (kind) {
    case Kind::kAdd: return {code_.b.CreateFAdd(left, right), true};
    case Kind::kSubtract: return {code_.b.CreateFSub(left, right), true};
    case Kind::kMultiply: return {code_.b.CreateFMul(left, right), true};
    case Kind::kMax: return {code_.b.CreateSelect(code_.b.CreateFCmpOLT(left, right), right, left), true};
    default: return {code_.b.CreateFDiv(left, right), true};
  }
}

std::vector<llvm::Value*> ConstructAlgebra::begin_probe(Value like, std::uint32_t input,
                                                        std::uint32_t inputs) {
  llvm::Value* first = call_runtime(code_, RuntimeFunction::kBeginProbe, code_.unit.i(32),
                                    {like, code_.constant(input, 32), code_.constant(inputs, 32)}, "probe");
  std::vector<llvm::Value*> values;
  for (std::uint32_t i = 0; i < inputs; ++i)
    values.push_back(code_.b.CreateAdd(first, code_.constant(i, 32)));
  return values;
}

ConstructAlgebra::Number ConstructAlgebra::end_probe(Value result) {
  return {call_runtime(code_, RuntimeFunction::kEndProbe, code_.unit.i(64), {result}, "reads"), false};
}

llvm::Value* ConstructAlgebra::as_real(const Number& number) {
  return number.real ? number.value : code_.b.CreateSIToFP(number.value, code_.b.getDoubleTy());
}

ConstructAlgebra::Number ConstructAlgebra::integer_arithmetic(ir::Number::Kind kind, llvm::Value* a,
                                                              llvm::Value* b) {
  using Kind = ir::Number::Kind;
  llvm::IRBuilder<>& code = code_.b;
  switch (kind) {
    case Kind::kAdd: return {code.CreateAdd(a, b), false};
    case Kind::kSubtract: return {code.CreateSub(a, b), false};
    case Kind::kMultiply: return {code.CreateMul(a, b), false};
    case Kind::kMax: return {code.CreateSelect(code.CreateICmpSLT(a, b), b, a, "max"), false};
    default: break;
  }
  // Rounds down: one less than the truncated quotient where a remainder has the other sign than the divisor.
  // Nothing is divided by 0; the result is 0 then.
  llvm::Value* zero = code.getInt64(0);
  llvm::Value* none = code.CreateICmpEQ(b, zero);
  llvm::Value* divisor = code.CreateSelect(none, code.getInt64(1), b);
  llvm::Value* remainder = code.CreateSRem(a, divisor);
  llvm::Value* inexact = code.CreateICmpNE(remainder, zero);
  llvm::Value* opposite = code.CreateICmpSLT(code.CreateXor(remainder, divisor), zero);
  llvm::Value* less = code.CreateZExt(code.CreateAnd(inexact, opposite), code.getInt64Ty());
  llvm::Value* quotient = code.CreateSub(code.CreateSDiv(a, divisor), less);
  return {code.CreateSelect(none, zero, quotient, "quotient"), false};
}

}  // namespace nasg::codegen
