// SPDX-License-Identifier: Apache-2.0
// Makes spaces by hand: lowers the bodies that tests write to expressions.
#include "tests/support/space_builder.h"

#include <algorithm>
#include <cassert>

namespace nasg::testing {

using ir::ExprId;
using ir::Number;

Body leaf(std::string name) {
  return {Body::Kind::kLeaf, std::move(name), {}};
}
Body nt(std::string name) {
  return {Body::Kind::kNonterminal, std::move(name), {}};
}
Body var(std::string name) {
  return {Body::Kind::kLet, std::move(name), {}};
}
Body topology(std::string name, std::vector<Body> parts) {
  return {Body::Kind::kTopology, std::move(name), std::move(parts)};
}
Body chain(std::vector<Body> parts) {
  return {Body::Kind::kChain, ">>", std::move(parts)};
}
Body merge(ir::MergeKind kind, std::vector<Body> parts) {
  return {Body::Kind::kMerge, ir::name(kind), std::move(parts), kind};
}
Body repeat(Body body, std::uint32_t count) {
  return {Body::Kind::kRepeat, "^", {std::move(body)}, ir::MergeKind::kAdd, count};
}

Number number(std::int64_t value) {
  return {Number::Kind::kInteger, value, 0, {}};
}
Number channels(std::int64_t factor) {
  const Number incoming{Number::Kind::kDim, 0, 0, {}};
  if (factor == 1) return incoming;
  return {Number::Kind::kMultiply, 0, 0, {number(factor), incoming}};
}

/// What names of holes mean while one body is lowered.
struct SpaceBuilder::Holes {
  std::vector<ir::NonterminalId> derived;
  std::vector<std::pair<std::string, std::uint32_t>> names;
  bool shared = false;  ///< a nonterminal that recurs is one hole, as in a frame
};

SpaceBuilder::SpaceBuilder(std::string name, ir::Shape input, ir::Shape output) {
  space_.name = std::move(name);
  space_.input = std::move(input);
  space_.output = std::move(output);
}

ExprId SpaceBuilder::add(decltype(ir::Expr::node) node) {
  space_.exprs.push_back({std::move(node), {}});
  return ExprId(space_.exprs.size() - 1);
}

ExprId SpaceBuilder::layers(const std::vector<LayerCall>& layers) {
  std::vector<ExprId> parts;
  for (const LayerCall& call : layers) {
    const ir::LayerInfo* info = ir::find_layer(call.layer);
    assert(info != nullptr && "tests name layers that exist");
    ir::Layer layer{info->kind, call.args, call.layer};
    for (std::size_t i = layer.args.size(); i < info->params.size(); ++i) {
      const ir::LayerParam& param = info->params[i];
      if (param.fallback == ir::LayerParam::kHalfKernel)
        layer.args.push_back(number((layer.args[0].integer - 1) / 2));
      else if (param.type == ir::ParamType::kReal)
        layer.args.push_back({Number::Kind::kReal, 0, param.fallback, {}});
      else
        layer.args.push_back(number(static_cast<std::int64_t>(param.fallback)));
    }
    parts.push_back(add(std::move(layer)));
  }
  return parts.size() == 1 ? parts[0] : add(ir::Chain{parts});
}

void SpaceBuilder::op(const std::string& name, const std::vector<LayerCall>& calls) {
  op(name, layers(calls));
}

void SpaceBuilder::op(const std::string& name, ExprId body) {
  space_.ops.push_back({name, {}, {}, body, "", {}});
}

ir::Block::Step SpaceBuilder::edge(std::uint32_t argument, std::vector<std::uint32_t> inputs) {
  return {add(ir::Hole{argument}), std::move(inputs)};
}

void SpaceBuilder::topology(const std::string& name, std::vector<std::string> params, ir::Block body) {
  const std::uint32_t inputs = body.inputs;
  std::vector<std::uint32_t> param_inputs(params.size(), 1);
  for (const ir::Block::Step& step : body.steps)
    if (const auto* function = std::get_if<ir::ExprId>(&step.what))
      if (const auto* hole = std::get_if<ir::Hole>(&space_[*function].node))
        param_inputs[hole->index] = static_cast<std::uint32_t>(step.inputs.size());
  space_.topologies.push_back(
      {name, std::move(params), std::move(param_inputs), inputs, add(std::move(body)), "", {}});
}

void SpaceBuilder::rule(const std::string& nonterminal, Body body, RuleOptions options) {
  const auto same = [&](const ir::Nonterminal& known) { return known.name == nonterminal; };
  if (std::none_of(space_.nonterminals.begin(), space_.nonterminals.end(), same)) {
    ir::Nonterminal fresh;
    fresh.name = nonterminal;
    space_.nonterminals.push_back(std::move(fresh));
  }
  rules_.push_back({nonterminal, std::move(body), std::move(options)});
}

void SpaceBuilder::leaves(const std::string& nonterminal, const std::vector<std::string>& names) {
  for (const std::string& name : names) rule(nonterminal, leaf(name));
}

void SpaceBuilder::frame(Body body) {
  frame_ = {std::move(body)};
}
void SpaceBuilder::depth_limit(std::uint32_t limit) {
  space_.depth_limit = limit;
}

ir::NonterminalId SpaceBuilder::find(const std::string& nonterminal) const {
  for (std::size_t i = 0; i < space_.nonterminals.size(); ++i)
    if (space_.nonterminals[i].name == nonterminal) return ir::NonterminalId(i);
  assert(false && "tests name nonterminals that exist");
  return {};
}

ExprId SpaceBuilder::lower_leaf(const std::string& name) {
  for (std::size_t i = 0; i < space_.ops.size(); ++i)
    if (space_.ops[i].name == name) return add(ir::Call{ir::OpId(i), {}, name});
  return layers({{name, {}}});
}

ExprId SpaceBuilder::lower(const Body& body, Holes& holes) {
  std::vector<ExprId> parts;
  for (const Body& part : body.parts) parts.push_back(lower(part, holes));
  switch (body.kind) {
    case Body::Kind::kLeaf: return lower_leaf(body.name);
    case Body::Kind::kChain: return add(ir::Chain{parts});
    case Body::Kind::kMerge: return add(ir::Merge{body.merge, parts});
    case Body::Kind::kRepeat: return add(ir::Repeat{parts[0], body.count});
    case Body::Kind::kTopology:
      for (std::size_t i = 0; i < space_.topologies.size(); ++i)
        if (space_.topologies[i].name == body.name) return add(ir::Apply{ir::TopologyId(i), parts});
      assert(false && "tests name topologies that exist");
      return {};
    case Body::Kind::kLet:
    case Body::Kind::kNonterminal: break;
  }
  for (const auto& [name, hole] : holes.names)
    if (name == body.name) return add(ir::Hole{hole});
  holes.derived.push_back(find(body.name));
  const auto hole = static_cast<std::uint32_t>(holes.derived.size() - 1);
  if (holes.shared) holes.names.emplace_back(body.name, hole);
  return add(ir::Hole{hole});
}

namespace {

std::string head_of(const Body& body, const RuleOptions& options) {
  if (!options.lets.empty()) return "let";
  if (body.kind == Body::Kind::kNonterminal) return "";
  return body.kind == Body::Kind::kRepeat ? "^" + std::to_string(body.count) : body.name;
}

}  // namespace

void SpaceBuilder::lower_rule(const Pending& pending) {
  Holes holes;
  ir::Rule rule;
  for (const RuleOptions::Let& let : pending.options.lets) {
    const auto hole = static_cast<std::uint32_t>(holes.derived.size());
    holes.names.emplace_back(let.name, hole);
    holes.derived.push_back(find(let.nonterminal));
    rule.lets.push_back({hole, let.name, let.tied});
  }
  rule.lhs = find(pending.nonterminal);
  rule.body = lower(pending.body, holes);
  rule.holes = holes.derived;
  rule.weight = pending.options.weight;
  rule.connected = pending.options.connected;
  rule.head = head_of(pending.body, pending.options);
  space_.rules.push_back(std::move(rule));
}

ir::Space SpaceBuilder::build() {
  for (ir::Nonterminal& nonterminal : space_.nonterminals) {
    nonterminal.first_rule = static_cast<std::uint32_t>(space_.rules.size());
    for (const Pending& pending : rules_)
      if (pending.nonterminal == nonterminal.name) lower_rule(pending);
    nonterminal.rule_count = static_cast<std::uint32_t>(space_.rules.size()) - nonterminal.first_rule;
    nonterminal.axes = ir::default_axes(space_.input.size());
    for (std::size_t axis = 0; axis < space_.input.size(); ++axis)
      nonterminal.input.push_back(ir::Dim::incoming(static_cast<int>(axis)));
    nonterminal.output = nonterminal.input;
  }
  Holes holes;
  holes.shared = true;
  space_.frame = lower(frame_.empty() ? nt(space_.nonterminals[0].name) : frame_[0], holes);
  space_.roots = holes.derived;
  return space_;
}

}  // namespace nasg::testing
