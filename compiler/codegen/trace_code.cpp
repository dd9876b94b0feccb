// SPDX-License-Identifier: Apache-2.0
// Emits the wirings of rules as straight code over sets of nodes.
#include "compiler/codegen/trace_code.h"

#include <algorithm>

namespace nasg::codegen {

using Form = derivation::RuleForm::Kind;
using Kind = derivation::Wiring::Kind;
using derivation::Wiring;
using Field = TraceField;
using Value = llvm::Value*;

namespace {

std::vector<std::uint32_t> groups_of(const ir::Space& space) {
  if (space.levels.empty()) return {};
  std::vector<std::uint32_t> groups(space.nonterminals.size(), 0);
  for (std::uint32_t level = 0; level < space.levels.size(); ++level)
    for (const ir::NonterminalId id : space.levels[level]) groups[id.index()] = level;
  return groups;
}

std::vector<std::uint8_t> forms_of(const derivation::Wirings& wirings) {
  std::vector<std::uint8_t> forms;
  for (const derivation::RuleForm& form : wirings.rules)
    forms.push_back(static_cast<std::uint8_t>(form.kind));
  return forms;
}

}  // namespace

TraceEmitter::TraceEmitter(const Unit& unit, const Analysis& analysis)
    : unit_(unit),
      analysis_(analysis),
      wirings_(derivation::make_wirings(unit.facts.space)),
      groups_(groups_of(unit.facts.space)),
      forms_(unit.table("rule.form", forms_of(wirings_))) {}

void TraceEmitter::emit() {
  emit_unite();
  emit_node();
  emit_form_at();
  emit_mark_equal();
  roots_whole_ = emit_roots(false);
  roots_folded_ = emit_roots(true);
  while (!pending_.empty()) {
    const Key key = pending_.back();
    pending_.pop_back();
    emit_nonterminal(key);
  }
}

llvm::Function* TraceEmitter::declare(const std::string& name, const Key& key) const {
  return unit_.function(name, unit_.i(64),
                        {{"memory", unit_.pointer()}, {"position", unit_.i(64)}, {"depth", unit_.i(64)}},
                        std::vector<llvm::Type*>(key.inputs, unit_.i(64)));
}

llvm::Function* TraceEmitter::function(const Key& key) {
  llvm::Function*& known = functions_[key];
  if (known != nullptr) return known;
  pending_.push_back(key);
  return known = declare((key.folded ? "fold." : "trace.") + unit_.facts.space[key.nonterminal].name, key);
}

llvm::Value* TraceEmitter::call(Code& code, const Key& key, Value memory, Value position, Value depth,
                                const Values& inputs) {
  Values arguments{memory, position, depth};
  arguments.insert(arguments.end(), inputs.begin(), inputs.end());
  return code.b.CreateCall(function(key), arguments, unit_.facts.space[key.nonterminal].name);
}

llvm::Value* TraceEmitter::unite(Code& code, Value memory, const Values& sets) const {
  if (sets.empty()) return code.constant(0);
  Value all = sets[0];
  for (std::size_t i = 1; i < sets.size(); ++i)
    if (sets[i] != all) all = code.b.CreateCall(unite_, {memory, all, sets[i]}, "united");
  return all;
}

llvm::Value* TraceEmitter::node(Code& code, Value memory, std::uint32_t label, Value reads) const {
  Value made = code.b.CreateCall(node_, {memory, code.constant(label), reads}, "node");
  code.explain(made, wirings_.labels[label]);
  return made;
}

void TraceEmitter::emit_nonterminal(const Key& key) {
  const ir::Nonterminal& nonterminal = unit_.facts.space[key.nonterminal];
  Code code(unit_, functions_[key]);
  Value rule = code.load(array(code, code.argument(0), Field::kRules), code.argument(1), 32);
  code.return_by_rule(nonterminal, rule, [&](ir::RuleId id) { return emit_rule(id, key); });
}

llvm::Function* TraceEmitter::emit_rule(ir::RuleId id, const Key& key) {
  const ir::Space& space = unit_.facts.space;
  const ir::Rule& rule = space[id];
  const derivation::RuleForm& form = wirings_.rules[id.index()];
  llvm::Function* function =
      declare((key.folded ? "fold.rule" : "trace.rule") + std::to_string(id.value), key);
  Code code(unit_, function);
  llvm::IRBuilder<>& b = code.b;
  Value memory = code.argument(0);
  Values inputs;
  for (std::size_t i = 0; i < key.inputs; ++i) inputs.push_back(code.argument(static_cast<unsigned>(3 + i)));
  const auto finish = [&](Value result) { code.explain(b.CreateRet(result), unit_.facts.rule_text(id)); };
  if (form.kind == Form::kUnit) {
    Value below = b.CreateAdd(code.argument(1), code.constant(1));
    finish(call(code, {rule.holes[0], key.inputs, key.folded}, memory, below, code.argument(2), inputs));
  } else if (form.kind == Form::kZero) {
    finish(code.constant(0));
  } else if (form.kind == Form::kIdentity) {
    finish(unite(code, memory, inputs));
  } else if (form.kind == Form::kNode) {
    finish(node(code, memory, form.label, unite(code, memory, inputs)));
  } else {
    if (key.folded) {
      // Operators nested deeper than the level are a node; the root never is.
      Value level = field(code, memory, Field::kLevel);
      Value depth = groups_.empty() ? code.argument(2) : code.constant(groups_[rule.lhs.index()]);
      Value deeper =
          b.CreateAnd(b.CreateICmpUGT(depth, level), b.CreateICmpNE(code.argument(2), code.constant(0)));
      code.when(deeper, [&] {
        Value folded = node(code, memory, form.label, unite(code, memory, inputs));
        code.return_if(b.getTrue(), folded);
      });
    }
    inputs.resize(form.wiring.arity, inputs.back());
    finish(trace_body(code, rule, form.wiring, key, inputs));
  }
  return function;
}

/// What a rule's steps need at hand while they are emitted.
struct TraceEmitter::Body {
  Values holes;  ///< positions
  Values forms;  ///< of the holes that steps apply, folded only
  Values read;   ///< by slot: some node, or the operator's output, reads it; folded only
};

llvm::Value* TraceEmitter::trace_body(Code& code, const ir::Rule& rule, const Wiring& wiring, const Key& key,
                                      Values slots) {
  llvm::IRBuilder<>& b = code.b;
  Value memory = code.argument(0);
  Value position = code.argument(1);
  Value nothing = code.constant(0);
  Value below = b.CreateAdd(code.argument(2), code.constant(1), "below");
  Value marks = array(code, memory, Field::kStarved);
  Value ends = array(code, memory, Field::kEnds);
  Value passed = unite(code, memory, slots);
  if (key.folded) {
    Value starved = b.CreateICmpNE(code.load(marks, position, 32), nothing);
    for (Value& slot : slots) slot = b.CreateSelect(starved, nothing, slot);
  } else {
    code.store(marks, position, b.CreateZExt(is_empty(code, passed), unit_.i(64)), 32);
  }

  Body body;
  Value child = b.CreateAdd(position, code.constant(1));
  for (std::size_t hole = 0; hole < rule.holes.size(); ++hole) {
    body.holes.push_back(child);
    child = code.load(ends, child, 32);
  }
  const auto has_form = [&](std::size_t step, Form form) -> Value {
    if (wiring.steps[step].kind != Kind::kHole) return b.getFalse();
    return b.CreateICmpEQ(body.forms[wiring.steps[step].what],
                          code.constant(static_cast<std::uint64_t>(form)));
  };
  if (key.folded) {
    for (Value hole : body.holes) body.forms.push_back(b.CreateCall(form_at_, {memory, hole}, "form"));
    body.read.assign(wiring.arity + wiring.steps.size(), b.getFalse());
    body.read[wiring.result] = b.getTrue();
    for (std::size_t i = wiring.steps.size(); i-- > 0;) {
      const Wiring::Step& step = wiring.steps[i];
      Value own = body.read[wiring.arity + i];
      Value reads = step.kind == Kind::kJoin ? own : b.getTrue();
      if (step.kind == Kind::kHole) {
        reads = b.CreateOr(b.CreateNot(has_form(i, Form::kIdentity)), own);
        reads = b.CreateAnd(b.CreateNot(has_form(i, Form::kZero)), reads);
      }
      for (const std::uint32_t input : step.inputs) body.read[input] = b.CreateOr(body.read[input], reads);
    }
  }

  for (std::size_t i = 0; i < wiring.steps.size(); ++i) {
    const Wiring::Step& step = wiring.steps[i];
    Values inputs;
    Value some = b.getFalse();
    Value all = b.getTrue();
    for (const std::uint32_t input : step.inputs) {
      inputs.push_back(slots[input]);
      some = b.CreateOr(some, is_empty(code, slots[input]));
      all = b.CreateAnd(all, is_empty(code, slots[input]));
    }
    const auto yield = [&]() -> Value {
      if (step.kind != Kind::kHole) return node(code, memory, step.what, unite(code, memory, inputs));
      return call(code, {rule.holes[step.what], inputs.size(), key.folded}, memory, body.holes[step.what],
                  below, inputs);
    };
    auto* yields = code.variable("yields", nothing);
    const auto trace_step = [&] {
      if (step.kind == Kind::kJoin) return code.set(yields, unite(code, memory, inputs));
      if (!key.folded) return code.set(yields, yield());
      Value read = body.read[wiring.arity + i];
      Value identity = has_form(i, Form::kIdentity);
      code.when(
          b.CreateAnd(b.CreateAnd(read, b.CreateNot(identity)), all), [&] { code.set(yields, passed); },
          [&] {
            // An identity that is read passes its inputs on, as a node that nobody reads does.
            code.when(
                b.CreateAnd(read, b.CreateNot(identity)), [&] { code.set(yields, yield()); },
                [&] { code.set(yields, unite(code, memory, inputs)); });
          });
    };
    Value skipped = step.kind == Kind::kProduct ? some : key.folded ? has_form(i, Form::kZero) : b.getFalse();
    if (key.folded && step.kind == Kind::kJoin) skipped = b.CreateNot(body.read[wiring.arity + i]);
    if (key.folded && step.kind == Kind::kHole) {
      Value idle = b.CreateAnd(has_form(i, Form::kIdentity), b.CreateNot(body.read[wiring.arity + i]));
      skipped = b.CreateOr(skipped, idle);
    }
    code.when(b.CreateNot(skipped), trace_step);
    slots.push_back(code.get(yields));
  }
  Value result = slots[wiring.result];
  for (std::size_t i = 0; key.folded && i < wiring.steps.size(); ++i) {
    Value slot = slots[wiring.arity + i];
    Value unread = b.CreateSelect(body.read[wiring.arity + i], nothing, slot);
    result = b.CreateCall(unite_, {memory, result, unread}, "united");
  }
  return result;
}

llvm::Function* TraceEmitter::emit_roots(bool folded) {
  const ir::Space& space = unit_.facts.space;
  llvm::Function* made =
      unit_.function(folded ? "trace_folded" : "trace_whole", llvm::Type::getVoidTy(unit_.context()),
                     {{"memory", unit_.pointer()}});
  Code code(unit_, made);
  llvm::IRBuilder<>& b = code.b;
  Value memory = code.argument(0);
  Value one = code.constant(1);
  const std::uint32_t count = wirings_.inputs;
  set(code, memory, Field::kReadsSize, code.constant(0));
  set(code, memory, Field::kNodes, code.constant(count + 1));
  set(code, memory, Field::kPoolSize, code.constant(count));
  Value pool = array(code, memory, Field::kPool);
  Values inputs;
  for (std::uint32_t i = 0; i <= count; ++i) {
    code.store(array(code, memory, Field::kLabels), code.constant(i), code.constant(i), 32);
    code.store(array(code, memory, Field::kBegin), code.constant(i), code.constant(0), 32);
    code.store(array(code, memory, Field::kBegin), code.constant(i + 1), code.constant(0), 32);
    if (i == count) break;
    code.store(pool, code.constant(i), code.constant(i == 0 ? 0 : i + 1), 32);
    inputs.push_back(code.constant(i | std::uint64_t{i + 1} << 32));
  }
  Value position = code.constant(0);
  Values outputs;
  for (std::size_t root = 0; root < space.roots.size(); ++root) {
    if (root > 0) position = code.load(array(code, memory, Field::kEnds), position, 32);
    set(code, memory, Field::kLabelOffset, code.constant(root * wirings_.labels.size()));
    outputs.push_back(
        call(code, {space.roots[root], inputs.size(), folded}, memory, position, code.constant(0), inputs));
  }
  // What the output reads stands behind the others; it is node 1, and no node of its own.
  Value result = unite(code, memory, outputs);
  Value nodes = field(code, memory, Field::kNodes);
  b.CreateCall(node_, {memory, one, result});
  set(code, memory, Field::kNodes, nodes);
  if (!folded) {
    Value last = code.load(array(code, memory, Field::kEnds), position, 32);
    b.CreateCall(mark_equal_, {memory, last});
  }
  b.CreateRetVoid();
  return made;
}

}  // namespace nasg::codegen
