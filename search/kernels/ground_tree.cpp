// SPDX-License-Identifier: Apache-2.0
// Families by what ops are made of, and the tree over them.
#include "search/kernels/ground_tree.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace nasg::search {
namespace {

enum Family : std::uint32_t { kZeros, kMaps, kPools, kNorms, kActivations, kIdentities, kOthers };

Family family_of(ir::LayerKind kind) {
  switch (kind) {
    case ir::LayerKind::kZero: return kZeros;
    case ir::LayerKind::kConv2d:
    case ir::LayerKind::kLinear: return kMaps;
    case ir::LayerKind::kAvgPool:
    case ir::LayerKind::kMaxPool:
    case ir::LayerKind::kGlobalAvgPool:
    case ir::LayerKind::kGlobalMaxPool: return kPools;
    case ir::LayerKind::kBatchNorm:
    case ir::LayerKind::kInstanceNorm:
    case ir::LayerKind::kLayerNorm:
    case ir::LayerKind::kGroupNorm:
    case ir::LayerKind::kRmsNorm: return kNorms;
    case ir::LayerKind::kId: return kIdentities;
    default: return (ir::info(kind).traits & ir::kElementwise) != 0 ? kActivations : kOthers;
  }
}

/// The least of its parts: a zero in a chain cuts it, a convolution is more than what stands beside it.
std::uint32_t family_of(const ir::Space& space, ir::ExprId id) {
  const auto least = [&](const std::vector<ir::ExprId>& parts) {
    std::uint32_t family = kOthers;
    for (const ir::ExprId part : parts) family = std::min(family, family_of(space, part));
    return family;
  };
  return ir::match(
      space[id].node, [](const ir::Layer& layer) { return std::uint32_t{family_of(layer.kind)}; },
      [&](const ir::Call& call) { return family_of(space, space[call.op].body); },
      [&](const ir::Apply& use) { return std::max<std::uint32_t>(least(use.args), kMaps); },
      [](const ir::Hole&) { return std::uint32_t{kOthers}; },
      [&](const ir::Chain& chain) { return least(chain.parts); },
      [&](const ir::Merge& merge) { return std::max<std::uint32_t>(least(merge.parts), kMaps); },
      [&](const ir::Repeat& repeat) { return family_of(space, repeat.body); },
      [&](const ir::Block& block) {
        std::uint32_t family = kOthers;
        for (const ir::Block::Step& step : block.steps)
          if (const auto* part = std::get_if<ir::ExprId>(&step.what))
            family = std::min(family, family_of(space, *part));
        return std::max<std::uint32_t>(family, kMaps);
      });
}

}  // namespace

Families make_families(const ir::Space& space, std::span<const std::string> labels,
                       const std::vector<std::vector<std::string>>& groups) {
  std::map<std::string, std::uint32_t> by_text;
  for (std::size_t i = 0; i < space.exprs.size(); ++i) {
    const ir::ExprId id(i);
    if (const auto* layer = std::get_if<ir::Layer>(&space[id].node))
      by_text.emplace(layer->text, family_of(space, id));
    if (const auto* call = std::get_if<ir::Call>(&space[id].node))
      by_text.emplace(call->text, family_of(space, id));
  }
  Families made;
  std::map<std::pair<std::size_t, std::string>, std::uint32_t> numbers;
  for (const std::string& label : labels) {
    const auto known = by_text.find(label);
    const std::uint32_t family = known == by_text.end() ? kOthers : known->second;
    made.is_zero.push_back(family == kZeros ? 1 : 0);
    std::pair<std::size_t, std::string> key(family, family == kOthers ? label : "");
    for (std::size_t g = 0; g < groups.size(); ++g)
      if (std::find(groups[g].begin(), groups[g].end(), label) != groups[g].end())
        key = {kOthers + 1 + g, ""};
    made.family.push_back(numbers.try_emplace(key, static_cast<std::uint32_t>(numbers.size())).first->second);
  }
  return made;
}

GramCounts::GramCounts(const GroundTree& tree) : counts_(tree.edges_above.size(), 0) {
  std::vector<std::uint32_t> order(tree.weights.size()), rank(tree.weights.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [](auto a, auto b) { return spread(a) < spread(b); });
  for (const std::uint32_t edge : order) {
    rank[edge] = static_cast<std::uint32_t>(edges_.size());
    edges_.push_back({spread(edge), tree.weights[edge]});
  }
  for (const auto& [gram, edges] : tree.edges_above) {
    number_(spread(gram.first, gram.second));
    for (const std::uint32_t edge : edges) above_.push_back(rank[edge]);
    begin_.push_back(static_cast<std::uint32_t>(above_.size()));
  }
}

bool GramCounts::add(const Gram& gram) {
  const std::uint32_t number = number_.find(spread(gram.first, gram.second));
  if (number == Interner::kUnknown) return false;
  if (counts_[number]++ == 0) met_.push_back(number);
  ++total_;
  return true;
}

Histogram GramCounts::masses() {
  met_edges_.clear();
  for (const std::uint32_t gram : met_) {
    for (std::uint32_t i = begin_[gram]; i < begin_[gram + 1]; ++i) {
      Edge& edge = edges_[above_[i]];
      if (edge.count == 0) met_edges_.push_back(above_[i]);
      edge.count += counts_[gram];
    }
    counts_[gram] = 0;
  }
  std::sort(met_edges_.begin(), met_edges_.end());
  Histogram masses;
  masses.reserve(met_edges_.size());
  for (const std::uint32_t met : met_edges_) {
    Edge& edge = edges_[met];
    if (edge.weight > 0) masses.push_back({edge.key, edge.weight * edge.count / total_});
    edge.count = 0;
  }
  met_.clear();
  total_ = 0;
  return masses;
}

GroundTree family_tree(std::span<const std::uint32_t> families, double alpha, bool pairs) {
  GroundTree tree;
  std::map<std::array<std::uint32_t, 4>, std::uint32_t> edges;
  const auto edge = [&](double weight, std::array<std::uint32_t, 4> name) {
    const auto [at, added] = edges.try_emplace(name, static_cast<std::uint32_t>(tree.weights.size()));
    if (added) tree.weights.push_back(weight);
    return at->second;
  };
  const auto count = static_cast<std::uint32_t>(families.size());
  const double inner = 1 - alpha;
  for (std::uint32_t a = 0; a < count; ++a) {
    tree.edges_above[{a}] = {edge(1, {0}), edge(inner, {1, families[a]}), edge(alpha, {2, a})};
    for (std::uint32_t b = 0; pairs && b < count; ++b) {
      const auto [low, high] = std::minmax(families[a], families[b]);
      const std::uint32_t order = low == high ? (a == b ? 2 : 3) : (families[a] == low ? 0 : 1);
      tree.edges_above[{a, b}] = {edge(1, {3}), edge(inner, {4, low, high}),
                                  edge(alpha * inner, {5 + order, low, high}),
                                  edge(alpha * alpha, {9, a, b})};
    }
  }
  return tree;
}

}  // namespace nasg::search
