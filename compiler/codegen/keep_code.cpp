// SPDX-License-Identifier: Apache-2.0
// Emits the sums of the limits over a derivation, term by term as derivation::LimitChecker adds them.
#include "compiler/codegen/exports.h"
#include "compiler/codegen/interface.h"
#include "compiler/ir/occurrences.h"

namespace nasg::codegen {
namespace {

using Value = llvm::Value*;

class Keeper {
 public:
  Keeper(const Unit& unit, const Analysis& analysis)
      : unit_(unit),
        analysis_(analysis),
        code_(unit, unit.function("keeps", unit.i(1),
                                  {{"rules", unit.pointer()}, {"n", unit.i(64)}, {"work", unit.pointer()}})),
        position_(code_.variable("position", code_.constant(0))),
        child_(code_.variable("child", code_.constant(0))),
        hole_(code_.variable("hole", code_.constant(0))) {}

  llvm::Function* emit() {
    analysis_.call_survey(code_, rules(), n(), work(), code_.constant(0), n());
    const ir::Space& space = unit_.facts.space;
    Value costs = limits_costs(space) ? measure() : nullptr;
    for (std::size_t i = 0; i < space.limits.size(); ++i) {
      const ir::Limit& limit = space.limits[i];
      Value sum = count(limit, "limit" + std::to_string(i));
      for (const ir::Limit::Term& term : limit.terms) {
        if (term.what == ir::Quantity::kCount) continue;
        Value amount = term.what == ir::Quantity::kDepth
                           ? code_.b.CreateUIToFP(deepest(), code_.b.getDoubleTy())
                           : load(costs, code_.constant(term.what == ir::Quantity::kParameters ? 0 : 1));
        sum = code_.b.CreateFAdd(sum, code_.b.CreateFMul(real(term.factor), amount));
      }
      code_.return_if(code_.b.CreateFCmpOGT(sum, real(limit.bound)), code_.b.getFalse());
    }
    code_.b.CreateRet(code_.b.getTrue());
    return code_.function;
  }

 private:
  Value rules() { return code_.argument(0); }
  Value n() { return code_.argument(1); }
  Value work() { return code_.argument(2); }
  Value ends() { return analysis_.column(code_, work(), n(), Column::kEnd); }
  Value real(double value) { return llvm::ConstantFP::get(code_.b.getDoubleTy(), value); }
  /// Behind the columns stands a sum, or a height, for each position.
  Value sums() {
    return code_.b.CreateInBoundsGEP(unit_.i(32), work(), code_.b.CreateMul(n(), code_.constant(kColumns)));
  }

  Value load(Value array, Value index) {
    llvm::Type* type = code_.b.getDoubleTy();
    return code_.b.CreateAlignedLoad(type, code_.b.CreateInBoundsGEP(type, array, index), llvm::Align(4));
  }
  void store(Value array, Value index, Value value) {
    Value place = code_.b.CreateInBoundsGEP(code_.b.getDoubleTy(), array, index);
    code_.b.CreateAlignedStore(value, place, llvm::Align(4));
  }

  /// From the leaves up; `body` is called for each hole of the position `at`, with its number and its
  /// position.
  void each_position(llvm::GlobalVariable* first_hole, const std::function<void(Value rule)>& begin,
                     const std::function<void(Value hole, Value child)>& body,
                     const std::function<void(Value at)>& end) {
    llvm::IRBuilder<>& b = code_.b;
    Value one = code_.constant(1);
    code_.set(position_, n());
    code_.repeat_while([&] { return b.CreateICmpNE(code_.get(position_), code_.constant(0)); },
                       [&] {
                         Value at = b.CreateSub(code_.get(position_), one);
                         Value rule = code_.load(rules(), at, 32);
                         begin(rule);
                         Value last = code_.load(first_hole, b.CreateAdd(rule, one), 32);
                         code_.set(child_, code_.get(position_));
                         code_.set(hole_, code_.load(first_hole, rule, 32));
                         code_.repeat_while([&] { return b.CreateICmpULT(code_.get(hole_), last); },
                                            [&] {
                                              body(code_.get(hole_), code_.get(child_));
                                              code_.set(child_, code_.load(ends(), code_.get(child_), 32));
                                              code_.set(hole_, b.CreateAdd(code_.get(hole_), one));
                                            });
                         end(at);
                         code_.set(position_, at);
                       });
  }

