// SPDX-License-Identifier: Apache-2.0
// Rule bodies to straight-line dataflow, by the fold over expressions.
#include "runtime/derivation/graph_wiring.h"

#include <algorithm>
#include <map>

#include "compiler/ir/evaluate.h"

namespace nasg::derivation {
namespace {

using ir::ExprId;
using ir::match;
using Form = RuleForm::Kind;

/// How many inputs functions take: those of the topology, block or derivation that stands first in them.
class Arities {
 public:
  explicit Arities(const ir::Space& space) : space_(space), known_(space.nonterminals.size(), 0) {}

  std::uint32_t of(ir::NonterminalId id) {
    std::uint32_t& known = known_[id.index()];
    if (known != 0) return known;
    known = 1;  // what a recursive rule adds to itself
    std::uint32_t most = 1;
    const ir::Nonterminal& nonterminal = space_[id];
    for (std::uint32_t i = 0; i < nonterminal.rule_count; ++i) {
      const ir::Rule& rule = space_.rules[nonterminal.first_rule + i];
      most = std::max(most, of(rule.body, rule));
    }
    return known_[id.index()] = most;
  }

  std::uint32_t of(ExprId id, const ir::Rule& rule) {
    return match(
        space_[id].node, [](const ir::Layer&) { return 1U; }, [](const ir::Call&) { return 1U; },
        [&](const ir::Apply& use) { return space_[use.topology].inputs; },
        [&](const ir::Hole& hole) { return of(rule.holes[hole.index]); },
        [&](const ir::Chain& chain) { return of(chain.parts.front(), rule); },
        [&](const ir::Merge& merge) {
          std::uint32_t most = 1;
          for (const ExprId part : merge.parts) most = std::max(most, of(part, rule));
          return most;
        },
        [&](const ir::Repeat& repeat) { return of(repeat.body, rule); },
        [](const ir::Block& block) { return block.inputs; });
  }

 private:
  const ir::Space& space_;
  std::vector<std::uint32_t> known_;
};

/// Identity, zero, or anything else: aliases such as `op skip = id` are seen through.
Form form_of_function(const ir::Space& space, ExprId id) {
  return match(
      space[id].node,
      [](const ir::Layer& layer) {
        // Where a value's channels stand is no operation.
        if (layer.kind == ir::LayerKind::kId || layer.kind == ir::LayerKind::kPlace) return Form::kIdentity;
        return layer.kind == ir::LayerKind::kZero ? Form::kZero : Form::kNode;
      },
      [&](const ir::Call& call) { return form_of_function(space, space[call.op].body); },
      [&](const ir::Chain& chain) {
        Form form = Form::kIdentity;
        for (const ExprId part : chain.parts) {
          const Form next = form_of_function(space, part);
          if (next == Form::kZero) return Form::kZero;
          if (next != Form::kIdentity) form = Form::kNode;
        }
        return form;
      },
      [](const auto&) { return Form::kNode; });
}

class Labels {
 public:
  explicit Labels(std::vector<std::string>& labels) : labels_(labels) {}
  std::uint32_t operator()(const std::string& text) {
    const auto [at, added] = ids_.emplace(text, static_cast<std::uint32_t>(labels_.size()));
    if (added) labels_.push_back(text);
    return at->second;
  }

 private:
  std::vector<std::string>& labels_;
  std::map<std::string, std::uint32_t> ids_;
};

/// The algebra: a value is the slot that will hold it; arguments of layers do not matter to a graph.
struct Recorder {
  struct Number {};
  using Value = std::uint32_t;

  const ir::Space& space;
  Labels& label;
  Wiring wiring;

