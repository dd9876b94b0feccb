// SPDX-License-Identifier: Apache-2.0
// Networks of terms: multisets of nodes flow through the wirings of their rules.
#include "runtime/derivation/network_graph.h"

#include <algorithm>
#include <map>

#include "compiler/ir/layers.h"
#include "runtime/derivation/graph_wiring.h"

namespace nasg::derivation {
namespace {

using Kind = Wiring::Kind;
using Form = RuleForm::Kind;
/// A value: the nodes whose outputs it is the sum of, in order.
using Sum = std::vector<std::uint32_t>;

}  // namespace

struct NetworkGrapher::Tables {
  explicit Tables(const ir::Space& given) : space(given), wirings(make_wirings(given)) {
    const auto find = [&](const char* text) {
      const auto at = std::ranges::find(wirings.labels, text);
      return static_cast<std::uint32_t>(at - wirings.labels.begin());
    };
    concatenation = find(ir::name(ir::MergeKind::kConcatenate));
    sum = static_cast<std::uint32_t>(wirings.labels.size());
    nothing = sum + 1;
    tie = sum + 2;
    kinds = sum + 3;
  }

  const ir::Space& space;
  Wirings wirings;
  std::uint32_t concatenation;
  std::uint32_t sum, nothing, tie;  ///< labels behind those of the wirings
  std::uint32_t kinds;              ///< of labels; those of a further root are so many more
};

namespace {

/// Recursion is as deep as the derivation, at most kMaxDepth rules.
template <class Tables>
class Builder {
 public:
  Builder(const Tables& tables, const Derivation& derivation)
      : tables_(tables), rules_(derivation.rules), ends_(subtree_ends(tables.space, rules_)) {}

  NetworkGraph build() {
    std::vector<Sum> inputs;
    for (std::uint32_t i = 0; i < tables_.wirings.inputs; ++i)
      inputs.push_back({add_node(i == 0 ? 0 : i + 1)});
    for (std::uint32_t position = 0; position < rules_.size(); position = ends_[position], ++root_) {
      const Sum result = derive(position, inputs);
      outputs_.push_back(add_node(1));
      read(outputs_.back(), result, 0);
    }
    return pruned();
  }

 private:
  std::uint32_t add_node(std::uint32_t label) {
    graph_.labels.push_back(label + root_ * tables_.kinds);
    return static_cast<std::uint32_t>(graph_.labels.size() - 1);
  }
  void read(std::uint32_t node, const Sum& value, std::uint32_t port) {
    for (const std::uint32_t from : value) graph_.edges.push_back({from, node, port});
  }
  static Sum added(const std::vector<Sum>& values) {
    Sum all;
    for (const Sum& value : values) all.insert(all.end(), value.begin(), value.end());
    std::ranges::sort(all);
    return all;
  }

  Sum op(std::uint32_t label, const Sum& input) {
    if (input.empty()) return {};
    const std::uint32_t node = add_node(label);
    read(node, input, 0);
    return {node};
  }
  Sum merge(std::uint32_t label, const std::vector<Sum>& branches) {
    if (std::ranges::all_of(branches, &Sum::empty)) return {};
    const std::uint32_t node = add_node(label);
    for (std::uint32_t i = 0; i < branches.size(); ++i) {
      Sum branch = branches[i];
      if (branch.empty()) branch = {add_node(tables_.nothing)};
      if (branch.size() > 1) branch = op(tables_.sum, branch);
      read(node, branch, label == tables_.concatenation ? i + 1 : 0);
    }
    return {node};
  }

  Sum derive(std::uint32_t position, std::vector<Sum> inputs) {
    while (form(position).kind == Form::kUnit) ++position;
    const RuleForm& derived = form(position);
    if (derived.kind == Form::kZero) return {};
    if (derived.kind == Form::kIdentity) return added(inputs);
    if (derived.kind == Form::kNode) return op(derived.label, added(inputs));
    const Sum last = inputs.back();
    inputs.resize(derived.wiring.arity, last);
    return run(position, std::move(inputs));
  }