  /// Parameters and FLOPs of the network, in an array; a network that cannot be laid out keeps no limit.
  Value measure() {
    llvm::IRBuilder<>& b = code_.b;
    const ir::Shape& input = unit_.facts.space.input;
    Value shape = unit_.table("limit.input", std::vector<std::uint64_t>(input.begin(), input.end()));
    Value meter = call_library("nasg_meter_begin", unit_.pointer(), {shape, code_.constant(input.size())});
    Value runtime = call_library("nasg_meter_runtime", unit_.pointer(), {});
    Value output =
        b.CreateCall(unit_.module.getFunction("construct"), {runtime, meter, rules(), ends()}, "output");
    Value costs = b.CreateAlloca(llvm::ArrayType::get(b.getDoubleTy(), 2), nullptr, "costs");
    Value measured = call_library("nasg_meter_end", unit_.i(32), {meter, output, costs});
    code_.return_if(b.CreateICmpEQ(measured, code_.constant(0, 32)), b.getFalse());
    return costs;
  }

  /// A function of meter_abi.h.
  Value call_library(const char* name, llvm::Type* result, const std::vector<Value>& arguments) {
    std::vector<llvm::Type*> types;
    for (const llvm::Value* argument : arguments) types.push_back(argument->getType());
    const auto function =
        unit_.module.getOrInsertFunction(name, llvm::FunctionType::get(result, types, false));
    return code_.b.CreateCall(function, arguments, result->isVoidTy() ? "" : "measured");
  }

  Value count(const ir::Limit& limit, const std::string& name) {
    llvm::IRBuilder<>& b = code_.b;
    const ir::Occurrences found = ir::occurrences(unit_.facts.space, limit);
    std::vector<double> times;
    for (const std::vector<double>& holes : found.holes)
      times.insert(times.end(), holes.begin(), holes.end());
    llvm::GlobalVariable* of_rule = unit_.table(name + ".rule", found.own);
    llvm::GlobalVariable* of_hole = unit_.table(name + ".hole", times);
    auto* sum = code_.variable("sum", real(0));
    each_position(
        first_hole(), [&](Value rule) { code_.set(sum, load(of_rule, rule)); },
        [&](Value hole, Value child) {
          Value part = b.CreateFMul(load(of_hole, hole), load(sums(), child));
          code_.set(sum, b.CreateFAdd(code_.get(sum), part));
        },
        [&](Value at) { store(sums(), at, code_.get(sum)); });
    code_.set(sum, real(0));
    code_.set(position_, code_.constant(0));
    code_.repeat_while([&] { return b.CreateICmpULT(code_.get(position_), n()); },
                       [&] {
                         code_.set(sum, b.CreateFAdd(code_.get(sum), load(sums(), code_.get(position_))));
                         code_.set(position_, code_.load(ends(), code_.get(position_), 32));
                       });
    return code_.get(sum);
  }

  Value deepest() {
    llvm::IRBuilder<>& b = code_.b;
    auto* height = code_.variable("height", code_.constant(0));
    auto* highest = code_.variable("highest", code_.constant(0));
    const auto greater = [&](Value left, Value right) {
      return b.CreateSelect(b.CreateICmpUGT(left, right), left, right);
    };
    each_position(
        first_hole(), [&](Value) { code_.set(height, code_.constant(0)); },
        [&](Value, Value child) {
          code_.set(height, greater(code_.load(sums(), child, 32), code_.get(height)));
        },
        [&](Value at) {
          Value here = b.CreateAdd(code_.get(height), code_.constant(1));
          code_.store(sums(), at, here, 32);
          code_.set(highest, greater(here, code_.get(highest)));
        });
    return code_.get(highest);
  }

  llvm::GlobalVariable* first_hole() {
    std::vector<std::uint32_t> first{0};
    for (const ir::Rule& rule : unit_.facts.space.rules)
      first.push_back(first.back() + static_cast<std::uint32_t>(rule.holes.size()));
    return unit_.table("limit.first_hole", first);
  }

  const Unit& unit_;
  const Analysis& analysis_;
  Code code_;
  llvm::AllocaInst* position_;
  llvm::AllocaInst* child_;
  llvm::AllocaInst* hole_;
};

}  // namespace

llvm::Function* emit_keeps(const Unit& unit, const Analysis& analysis) {
  return Keeper(unit, analysis).emit();
}

}  // namespace nasg::codegen