  Value step(Wiring::Kind kind, std::uint32_t what, std::span<const Value> inputs) {
    wiring.steps.push_back({kind, what, {inputs.begin(), inputs.end()}});
    return wiring.arity + static_cast<Value>(wiring.steps.size()) - 1;
  }
  Value function(ExprId id, const std::string& text, Value input) {
    const Form form = form_of_function(space, id);
    if (form == Form::kIdentity) return input;
    if (form == Form::kZero) return step(Wiring::Kind::kJoin, 0, {});
    return step(Wiring::Kind::kNode, label(text), {&input, 1});
  }
  Value layer(const ir::Layer& layer, ExprId id, std::span<const Number>, Value input) {
    return function(id, layer.text, input);
  }
  bool enters(const ir::Call&) const { return false; }
  Value call(const ir::Call& call, ExprId id, Value input) { return function(id, call.text, input); }
  Value merge(ir::MergeKind kind, ExprId, std::span<const Value> inputs) {
    if (kind == ir::MergeKind::kAdd) return step(Wiring::Kind::kJoin, 0, inputs);
    return step(kind == ir::MergeKind::kMultiply ? Wiring::Kind::kProduct : Wiring::Kind::kNode,
                label(ir::name(kind)), inputs);
  }
  Number integer(std::int64_t) const { return {}; }
  Number real(double) const { return {}; }
  Number dim(Value, int) const { return {}; }
  Number arithmetic(ir::Number::Kind, Number, Number) const { return {}; }
};

bool is_chain(const Wiring& wiring) {
  const auto count = static_cast<std::uint32_t>(wiring.steps.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const Wiring::Step& step = wiring.steps[i];
    if (step.kind != Wiring::Kind::kHole || step.what != i) return false;
    if (step.inputs != std::vector<std::uint32_t>{i}) return false;
  }
  return wiring.arity == 1 && wiring.result == count;
}

Wiring record(const ir::Space& space, const ir::Rule& rule, std::uint32_t arity, Labels& label) {
  Recorder recorder{space, label, {}};
  recorder.wiring.arity = arity;
  std::vector<std::uint32_t> inputs(arity);
  for (std::uint32_t i = 0; i < arity; ++i) inputs[i] = i;
  ir::Scope<Recorder> scope;
  scope.incoming = inputs.data();
  scope.hole = [&](std::uint32_t hole, std::span<const std::uint32_t> values) {
    return recorder.step(Wiring::Kind::kHole, hole, values);
  };
  recorder.wiring.result = ir::Evaluator<Recorder>(space, recorder).apply(rule.body, inputs, scope);
  recorder.wiring.chain = is_chain(recorder.wiring);
  return std::move(recorder.wiring);
}

RuleForm make_form(const ir::Space& space, const ir::Rule& rule, std::uint32_t arity, Labels& label,
                   GraphView view) {
  const auto holes = static_cast<std::uint32_t>(rule.holes.size());
  const auto function = [&](const std::string& text) {
    const Form form = view == GraphView::kChoices ? Form::kNode : form_of_function(space, rule.body);
    return RuleForm{form, form == Form::kNode ? label(text) : 0, holes, {}};
  };
  const auto whole = [&](const auto&) {
    const std::uint32_t folded = label(space[rule.lhs].name + " " + rule.head);
    return RuleForm{Form::kOperator, folded, holes, record(space, rule, arity, label)};
  };
  return match(
      space[rule.body].node, [&](const ir::Layer& layer) { return function(layer.text); },
      [&](const ir::Call& call) { return function(call.text); },
      [&](const ir::Hole&) { return RuleForm{Form::kUnit, 0, holes, {}}; }, whole);
}

}  // namespace

Wirings make_wirings(const ir::Space& space, GraphView view) {
  Wirings wirings;
  Labels label(wirings.labels);
  Arities arities(space);
  for (const ir::NonterminalId root : space.roots)
    wirings.inputs = std::max(wirings.inputs, arities.of(root));
  label("input");
  label("output");
  for (std::uint32_t i = 1; i < wirings.inputs; ++i) label("input " + std::to_string(i));
  for (const ir::Rule& rule : space.rules) {
    wirings.rules.push_back(make_form(space, rule, arities.of(rule.lhs), label, view));
  }
  return wirings;
}

}  // namespace nasg::derivation
