// SPDX-License-Identifier: Apache-2.0
// Emits a function for each rule, one for each nonterminal that chooses between them, and the frame.
#include "compiler/codegen/constructor.h"

#include <map>

#include "compiler/codegen/construct_algebra.h"

namespace nasg::codegen {
namespace {

using Value = llvm::Value*;
using Values = std::span<const Value>;

/// Functions take (runtime, network, rules, ends, position, input…); nonterminals are emitted on demand, for
/// the number of inputs that they are applied to.
class Constructor {
 public:
  explicit Constructor(const Unit& unit) : unit_(unit) {}

  void emit() {
    emit_frame();
    while (!pending_.empty()) {
      const Key key = pending_.back();
      pending_.pop_back();
      emit_nonterminal(key);
    }
  }

 private:
  struct Key {
    ir::NonterminalId nonterminal;
    std::size_t inputs;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  static constexpr unsigned kRules = 2, kEnds = 3, kPosition = 4, kFirstInput = 5;

  llvm::Function* declare(const std::string& name, std::size_t inputs) {
    llvm::Function* made = unit_.function(name, unit_.i(32),
                                          {{"runtime", unit_.pointer()},
                                           {"network", unit_.pointer()},
                                           {"rules", unit_.pointer()},
                                           {"ends", unit_.pointer()},
                                           {"position", unit_.i(64)}},
                                          std::vector<llvm::Type*>(inputs, unit_.i(32)));
    // It is all calls of the runtime, in which the time goes: nothing is left to optimise.
    made->addFnAttr(llvm::Attribute::OptimizeNone);
    return made;
  }

  llvm::Function* nonterminal_function(Key key) {
    llvm::Function*& known = functions_[key];
    if (known != nullptr) return known;
    pending_.push_back(key);
    return known = declare("construct." + unit_.facts.space[key.nonterminal].name, key.inputs);
  }

  Value call(Code& code, ir::NonterminalId nonterminal, Value position, Values inputs) {
    std::vector<Value> arguments{code.argument(0), code.argument(1), code.argument(kRules),
                                 code.argument(kEnds), position};
    arguments.insert(arguments.end(), inputs.begin(), inputs.end());
    return code.b.CreateCall(nonterminal_function({nonterminal, inputs.size()}), arguments,
                             unit_.facts.space[nonterminal].name);
  }

  /// The positions of the derivations that follow one another from `first`.
  std::vector<Value> positions(Code& code, Value first, std::size_t count) {
    std::vector<Value> result;
    for (std::size_t i = 0; i < count; ++i) {
      result.push_back(i == 0 ? first : code.load(code.argument(kEnds), result.back(), 32));
    }
    return result;
  }

  void emit_frame() {
    const ir::Space& space = unit_.facts.space;
    Code code(unit_, unit_.entry("construct", unit_.i(32),
                                 {{"runtime", unit_.pointer()},
                                  {"network", unit_.pointer()},
                                  {"rules", unit_.pointer()},
                                  {"ends", unit_.pointer()}}));
    const std::vector<Value> roots = positions(code, code.constant(0), space.roots.size());
    ConstructAlgebra algebra(code);
    ir::Scope<ConstructAlgebra> scope;
    scope.hole = [&](std::uint32_t hole, Values inputs) -> Value {
      Value made = call(code, space.roots[hole], roots[hole], inputs);
      return call_runtime(code, RuntimeFunction::kMaterialise, unit_.i(32), {made});
    };
    Value input = code.constant(0, 32);
    scope.incoming = &input;
    code.b.CreateRet(ir::Evaluator(space, algebra).apply(space.frame, {&input, 1}, scope));
  }

  void emit_nonterminal(Key key) {
    const ir::Nonterminal& nonterminal = unit_.facts.space[key.nonterminal];
    Code code(unit_, functions_[key]);
    Value rule = code.load(code.argument(kRules), code.argument(kPosition), 32);
    code.return_by_rule(nonterminal, rule, [&](ir::RuleId id) { return emit_rule(id, key.inputs); });
  }

  llvm::Function* emit_rule(ir::RuleId id, std::size_t inputs) {
    const ir::Space& space = unit_.facts.space;
    const ir::Rule& rule = space[id];
    llvm::Function* function =
        declare("rule" + std::to_string(id.value) + "." + space[rule.lhs].name + "." + rule.head, inputs);
    Code code(unit_, function);
    Value first = code.b.CreateAdd(code.argument(kPosition), code.constant(1), "first");
    const std::vector<Value> holes = positions(code, first, rule.holes.size());
    const std::map<std::uint32_t, Value> ties = new_ties(code, rule);
    ConstructAlgebra algebra(code);
    ir::Scope<ConstructAlgebra> scope;
    scope.hole = [&](std::uint32_t hole, Values values) -> Value {
      const auto tie = ties.find(hole);
      if (tie == ties.end()) return call(code, rule.holes[hole], holes[hole], values);
      return call_tied(code, tie->second, rule.holes[hole], holes[hole], values);
    };
    std::vector<Value> values;
    for (std::size_t i = 0; i < inputs; ++i) values.push_back(code.argument(kFirstInput + i));
    scope.incoming = values.data();
    Value result = ir::Evaluator(space, algebra).apply(rule.body, values, scope);
    code.explain(code.b.CreateRet(result), unit_.facts.rule_text(id));
    return function;
  }

  std::map<std::uint32_t, Value> new_ties(Code& code, const ir::Rule& rule) {
    std::map<std::uint32_t, Value> ties;
    for (const ir::Let& let : rule.lets) {
      if (!let.tied) continue;
      ties[let.hole] = call_runtime(code, RuntimeFunction::kNewTie, unit_.i(64), {}, let.name);
    }
    return ties;
  }

  Value call_tied(Code& code, Value tie, ir::NonterminalId nonterminal, Value position, Values inputs) {
    llvm::Type* nothing = llvm::Type::getVoidTy(unit_.context());
    call_runtime(code, RuntimeFunction::kEnterTied, nothing, {tie});
    Value made = call(code, nonterminal, position, inputs);
    call_runtime(code, RuntimeFunction::kLeaveTied, nothing, {});
    return made;
  }

  const Unit& unit_;
  std::map<Key, llvm::Function*> functions_;
  std::vector<Key> pending_;
};

}  // namespace

void emit_construct(const Unit& unit) {
  Constructor(unit).emit();
}

}  // namespace nasg::codegen
