// SPDX-License-Identifier: Apache-2.0
// Emits the draws: a choice, rules to the buffer, calls for the holes.
#include "compiler/codegen/sampler.h"

#include <algorithm>

#include "runtime/derivation/alias_table.h"

namespace nasg::codegen {
namespace {

std::string draw_name(const SpaceFacts& facts, ir::StateId id) {
  const ir::State& state = facts.automaton[id];
  std::string name = "draw." + facts.space[state.nonterminal].name;
  if (state.needs != ir::kEither) name += state.needs == ir::kConnected ? ".connected" : ".cut";
  if (facts.depth()) name += "." + std::to_string(state.depth);
  return name;
}

}  // namespace

Sampler::Sampler(const Unit& unit) : unit_(unit), listings_(unit) {
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
  function(id)->addParamAttr(0, llvm::Attribute::NoAlias);
  llvm::IRBuilder<>& b = code.b;
  llvm::Value* cursor = code.argument(1);
  if (const auto listing = listings_.of(id)) {
    llvm::Value* room = unit_.facts.bounded ? nullptr : code.argument(3);
    b.CreateRet(emit_listed(code, id, listings_.constant(code, *listing), room, cursor));
    return;
  }
  llvm::Value* chosen = state.choices.size() > 1 ? emit_choose(code, id) : code.constant(0);
  emit_check(code);
  if (are_alike(state)) {
    b.CreateRet(emit_alike(code, id, chosen, cursor));
    return;
  }
  llvm::BasicBlock* never = code.block("never");
  llvm::SwitchInst* cases = b.CreateSwitch(chosen, never);
  for (std::size_t i = 0; i < state.choices.size(); ++i) {
    llvm::BasicBlock* block = code.block("rule" + std::to_string(state.choices[i].rule.value));
    cases->addCase(b.getInt64(i), block);
    b.SetInsertPoint(block);
    b.CreateRet(emit_choice(code, state.choices[i], cursor));
  }
  b.SetInsertPoint(never);
  b.CreateUnreachable();
}

llvm::Value* Sampler::emit_choose(Code& code, ir::StateId id) {
  std::vector<double> masses;
  for (const ir::Choice& choice : unit_.facts.automaton[id].choices) masses.push_back(choice.mass);
  const derivation::AliasTable table(masses);
  std::vector<std::uint64_t> thresholds;
  std::vector<std::uint32_t> ways;
  for (const derivation::AliasTable::Cell& cell : table.cells) {
    thresholds.push_back(cell.threshold);
    ways.insert(ways.end(), std::begin(cell.ways), std::end(cell.ways));
  }
  const std::string name = function(id)->getName().str();
  llvm::Value* random = emit_next(code, code.argument(0));
  return emit_pick(code, random, code.constant(0), code.constant(table.bits),
                   unit_.table(name + ".thresholds", thresholds), unit_.table(name + ".ways", ways));
}

/// Choices of one rule whose parts are all listed differ in which listings these are, and in nothing else.
bool Sampler::are_alike(const ir::State& state) const {
  return std::ranges::all_of(state.choices, [&](const ir::Choice& choice) {
    return choice.rule == state.choices[0].rule &&
           std::ranges::all_of(choice.children,
                               [&](ir::StateId child) { return listings_.of(child).has_value(); });
  });
}

/// A branch on a random choice is foreseen wrongly half of the time, which costs more than the draws behind
/// it: so the choice tells from which listings to draw.
llvm::Value* Sampler::emit_alike(Code& code, ir::StateId id, llvm::Value* chosen, llvm::Value* cursor) {
  const std::vector<ir::Choice>& choices = unit_.facts.automaton[id].choices;
  cursor = emit_rule(code, choices[0].rule, cursor);
  for (std::size_t hole = 0; hole < choices[0].children.size(); ++hole) {
    std::vector<std::uint32_t> listings;
    for (const ir::Choice& choice : choices) listings.push_back(*listings_.of(choice.children[hole]));
    const bool same =
        std::ranges::count(listings, listings[0]) == static_cast<std::ptrdiff_t>(listings.size());
    const std::string name = function(id)->getName().str() + ".hole" + std::to_string(hole);
    const ListingRef listing = same ? listings_.constant(code, listings[0])
                                    : listings_.load(code, listings_.references(name, listings), chosen);
    cursor = emit_listed(code, choices[0].children[hole], listing, room_below(code), cursor);
  }
  return cursor;
}

llvm::Value* Sampler::room_below(Code& code) {
  return unit_.facts.bounded ? nullptr : code.b.CreateSub(code.argument(3), code.constant(1), "room");
}

void Sampler::emit_check(Code& code) {
  if (unit_.facts.bounded) return;
  llvm::Value* full = code.b.CreateICmpUGE(code.argument(1), code.argument(2));
  llvm::Value* deep = code.b.CreateICmpEQ(code.argument(3), code.constant(0));
  code.return_if(code.b.CreateOr(full, deep), llvm::ConstantPointerNull::get(code.b.getPtrTy()));
}

llvm::Value* Sampler::emit_rule(Code& code, ir::RuleId rule, llvm::Value* cursor) {
  llvm::IRBuilder<>& b = code.b;
  code.explain(b.CreateStore(b.getInt32(rule.value), cursor), unit_.facts.rule_text(rule));
  return b.CreateConstInBoundsGEP1_64(b.getInt32Ty(), cursor, 1, "cursor");
}

llvm::Value* Sampler::emit_choice(Code& code, const ir::Choice& choice, llvm::Value* cursor) {
  cursor = emit_rule(code, choice.rule, cursor);
  for (const ir::StateId child : choice.children) cursor = emit_child(code, child, cursor);
  return cursor;
}

llvm::Value* Sampler::emit_child(Code& code, ir::StateId id, llvm::Value* cursor) {
  if (const auto listing = listings_.of(id)) {
    return emit_listed(code, id, listings_.constant(code, *listing), room_below(code), cursor);
  }
  std::vector<llvm::Value*> arguments{code.argument(0), cursor};
  if (unit_.facts.bounded) return code.b.CreateCall(function(id), arguments, "cursor");
  arguments.insert(arguments.end(), {code.argument(2), room_below(code)});
  cursor = code.b.CreateCall(function(id), arguments, "cursor");
  code.return_if(code.b.CreateIsNull(cursor), llvm::ConstantPointerNull::get(code.b.getPtrTy()));
  return cursor;
}

llvm::Value* Sampler::emit_listed(Code& code, ir::StateId id, const ListingRef& listing, llvm::Value* room,
                                  llvm::Value* cursor) {
  const ir::State& state = unit_.facts.automaton[id];
  llvm::Value* end = unit_.facts.bounded ? nullptr : code.argument(2);
  return listings_.emit_draw(code, listing, code.argument(0), cursor, end, room,
                             "a derivation of " + unit_.facts.space[state.nonterminal].name);
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
