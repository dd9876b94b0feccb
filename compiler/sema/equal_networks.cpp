// SPDX-License-Identifier: Apache-2.0
// Alternatives as networks, hash-consed: equal ones get equal numbers.
#include <algorithm>
#include <map>

#include "compiler/diag/codes/names.h"
#include "compiler/diag/codes/spaces.h"
#include "compiler/ir/evaluate.h"
#include "compiler/ir/number_text.h"
#include "compiler/sema/warnings.h"

namespace nasg::sema {

namespace {

/// A value is a node of the network, a number its text.
struct NetworkAlgebra {
  using Value = std::uint32_t;
  using Number = std::string;

  std::map<std::string, Value> nodes;

  Value node(const std::string& label, std::span<const Value> inputs) {
    std::string key = label;
    for (const Value input : inputs) key += " " + std::to_string(input);
    return nodes.try_emplace(std::move(key), static_cast<Value>(nodes.size() + 1)).first->second;
  }
  Value layer(const ir::Layer& layer, ir::ExprId, std::span<const Number> args, Value input) {
    if (layer.kind == ir::LayerKind::kId) return input;
    std::string label = ir::info(layer.kind).name;
    for (const Number& arg : args) label += "," + arg;
    return node(label, {&input, 1});
  }
  Value merge(ir::MergeKind kind, ir::ExprId, std::span<const Value> branches) {
    std::vector<Value> inputs(branches.begin(), branches.end());
    if (ir::is_commutative(kind)) std::ranges::sort(inputs);
    return node(ir::name(kind), inputs);
  }
  bool enters(const ir::Call&) const { return true; }
  Value call(const ir::Call&, ir::ExprId, Value input) { return input; }
  Number integer(std::int64_t value) { return std::to_string(value); }
  Number real(double value) { return ir::real_text(value); }
  Number dim(Value value, int axis) { return std::to_string(value) + "." + std::to_string(axis); }
  Number arithmetic(ir::Number::Kind kind, const Number& a, const Number& b) {
    return "(" + a + " " + std::to_string(static_cast<int>(kind)) + " " + b + ")";
  }
  Number reads(Value, std::uint32_t input, std::uint32_t inputs, const auto& apply) {
    std::vector<Value> values;
    for (std::uint32_t i = 0; i < inputs; ++i) values.push_back(node("input", {{i}}));
    return "reads" + std::to_string(input) + "." + std::to_string(apply(std::span<const Value>(values)));
  }
};

/// A part that is derived is known by its nonterminal, and by how many such parts the rule has before it.
std::vector<std::string> part_labels(const ir::Rule& rule) {
  std::vector<std::string> labels;
  std::map<ir::NonterminalId, int> before;
  for (const ir::NonterminalId hole : rule.holes)
    labels.push_back("part " + std::to_string(hole.index()) + " " + std::to_string(before[hole]++));
  for (const ir::Let& let : rule.lets)
    if (let.tied) labels[let.hole] += " tied";
  return labels;
}

NetworkAlgebra::Value network_of(const ir::Space& space, const ir::Rule& rule, NetworkAlgebra& algebra) {
  const std::vector<std::string> labels = part_labels(rule);
  std::vector<NetworkAlgebra::Value> inputs;  // no nodes: the last numbers
  for (std::uint32_t i = 0; i < space[rule.lhs].inputs(); ++i) inputs.push_back(UINT32_MAX - i);
  ir::Scope<NetworkAlgebra> scope;
  scope.incoming = inputs.data();
  scope.hole = [&](std::uint32_t hole, std::span<const NetworkAlgebra::Value> values) {
    return algebra.node(labels[hole], values);
  };
  return ir::Evaluator<NetworkAlgebra>(space, algebra).apply(rule.body, inputs, scope);
}

}  // namespace

void report_equal_networks(const ElaboratedSpace& elaborated, diag::Sink& sink) {
  const ir::Space& space = elaborated.space;
  const auto is_known = [&](const diag::Place& place) {
    return std::ranges::any_of(sink.all(), [&](const diag::Diagnostic& diagnostic) {
      return diagnostic.code == diag::code::W0218 && diagnostic.primary == place;
    });
  };
  for (const ir::Nonterminal& nonterminal : space.nonterminals) {
    NetworkAlgebra algebra;
    std::map<NetworkAlgebra::Value, diag::Place> first;
    for (std::uint32_t r = 0; r < nonterminal.rule_count; ++r) {
      const ir::Rule& rule = space.rules[nonterminal.first_rule + r];
      const auto [same, fresh] = first.emplace(network_of(space, rule, algebra), rule.place);
      if (fresh || same->second == rule.place || is_known(rule.place)) continue;
      sink.add(diag::make(diag::code::W0253, rule.place, nonterminal.name)).label(same->second, "the other");
    }
  }
}

}  // namespace nasg::sema
