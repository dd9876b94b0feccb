// SPDX-License-Identifier: Apache-2.0
// Emits the draws: thresholds to a choice, rules to the buffer, calls for the holes.
#include "compiler/codegen/sampler.h"

#include <algorithm>
#include <bit>

namespace nasg::codegen {
namespace {

constexpr std::size_t kLinearChoices = 8;  ///< up to here comparing with every threshold is quickest

std::string draw_name(const SpaceFacts& facts, ir::StateId id) {
  const ir::State& state = facts.automaton[id];
  std::string name = "draw." + facts.space[state.nonterminal].name;
  if (state.needs != ir::kEither) name += state.needs == ir::kConnected ? ".connected" : ".cut";
  if (facts.depth()) name += "." + std::to_string(state.depth);
  return name;
}

/// The index of the choice that a random number takes: how many thresholds, but for the last one, it has
/// reached. Without branches, since the processor could not foresee them.
llvm::Value* emit_choose(Code& code, const ir::State& state, const std::string& name, llvm::Value* random) {
  llvm::IRBuilder<>& b = code.b;
  const std::size_t thresholds = state.choices.size() - 1;
  llvm::Value* index = code.constant(0);
  if (thresholds < kLinearChoices) {
    for (std::size_t i = 0; i < thresholds; ++i) {
      llvm::Value* reached = b.CreateICmpUGE(random, code.constant(state.choices[i].threshold));
      index = b.CreateAdd(index, b.CreateZExt(reached, b.getInt64Ty()), "choice");
    }
    return index;
  }
  // Binary search over the thresholds, filled up to a power of two with ones that are never reached.
  std::vector<std::uint64_t> table(std::bit_ceil(thresholds + 1), UINT64_MAX);
  for (std::size_t i = 0; i < thresholds; ++i) table[i] = state.choices[i].threshold;
  llvm::GlobalVariable* data = code.unit.table(name + ".thresholds", table);
  for (std::size_t half = table.size() / 2; half > 0; half /= 2) {
    llvm::Value* probe = code.load(data, b.CreateAdd(index, code.constant(half - 1)), 64);
    llvm::Value* step = b.CreateSelect(b.CreateICmpUGE(random, probe), code.constant(half), code.constant(0));
    index = b.CreateAdd(index, step, "choice");
  }
  return b.CreateSelect(b.CreateICmpULT(index, code.constant(thresholds)), index, code.constant(thresholds));
}

llvm::Value* advance(Code& code, llvm::Value* cursor) {
  return code.b.CreateConstInBoundsGEP1_64(code.b.getInt32Ty(), cursor, 1, "cursor");
}

}  // namespace

Sampler::Sampler(const Unit& unit) : unit_(unit) {
  const SpaceFacts& facts = unit.facts;
  for (std::size_t i = 0; i < facts.automaton.size(); ++i) {
    const std::string name = draw_name(facts, ir::StateId(i));
    functions_.push_back(facts.bounded ? unit.function(name, unit.pointer(),
                                                       {{"rng", unit.pointer()}, {"cursor", unit.pointer()}})
                                       : unit.function(name, unit.pointer(),
                                                       {{"rng", unit.pointer()},
                                                        {"cursor", unit.pointer()},
                                                        {"end", unit.pointer()},
                                                        {"room", unit.i(64)}}));
  }
}

void Sampler::emit() {
  for (std::size_t i = 0; i < functions_.size(); ++i) emit_draw(ir::StateId(i));
  emit_sample();
}

llvm::FunctionType* Sampler::type() const {
  return functions_.front()->getFunctionType();
}

void Sampler::emit_draw(ir::StateId id) {
  const ir::State& state = unit_.facts.automaton[id];
  Code code(unit_, function(id));
  llvm::IRBuilder<>& b = code.b;
  llvm::Value* cursor = code.argument(1);
  if (state.choices.empty()) {
    b.CreateUnreachable();
    return;
  }
  if (state.choices.size() == 1) {
    emit_check(code);
    return emit_choice(code, state.choices[0], cursor);
  }

  llvm::Value* chosen =
      emit_choose(code, state, function(id)->getName().str(), emit_next(code, code.argument(0)));
  emit_check(code);
  std::vector<std::uint32_t> rules;
  for (const ir::Choice& choice : state.choices) rules.push_back(choice.rule.value);
  llvm::GlobalVariable* table = unit_.table(function(id)->getName().str() + ".rules", rules);
  llvm::BasicBlock* leaf = code.block("leaf");
  llvm::SwitchInst* cases = b.CreateSwitch(chosen, leaf);
  for (std::size_t i = 0; i < state.choices.size(); ++i) {
    if (state.choices[i].children.empty()) continue;
    llvm::BasicBlock* block = code.block("rule" + std::to_string(state.choices[i].rule.value));
    cases->addCase(b.getInt64(i), block);
    b.SetInsertPoint(block);
    emit_choice(code, state.choices[i], cursor);
  }
  b.SetInsertPoint(leaf);
  if (cases->getNumCases() == state.choices.size()) {
    b.CreateUnreachable();
    return;
  }
  code.store(cursor, code.constant(0), code.load(table, chosen, 32), 32);
  b.CreateRet(advance(code, cursor));
}

void Sampler::emit_check(Code& code) {
  if (unit_.facts.bounded) return;
  llvm::Value* full = code.b.CreateICmpUGE(code.argument(1), code.argument(2));
  llvm::Value* deep = code.b.CreateICmpEQ(code.argument(3), code.constant(0));
  code.return_if(code.b.CreateOr(full, deep), llvm::ConstantPointerNull::get(code.b.getPtrTy()));
}

void Sampler::emit_choice(Code& code, const ir::Choice& choice, llvm::Value* cursor) {
  llvm::IRBuilder<>& b = code.b;
  code.explain(b.CreateStore(b.getInt32(choice.rule.value), cursor), unit_.facts.rule_text(choice.rule));
  cursor = advance(code, cursor);
  for (const ir::StateId child : choice.children) {
    std::vector<llvm::Value*> arguments{code.argument(0), cursor};
    if (!unit_.facts.bounded) {
      arguments.push_back(code.argument(2));
      arguments.push_back(b.CreateSub(code.argument(3), code.constant(1), "room"));
    }
    cursor = b.CreateCall(function(child), arguments, "cursor");
    if (unit_.facts.bounded) continue;
    code.return_if(b.CreateIsNull(cursor), llvm::ConstantPointerNull::get(b.getPtrTy()));
  }
  b.CreateRet(cursor);
}

std::vector<llvm::Value*> Sampler::first_arguments(Code& code, llvm::Value* rng, llvm::Value* out,
                                                   llvm::Value* room) const {
  if (unit_.facts.bounded) return {rng, out};
  llvm::Value* end = code.b.CreateConstInBoundsGEP1_64(code.b.getInt32Ty(), out, ir::kMaxRules);
  return {rng, out, end, room};
}

llvm::Value* Sampler::call_any(Code& code, llvm::Value* state, llvm::Value* rng, llvm::Value* out,
                               llvm::Value* room) const {
  llvm::ArrayType* type = llvm::ArrayType::get(unit_.pointer(), functions_.size());
  llvm::GlobalVariable* table = unit_.module.getNamedGlobal("draws");
  if (table == nullptr) {
    std::vector<llvm::Constant*> draws(functions_.begin(), functions_.end());
    table = new llvm::GlobalVariable(unit_.module, type, true, llvm::GlobalValue::PrivateLinkage,
                                     llvm::ConstantArray::get(type, draws), "draws");
  }
  llvm::IRBuilder<>& b = code.b;
  llvm::Value* draw =
      b.CreateLoad(unit_.pointer(), b.CreateInBoundsGEP(unit_.pointer(), table, state), "draw");
  return b.CreateCall(this->type(), draw, first_arguments(code, rng, out, room), "end");
}

void Sampler::emit_sample() {
  Code code(unit_, unit_.entry("sample", unit_.i(64), {{"rng", unit_.pointer()}, {"out", unit_.pointer()}}));
  llvm::IRBuilder<>& b = code.b;
  llvm::Value* out = code.argument(1);
  std::vector<llvm::Value*> arguments =
      first_arguments(code, code.argument(0), out, code.constant(unit_.facts.room()));
  for (std::size_t root = 0; root < unit_.facts.space.roots.size(); ++root) {
    arguments[1] = b.CreateCall(function(unit_.facts.automaton.start(root)), arguments, "cursor");
    if (!unit_.facts.bounded) code.return_if(b.CreateIsNull(arguments[1]), code.constant(0));
  }
  b.CreateRet(b.CreatePtrDiff(b.getInt32Ty(), arguments[1], out, "rules"));
}

}  // namespace nasg::codegen
