// SPDX-License-Identifier: Apache-2.0
// The tracer: sets of nodes flow through the operators of a derivation.
#include "runtime/derivation/graph_tracer.h"

#include <algorithm>
#include <numeric>

namespace nasg::derivation {

using Kind = Wiring::Kind;
using Form = RuleForm::Kind;

void Tracer::start(const Derivation& derivation, bool folded) {
  survey_.make(tables_.wirings, derivation.rules, folded);
  starved_.assign(derivation.rules.size(), 0);
  any_starved_ = false;
  will_fold_ = folded;
}

void Tracer::whole(Trace& trace) {
  folded_ = false;
  trace_roots(trace);
  if (will_fold_) mark_equal_operators();
}

void Tracer::folded(std::uint32_t level, Trace& trace) {
  folded_ = true;
  level_ = level;
  trace_roots(trace);
}

bool Tracer::expanded(std::uint32_t position, std::uint32_t depth) const {
  if (!folded_ || depth == 0) return true;
  if (tables_.groups.empty()) return depth <= level_;
  return tables_.groups[tables_.space[survey_.rules()[position]].lhs.index()] <= level_;
}

/// It is in the union that is being made.
inline void Tracer::mark(std::uint32_t node) {
  std::uint64_t& last = marks_[node & ~kUnreached];
  if (last != unions_) pool_.push_back(node);
  last = unions_;
}

/// A set that was not copied yet is part of something else, and is copied before it grows.
void Tracer::unite(Set& set, Set more, bool& copied) {
  if (more.empty() || more == set) return;
  if (set.empty()) {
    set = more;
    return;
  }
  if (!copied) {
    const auto first = static_cast<std::uint32_t>(pool_.size());
    ++unions_;
    for (std::uint32_t i = 0; i < set.size; ++i) mark(member(set, i));
    set.first = first;
    copied = true;
  }
  for (std::uint32_t i = 0; i < more.size; ++i) mark(member(more, i));
  set.size = static_cast<std::uint32_t>(pool_.size()) - set.first;
}

Tracer::Set Tracer::join(const Frame& frame, const std::vector<std::uint32_t>& slots) {
  if (slots.empty()) return {};
  Set joined = slots_[frame.slots + slots[0]];
  bool copied = false;
  for (std::size_t i = 1; i < slots.size(); ++i) unite(joined, slots_[frame.slots + slots[i]], copied);
  return joined;
}

/// What is reached joins the last reads.
inline void Tracer::read(Set set) {
  std::vector<std::uint32_t>& reads = trace_->reads;
  if (reads_ + set.size > reads.size()) reads.resize(2 * (reads_ + set.size));
  const std::uint32_t* const nodes = set.size == 1 ? &set.first : pool_.data() + set.first;
  std::uint32_t* to = reads.data() + reads_;
  for (std::uint32_t i = 0; i < set.size; ++i) {
    *to = nodes[i];
    to += (nodes[i] & kUnreached) == 0 ? 1 : 0;
  }
  reads_ = static_cast<std::uint32_t>(to - reads.data());
}

Tracer::Set Tracer::node(std::uint32_t label, Set reads) {
  Trace& trace = *trace_;
  const auto id = nodes_++;
  if (id == trace.labels.size()) {
    trace.labels.resize(2 * std::size_t{id});
    trace.begin.resize(2 * std::size_t{id} + 1);
    marks_.resize(std::max(marks_.size(), trace.labels.size()));
  }
  trace.labels[id] = label + first_label_;
  const std::uint32_t begin = reads_;
  read(reads);
  trace.begin[id + 1] = reads_;
  return {reads_ != begin ? id : id | kUnreached, 1};
}

/// The slots that a step reads become the first slots of the operator that it calls.
void Tracer::push_inputs(const Frame& caller, const std::vector<std::uint32_t>& slots) {
  for (const std::uint32_t slot : slots) {
    const Set set = slots_[caller.slots + slot];
    slots_.push_back(set);
  }
}

/// A function of one input: a node, a folded operator, or what traces as an operator.
Tracer::Set Tracer::apply(std::uint32_t position, Set input, std::uint32_t depth) {
  const Survey::Place& place = survey_[position];
  const RuleForm& form = *place.form;
  if (form.kind != Form::kOperator || !expanded(position, depth)) return node(form.label, input);
  if (form.wiring.chain && !place.zero) return trace_chain(position, input, depth);
  slots_.push_back(input);
  return trace(position, 1, depth);
}

/// What the steps would trace, without slots: most operators are chains, and without a zero all of one is
/// read.
Tracer::Set Tracer::trace_chain(std::uint32_t position, Set passed, std::uint32_t depth) {
  const Survey::Place& place = survey_[position];
  if (!folded_ && passed.empty()) starved_[position] = any_starved_ = true;
  Set set = folded_ && starved_[position] != 0 ? Set{} : passed;
  for (std::uint32_t i = 0; i < place.form->holes; ++i) {
    const std::uint32_t at = survey_.holes()[place.holes + i];
    if (survey_[at].form->kind == Form::kIdentity) continue;
    set = folded_ && set.empty() ? passed : apply(at, set, depth + 1);
  }
  return set;
}

// Recursion is as deep as operators nest: kMaxDepth at most.
Tracer::Set Tracer::trace(std::uint32_t position, std::size_t inputs, std::uint32_t depth) {
  const Survey::Place& place = survey_[position];
  const Frame frame{place, place.form->wiring, slots_.size() - inputs};
  if (inputs != frame.wiring.arity) {
    const Set last = slots_.back();
    slots_.resize(frame.slots + frame.wiring.arity, last);
  }
  Set passed = slots_[frame.slots];
  bool copied = false;
  for (std::uint32_t i = 1; i < frame.wiring.arity; ++i) unite(passed, slots_[frame.slots + i], copied);
  if (frame.wiring.chain && !place.zero) {
    slots_.pop_back();
    return trace_chain(position, passed, depth);
  }
  if (!folded_ && passed.empty()) starved_[position] = any_starved_ = true;
  if (folded_ && starved_[position] != 0)
    for (std::uint32_t i = 0; i < frame.wiring.arity; ++i) slots_[frame.slots + i] = {};
  slots_.resize(slots_.size() + frame.wiring.steps.size());
  const Set result = trace_steps(frame, passed, depth);
  slots_.resize(frame.slots);
  return result;
}

/// A slot that nobody reads holds what its node would have read, or nothing.
Tracer::Set Tracer::trace_steps(const Frame& frame, Set passed, std::uint32_t depth) {
  const Wiring& wiring = frame.wiring;
  const char* const is_read = folded_ ? survey_.read() + frame.place.read : nullptr;
  const std::uint32_t* const holes = survey_.holes() + frame.place.holes;
  const auto is_empty = [&](std::uint32_t slot) { return slots_[frame.slots + slot].empty(); };
  const auto count = static_cast<std::uint32_t>(wiring.steps.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const Wiring::Step& step = wiring.steps[i];
    const Form kind = step.kind == Kind::kHole ? survey_[holes[step.what]].form->kind : Form::kNode;
    if (kind == Form::kZero) continue;
    if (step.kind == Kind::kProduct && std::any_of(step.inputs.begin(), step.inputs.end(), is_empty))
      continue;
    const bool is_node = step.kind != Kind::kJoin && kind != Form::kIdentity;
    const bool read = !folded_ || is_read[wiring.arity + i] != 0;
    Set yields;
    if (read && is_node && folded_ && std::all_of(step.inputs.begin(), step.inputs.end(), is_empty)) {
      yields = passed;
    } else if (read && is_node) {
      yields = trace_step(frame, step, depth);
    } else if (read || is_node) {
      yields = join(frame, step.inputs);
    }
    slots_[frame.slots + wiring.arity + i] = yields;
  }
  Set result = slots_[frame.slots + wiring.result];
  bool copied = false;
  for (std::uint32_t i = 0; folded_ && i < count; ++i)
    if (is_read[wiring.arity + i] == 0) unite(result, slots_[frame.slots + wiring.arity + i], copied);
  return result;
}

Tracer::Set Tracer::trace_step(const Frame& frame, const Wiring::Step& step, std::uint32_t depth) {
  if (step.kind != Kind::kHole) return node(step.what, join(frame, step.inputs));
  const std::uint32_t position = survey_.holes()[frame.place.holes + step.what];
  if (step.inputs.size() == 1) return apply(position, slots_[frame.slots + step.inputs[0]], depth + 1);
  const RuleForm& derived = *survey_[position].form;
  if (derived.kind != Form::kOperator || !expanded(position, depth + 1))
    return node(derived.label, join(frame, step.inputs));
  push_inputs(frame, step.inputs);
  return trace(position, step.inputs.size(), depth + 1);
}

void Tracer::trace_roots(Trace& into) {
  trace_ = &into;
  pool_.clear();
  // What an earlier derivation needed is room for this one.
  nodes_ = tables_.wirings.inputs + 1;
  reads_ = 0;
  into.labels.resize(std::max<std::size_t>(into.labels.capacity(), nodes_));
  into.begin.resize(into.labels.size() + 1);
  marks_.resize(std::max(marks_.size(), into.labels.size()));
  into.reads.resize(into.reads.capacity());
  std::iota(into.labels.begin(), into.labels.begin() + nodes_, 0U);
  std::fill_n(into.begin.begin(), nodes_ + 1, 0U);
  inputs_.assign(1, {0, 1});
  for (std::uint32_t i = 2; i < nodes_; ++i) inputs_.push_back({i, 1});
  Set all, result;
  bool copied = false;
  for (const Set input : inputs_) unite(all, input, copied);
  const auto labels = static_cast<std::uint32_t>(tables_.wirings.labels.size());
  outputs_.clear();
  std::uint32_t position = 0;
  for (std::uint32_t root = 0; root < tables_.space.roots.size(); ++root) {
    first_label_ = root * labels;
    const std::uint32_t resolved = survey_[position].resolved;
    const RuleForm& form = *survey_[resolved].form;
    if (form.kind == Form::kIdentity) outputs_.push_back(all);
    if (form.kind == Form::kNode) outputs_.push_back(node(form.label, all));
    if (form.kind == Form::kOperator) {
      slots_.insert(slots_.end(), inputs_.begin(), inputs_.end());
      outputs_.push_back(trace(resolved, inputs_.size(), 0));
    }
    position = survey_[position].end;
  }
  copied = false;
  for (const Set output : outputs_) unite(result, output, copied);
  read(result);
  into.labels.resize(nodes_);
  into.begin.resize(nodes_ + 1);
  into.reads.resize(reads_);
}

/// Of equal operators the last counts.
void Tracer::mark_equal_operators() {
  struct Last {
    std::uint64_t hash;
    std::uint32_t position;
  };
  if (!any_starved_) return;
  std::vector<Last> lasts;  // of operators that equal a starved one; there are few of these
  std::uint64_t filter = 0;
  hash_prefixes();
  const std::span operators = survey_.operators();
  for (std::size_t i = operators.size(); i-- > 0;) {
    const std::uint32_t p = operators[i];
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
  std::vector<std::pair<std::uint32_t, const Last*>> equal;
  for (std::size_t i = operators.size(); i-- > 0;) {
    const std::uint32_t p = operators[i];
    Last* const last = find(p);
    if (last == nullptr) continue;
    equal.emplace_back(p, last);
    last->position = p;
  }
  const std::vector<char> starved = starved_;
  for (const auto& [p, last] : equal) starved_[p] = starved[last->position];
}

void Tracer::hash_prefixes() {
  const std::span<const ir::RuleId> rules = survey_.rules();
  prefixes_.resize(rules.size() + 1);
  prefixes_[0] = 0;
  for (std::size_t p = 0; p < rules.size(); ++p) {
    std::uint64_t value = (rules[p].value + 1) * 0xBF58476D1CE4E5B9ULL;
    value ^= value >> 29;
    prefixes_[p + 1] = prefixes_[p] * kFactor + value;
  }
  while (powers_.size() < prefixes_.size()) powers_.push_back(powers_.back() * kFactor);
}

}  // namespace nasg::derivation