  Sum run(std::uint32_t position, std::vector<Sum> values) {
    const Wiring& wiring = form(position).wiring;
    const ir::Rule& rule = tables_.space[rules_[position]];
    std::vector<std::uint32_t> holes;
    for (std::uint32_t p = position + 1; holes.size() < rule.holes.size(); p = ends_[p]) holes.push_back(p);
    std::map<std::uint32_t, std::uint32_t> ties;  // by hole
    for (const ir::Let& let : rule.lets)
      if (let.tied) ties[let.hole] = add_node(tables_.tie);
    for (const Wiring::Step& step : wiring.steps) {
      std::vector<Sum> read;
      for (const std::uint32_t input : step.inputs) read.push_back(values[input]);
      values.push_back(take(step, std::move(read), holes, ties));
    }
    return values[wiring.result];
  }

  Sum take(const Wiring::Step& step, std::vector<Sum> inputs, const std::vector<std::uint32_t>& holes,
           const std::map<std::uint32_t, std::uint32_t>& ties) {
    switch (step.kind) {
      case Kind::kJoin: return added(inputs);
      case Kind::kProduct: return std::ranges::any_of(inputs, &Sum::empty) ? Sum() : merge(step.what, inputs);
      case Kind::kNode: return inputs.size() == 1 ? op(step.what, inputs.front()) : merge(step.what, inputs);
      case Kind::kHole: break;
    }
    const auto first = static_cast<std::uint32_t>(graph_.labels.size());
    const Sum result = derive(holes[step.what], std::move(inputs));
    const auto tie = ties.find(step.what);
    for (std::uint32_t v = first; tie != ties.end() && v < graph_.labels.size(); ++v)
      graph_.edges.push_back({tie->second, v, 0});
    return result;
  }

  const RuleForm& form(std::uint32_t position) const {
    return tables_.wirings.rules[rules_[position].index()];
  }

  /// What leads to an output, and the inputs.
  NetworkGraph pruned() {
    std::vector<std::vector<std::uint32_t>> read_by(graph_.labels.size());
    for (const NetworkGraph::Edge& edge : graph_.edges) read_by[edge.to].push_back(edge.from);
    std::vector<char> kept(graph_.labels.size(), 0);
    std::vector<std::uint32_t> open = outputs_;
    for (std::uint32_t i = 0; i < tables_.wirings.inputs; ++i) kept[i] = 1;
    while (!open.empty()) {
      const std::uint32_t node = open.back();
      open.pop_back();
      if (kept[node] != 0) continue;
      kept[node] = 1;
      open.insert(open.end(), read_by[node].begin(), read_by[node].end());
    }
    NetworkGraph result;
    std::vector<std::uint32_t> renamed(graph_.labels.size());
    for (std::size_t v = 0; v < renamed.size(); ++v) {
      if (kept[v] == 0) continue;
      renamed[v] = static_cast<std::uint32_t>(result.labels.size());
      result.labels.push_back(graph_.labels[v]);
    }
    for (const auto& [from, to, port] : graph_.edges)
      if (kept[from] != 0 && kept[to] != 0) result.edges.push_back({renamed[from], renamed[to], port});
    std::ranges::sort(result.edges);
    return result;
  }

  const Tables& tables_;
  std::span<const ir::RuleId> rules_;
  std::vector<std::uint32_t> ends_;
  NetworkGraph graph_;
  std::vector<std::uint32_t> outputs_;
  std::uint32_t root_ = 0;
};

}  // namespace

NetworkGrapher::NetworkGrapher(const ir::Space& space) : tables_(std::make_unique<const Tables>(space)) {}
NetworkGrapher::~NetworkGrapher() = default;
NetworkGrapher::NetworkGrapher(NetworkGrapher&&) noexcept = default;
NetworkGrapher& NetworkGrapher::operator=(NetworkGrapher&&) noexcept = default;

NetworkGraph NetworkGrapher::operator()(const Derivation& derivation) const {
  return Builder(*tables_, derivation).build();
}

}  // namespace nasg::derivation
