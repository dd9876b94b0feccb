// SPDX-License-Identifier: Apache-2.0
// The tracer: sets of nodes flow through the operators of a derivation.
#include "runtime/derivation/graph_tracer.h"

#include <algorithm>

namespace nasg::derivation {

using Kind = Wiring::Kind;
using Form = RuleForm::Kind;

void Tracer::start(const Derivation& derivation) {
  rules_ = derivation.rules;
  ends_ = subtree_ends(tables_.space, rules_);
  starved_.assign(rules_.size(), 0);
}

void Tracer::whole(Trace& trace) {
  folded_ = false;
  trace_roots(trace);
  mark_equal_operators();
}

void Tracer::folded(std::uint32_t level, Trace& trace) {
  folded_ = true;
  level_ = level;
  trace_roots(trace);
}

bool Tracer::expanded(std::uint32_t position, std::uint32_t depth) const {
  if (!folded_ || depth == 0) return true;
  if (tables_.groups.empty()) return depth <= level_;
  return tables_.groups[tables_.space[rules_[position]].lhs.index()] <= level_;
}

Tracer::Set Tracer::single(std::uint32_t node) {
  pool_.push_back(node);
  const auto end = static_cast<std::uint32_t>(pool_.size());
  return {end - 1, end};
}

/// A set that was not copied yet is part of something else, and is copied before it grows. Sets are small.
void Tracer::unite(Set& set, Set more, bool& copied) {
  if (more.empty() || (more.begin == set.begin && more.end == set.end)) return;
  if (set.empty()) {
    set = more;
    return;
  }
  if (!copied) {
    const auto begin = static_cast<std::uint32_t>(pool_.size());
    for (std::uint32_t i = set.begin; i < set.end; ++i) pool_.push_back(pool_[i]);
    set = {begin, static_cast<std::uint32_t>(pool_.size())};
    copied = true;
  }
  for (std::uint32_t i = more.begin; i < more.end; ++i) {
    const std::uint32_t node = pool_[i];
    const auto first = pool_.begin() + set.begin;
    const auto last = pool_.begin() + set.end;
    if (std::find(first, last, node) == last) pool_.push_back(node);
  }
  set.end = static_cast<std::uint32_t>(pool_.size());
}

Tracer::Set Tracer::join(const Frame& frame, const std::vector<std::uint32_t>& slots) {
  if (slots.empty()) return {};
  Set joined = slots_[frame.slots + slots[0]].set;
  bool copied = false;
  for (std::size_t i = 1; i < slots.size(); ++i) unite(joined, slots_[frame.slots + slots[i]].set, copied);
  return joined;
}

Tracer::Set Tracer::node(std::uint32_t label, Set reads) {
  const auto id = static_cast<std::uint32_t>(trace_->labels.size());
  trace_->labels.push_back(label + root_ * static_cast<std::uint32_t>(tables_.wirings.labels.size()));
  for (std::uint32_t i = reads.begin; i < reads.end; ++i)
    if (reached(pool_[i])) trace_->reads.push_back(pool_[i]);
  trace_->begin.push_back(static_cast<std::uint32_t>(trace_->reads.size()));
  return single(id);
}

/// By slot: some node, or the operator's output, reads it (through identities, but not through a zero).
void Tracer::mark_read(const Frame& frame) {
  const Wiring& wiring = frame.wiring;
  Slot* const slots = &slots_[frame.slots];
  slots[wiring.result].read = true;
  for (std::size_t i = wiring.steps.size(); i-- > 0;) {
    const Wiring::Step& step = wiring.steps[i];
    bool reads = true;
    if (step.kind == Kind::kJoin) reads = slots[wiring.arity + i].read;
    if (step.kind == Kind::kHole) {
      const Form kind = form(holes_[frame.holes + step.what]).kind;
      if (kind == Form::kZero) reads = false;
      if (kind == Form::kIdentity) reads = slots[wiring.arity + i].read;
    }
    if (!reads) continue;
    for (const std::uint32_t input : step.inputs) slots[input].read = true;
  }
}

/// The slots that a step reads become the first slots of the operator that it calls.
void Tracer::push_inputs(const Frame& caller, const std::vector<std::uint32_t>& slots) {
  for (const std::uint32_t slot : slots) {
    const Set set = slots_[caller.slots + slot].set;
    slots_.push_back({set, false});
  }
}

/// Whether some hole of the rule is a zero.
bool Tracer::derives_zero(std::uint32_t position) const {
  std::uint32_t next = position + 1;
  for (std::size_t i = tables_.space[rules_[position]].holes.size(); i > 0; --i) {
    if (form(resolve(next)).kind == Form::kZero) return true;
    next = ends_[next];
  }
  return false;
}

/// What the steps would trace, without slots: most operators are chains, and without a zero all of one is
/// read.
Tracer::Set Tracer::trace_chain(std::uint32_t position, Set passed, std::uint32_t depth) {
  Set set = folded_ && starved_[position] != 0 ? Set{} : passed;
  std::uint32_t next = position + 1;
  for (std::size_t i = form(position).wiring.steps.size(); i > 0; --i) {
    const std::uint32_t at = resolve(next);
    const RuleForm& derived = form(at);
    next = ends_[next];
    if (derived.kind == Form::kIdentity) continue;
    if (folded_ && set.empty()) {
      set = passed;
    } else if (derived.kind == Form::kOperator && expanded(at, depth + 1)) {
      slots_.push_back({set, false});
      set = trace(at, 1, depth + 1);
    } else {
      set = node(derived.label, set);
    }
  }
  return set;
}

// Recursion is as deep as operators nest: kMaxDepth at most.
Tracer::Set Tracer::trace(std::uint32_t position, std::size_t inputs, std::uint32_t depth) {
  const Frame frame{form(position).wiring, slots_.size() - inputs, holes_.size()};
  if (inputs != frame.wiring.arity) {
    const Slot last = slots_.back();
    slots_.resize(frame.slots + frame.wiring.arity, last);
  }
  Set passed = slots_[frame.slots].set;
  bool copied = false;
  for (std::uint32_t i = 1; i < frame.wiring.arity; ++i) unite(passed, slots_[frame.slots + i].set, copied);
  if (!folded_) starved_[position] = passed.empty();
  if (frame.wiring.chain && !derives_zero(position)) {
    slots_.pop_back();
    return trace_chain(position, passed, depth);
  }
  if (folded_ && starved_[position] != 0)
    for (std::uint32_t i = 0; i < frame.wiring.arity; ++i) slots_[frame.slots + i].set = {};
  slots_.resize(slots_.size() + frame.wiring.steps.size());

  std::uint32_t next = position + 1;
  for (std::size_t i = tables_.space[rules_[position]].holes.size(); i > 0; --i) {
    holes_.push_back(resolve(next));
    next = ends_[next];
  }
  if (folded_) mark_read(frame);
  const Set result = trace_steps(frame, passed, depth);
  slots_.resize(frame.slots);
  holes_.resize(frame.holes);
  return result;
}

/// A slot that nobody reads holds what its node would have read, or nothing.
Tracer::Set Tracer::trace_steps(const Frame& frame, Set passed, std::uint32_t depth) {
  const Wiring& wiring = frame.wiring;
  const auto is_empty = [&](std::uint32_t slot) { return slots_[frame.slots + slot].set.empty(); };
  for (std::size_t i = 0; i < wiring.steps.size(); ++i) {
    const Wiring::Step& step = wiring.steps[i];
    const Form kind = step.kind == Kind::kHole ? form(holes_[frame.holes + step.what]).kind : Form::kNode;
    if (kind == Form::kZero) continue;
    if (step.kind == Kind::kProduct && std::any_of(step.inputs.begin(), step.inputs.end(), is_empty))
      continue;
    const bool is_node = step.kind != Kind::kJoin && kind != Form::kIdentity;
    Slot& slot = slots_[frame.slots + wiring.arity + i];
    const bool read = !folded_ || slot.read;
    if (read && is_node && folded_ && std::all_of(step.inputs.begin(), step.inputs.end(), is_empty)) {
      slot.set = passed;
    } else if (read && is_node) {
      const Set yields = trace_step(frame, step, depth);  // may move the slots
      slots_[frame.slots + wiring.arity + i].set = yields;
    } else if (read || is_node) {
      slot.set = join(frame, step.inputs);
    }
  }
  Set result = slots_[frame.slots + wiring.result].set;
  bool copied = false;
  for (std::size_t i = 0; folded_ && i < wiring.steps.size(); ++i) {
    const Slot& slot = slots_[frame.slots + wiring.arity + i];
    if (!slot.read) unite(result, slot.set, copied);
  }
  return result;
}

Tracer::Set Tracer::trace_step(const Frame& frame, const Wiring::Step& step, std::uint32_t depth) {
  if (step.kind != Kind::kHole) return node(step.what, join(frame, step.inputs));
  const std::uint32_t position = holes_[frame.holes + step.what];
  const RuleForm& derived = form(position);
  if (derived.kind != Form::kOperator || !expanded(position, depth + 1))
    return node(derived.label, join(frame, step.inputs));
  push_inputs(frame, step.inputs);
  return trace(position, step.inputs.size(), depth + 1);
}

void Tracer::trace_roots(Trace& into) {
  trace_ = &into;
  pool_.clear();
  into.reads.clear();
  into.labels = {0, 1};
  const std::uint32_t count = tables_.wirings.inputs;
  std::vector<Set> inputs = {single(0)};
  for (std::uint32_t i = 1; i < count; ++i) {
    inputs.push_back(single(i + 1));
    into.labels.push_back(i + 1);
  }
  into.begin.assign(into.labels.size() + 1, 0);
  const auto union_of = [this](const std::vector<Set>& sets) {
    Set all;
    bool copied = false;
    for (const Set set : sets) unite(all, set, copied);
    return all;
  };
  const Set all = union_of(inputs);
  std::vector<Set> outputs;
  std::uint32_t position = 0;
  for (root_ = 0; root_ < tables_.space.roots.size(); ++root_) {
    const std::uint32_t resolved = resolve(position);
    const RuleForm& root = form(resolved);
    if (root.kind == Form::kIdentity) outputs.push_back(all);
    if (root.kind == Form::kNode) outputs.push_back(node(root.label, all));
    if (root.kind == Form::kOperator) {
      for (const Set input : inputs) slots_.push_back({input, false});
      outputs.push_back(trace(resolved, inputs.size(), 0));
    }
    position = ends_[position];
  }
  const Set result = union_of(outputs);
  for (std::uint32_t i = result.begin; i < result.end; ++i)
    if (reached(pool_[i])) into.reads.push_back(pool_[i]);
}

/// Of equal operators the last counts.
void Tracer::mark_equal_operators() {
  struct Last {
    std::uint64_t hash;
    std::uint32_t position;
  };
  std::vector<Last> lasts;  // of operators that equal a starved one; there are few of these
  std::uint64_t filter = 0;
  if (std::find(starved_.begin(), starved_.end(), 1) == starved_.end()) return;
  hash_prefixes();
  for (std::uint32_t p = 0; p < rules_.size(); ++p) {
    if (!starved_[p]) continue;
    lasts.push_back({subtree_hash(p), p});
    filter |= std::uint64_t{1} << (lasts.back().hash >> 58);
  }
  const auto find = [&](std::uint32_t p) -> Last* {
    const std::uint64_t hash = subtree_hash(p);
    if ((filter >> (hash >> 58) & 1) == 0) return nullptr;
    const auto same = [&](const Last& last) { return last.hash == hash; };
    const auto found = std::find_if(lasts.begin(), lasts.end(), same);
    return found == lasts.end() ? nullptr : &*found;
  };
  std::vector<std::uint32_t> equal;
  for (std::uint32_t p = 0; p < rules_.size(); ++p) {
    if (form(p).kind != Form::kOperator) continue;
    Last* const last = find(p);
    if (last == nullptr) continue;
    equal.push_back(p);
    last->position = std::max(last->position, p);
  }
  const std::vector<char> starved = starved_;
  for (const std::uint32_t p : equal) starved_[p] = starved[find(p)->position];
}

void Tracer::hash_prefixes() {
  prefixes_.assign(1, 0);
  powers_.assign(1, 1);
  for (const ir::RuleId rule : rules_) {
    std::uint64_t value = (rule.value + 1) * 0xBF58476D1CE4E5B9ULL;
    value ^= value >> 29;
    prefixes_.push_back(prefixes_.back() * kFactor + value);
    powers_.push_back(powers_.back() * kFactor);
  }
}

}  // namespace nasg::derivation
