// SPDX-License-Identifier: Apache-2.0
// Emits the draws: thresholds to a choice, rules to the buffer, calls for the holes.
#include "compiler/codegen/sampler.h"

#include <algorithm>
#include <bit>

namespace nasg::codegen {
namespace {

constexpr double kSpeculativeShare = 1.0 / 16;
constexpr std::size_t kLinearChoices = 8;  ///< up to here comparing with every threshold is quickest

std::string draw_name(const SpaceFacts& facts, ir::StateId id) {
  const ir::State& state = facts.automaton[id];
  std::string name = "draw." + facts.space[state.nonterminal].name;
  if (state.needs != ir::kEither) name += state.needs == ir::kConnected ? ".connected" : ".cut";
  if (facts.depth()) name += "." + std::to_string(state.depth);
  return name;
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
  find_short();
  for (std::size_t i = 0; i < functions_.size(); ++i) emit_draw(ir::StateId(i));
  emit_sample();
}

llvm::FunctionType* Sampler::type() const {
  return functions_.front()->getFunctionType();
}

/// Sizes grow from the leaves up, one level a round; what is no longer short stays long.
void Sampler::find_short() {
  const ir::Automaton& automaton = unit_.facts.automaton;
  short_sizes_.assign(automaton.size(), 0);
  for (std::uint32_t round = 0; unit_.facts.bounded && round < kShort; ++round) {
    for (std::size_t i = 0; i < automaton.size(); ++i) {
      short_sizes_[i] = short_size(automaton[ir::StateId(i)]);
    }
  }
}

std::uint32_t Sampler::short_size(const ir::State& state) const {
  std::uint32_t size = 1;
  for (const ir::Choice& choice : state.choices) {
    if (state.choices.size() > 1 && !choice.children.empty()) return 0;
    for (const ir::StateId child : choice.children) {
      if (short_sizes_[child.index()] == 0) return 0;
      size += short_sizes_[child.index()];
    }
  }
  return size <= kShort ? size : 0;
}

void Sampler::emit_draw(ir::StateId id) {
  const ir::State& state = unit_.facts.automaton[id];
  Code code(unit_, function(id));
  function(id)->addParamAttr(0, llvm::Attribute::NoAlias);
  llvm::IRBuilder<>& b = code.b;
  llvm::Value* cursor = code.argument(1);
  if (state.choices.size() == 1) {
    emit_check(code);
    b.CreateRet(emit_rule(code, state.choices[0], cursor));
    return;
  }
  llvm::Value* chosen = emit_choose(code, id);
  if (const auto longer = speculative_choice(state)) {
    b.CreateRet(emit_speculative(code, id, *longer, chosen));
    return;
  }
  emit_check(code);
  llvm::BasicBlock* leaf = code.block("leaf");
  llvm::SwitchInst* cases = b.CreateSwitch(chosen, leaf);
  for (std::size_t i = 0; i < state.choices.size(); ++i) {
    if (state.choices[i].children.empty()) continue;
    llvm::BasicBlock* block = code.block("rule" + std::to_string(state.choices[i].rule.value));
    cases->addCase(b.getInt64(i), block);
    b.SetInsertPoint(block);
    b.CreateRet(emit_rule(code, state.choices[i], cursor));
  }
  b.SetInsertPoint(leaf);
  if (cases->getNumCases() == state.choices.size()) {
    b.CreateUnreachable();
  } else {
    b.CreateRet(emit_leaf(code, id, chosen, cursor));
  }
}

/// The index of the choice that a random number takes: how many thresholds, but for the last one, it has
/// reached. Without branches, since the processor could not foresee them.
llvm::Value* Sampler::emit_choose(Code& code, ir::StateId id) {
  const ir::State& state = unit_.facts.automaton[id];
  llvm::IRBuilder<>& b = code.b;
  llvm::Value* random = emit_next(code, code.argument(0));
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
  llvm::GlobalVariable* data = code.unit.table(function(id)->getName().str() + ".thresholds", table);
  for (std::size_t half = table.size() / 2; half > 0; half /= 2) {
    llvm::Value* probe = code.load(data, b.CreateAdd(index, code.constant(half - 1)), 64);
    llvm::Value* step = b.CreateSelect(b.CreateICmpUGE(random, probe), code.constant(half), code.constant(0));
    index = b.CreateAdd(index, step, "choice");
  }
  return b.CreateSelect(b.CreateICmpULT(index, code.constant(thresholds)), index, code.constant(thresholds));
}

/// The only choice with children, if they are short and drawn often enough to be worth drawing always.
std::optional<std::size_t> Sampler::speculative_choice(const ir::State& state) const {
  std::optional<std::size_t> found;
  std::uint32_t size = 1;
  for (std::size_t i = 0; i < state.choices.size(); ++i) {
    const ir::Choice& choice = state.choices[i];
    if (choice.children.empty()) continue;
    if (found || choice.mass < kSpeculativeShare * state.mass) return std::nullopt;
    for (const ir::StateId child : choice.children) {
      if (short_sizes_[child.index()] == 0) return std::nullopt;
      size += short_sizes_[child.index()];
    }
    found = i;
  }
  return size <= kShort ? found : std::nullopt;
}

/// A branch on a random choice is foreseen wrongly half of the time, which costs more than the draws behind
/// it: so these are made in any case, and taken back (cursor and generator) if the choice was another.
llvm::Value* Sampler::emit_speculative(Code& code, ir::StateId id, std::size_t longer, llvm::Value* chosen) {
  llvm::IRBuilder<>& b = code.b;
  llvm::Value* rng = code.argument(0);
  llvm::Value* next = emit_leaf(code, id, chosen, code.argument(1));
  llvm::Value* state = b.CreateLoad(b.getInt64Ty(), rng, "state");
  llvm::Value* end = next;
  const ir::Choice& choice = unit_.facts.automaton[id].choices[longer];
  for (const ir::StateId child : choice.children) end = emit_child(code, child, end);
  llvm::Value* taken = b.CreateICmpEQ(chosen, code.constant(longer), "taken");
  code.explain(taken, unit_.facts.rule_text(choice.rule));
  b.CreateStore(b.CreateSelect(taken, b.CreateLoad(b.getInt64Ty(), rng), state), rng);
  return b.CreateSelect(taken, end, next, "cursor");
}

void Sampler::emit_check(Code& code) {
  if (unit_.facts.bounded) return;
  llvm::Value* full = code.b.CreateICmpUGE(code.argument(1), code.argument(2));
  llvm::Value* deep = code.b.CreateICmpEQ(code.argument(3), code.constant(0));
  code.return_if(code.b.CreateOr(full, deep), llvm::ConstantPointerNull::get(code.b.getPtrTy()));
}

llvm::Value* Sampler::emit_rule(Code& code, const ir::Choice& choice, llvm::Value* cursor) {
  llvm::IRBuilder<>& b = code.b;
  code.explain(b.CreateStore(b.getInt32(choice.rule.value), cursor), unit_.facts.rule_text(choice.rule));
  cursor = advance(code, cursor);
  for (const ir::StateId child : choice.children) cursor = emit_child(code, child, cursor);
  return cursor;
}

llvm::Value* Sampler::emit_child(Code& code, ir::StateId id, llvm::Value* cursor) {
  llvm::IRBuilder<>& b = code.b;
  if (short_sizes_[id.index()] > 0) {
    const ir::State& state = unit_.facts.automaton[id];
    if (state.choices.size() == 1) return emit_rule(code, state.choices[0], cursor);
    return emit_leaf(code, id, emit_choose(code, id), cursor);
  }
  std::vector<llvm::Value*> arguments{code.argument(0), cursor};
  if (!unit_.facts.bounded) {
    arguments.push_back(code.argument(2));
    arguments.push_back(b.CreateSub(code.argument(3), code.constant(1), "room"));
  }
  cursor = b.CreateCall(function(id), arguments, "cursor");
  if (!unit_.facts.bounded) {
    code.return_if(b.CreateIsNull(cursor), llvm::ConstantPointerNull::get(b.getPtrTy()));
  }
  return cursor;
}

llvm::Value* Sampler::emit_leaf(Code& code, ir::StateId id, llvm::Value* chosen, llvm::Value* cursor) {
  const ir::State& state = unit_.facts.automaton[id];
  std::vector<std::uint32_t> rules;
  for (const ir::Choice& choice : state.choices) rules.push_back(choice.rule.value);
  llvm::Value* rule = nullptr;
  if (rules.back() - rules.front() + 1 == rules.size()) {
    rule = code.b.CreateAdd(chosen, code.constant(rules.front()), "rule");
  } else {
    rule = code.load(unit_.table(function(id)->getName().str() + ".rules", rules), chosen, 32);
  }
  code.store(cursor, code.constant(0), rule, 32);
  return advance(code, cursor);
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
