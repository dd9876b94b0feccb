// SPDX-License-Identifier: Apache-2.0
// One walk over the body of every rule.
#include "compiler/ir/occurrences.h"

#include <map>
#include <utility>

namespace nasg::ir {

namespace {

class Counter {
 public:
  Counter(const Space& space, const Limit& limit) : space_(space), uses_(space.topologies.size()) {
    for (const Limit::Term& term : limit.terms)
      if (term.what == Quantity::kCount) factors_[term.counted] += term.factor;
  }

  Occurrences run() {
    Occurrences result;
    for (const Rule& rule : space_.rules) {
      own_ = 0;
      holes_.assign(rule.holes.size(), 0);
      walk(rule.body, 1);
      result.own.push_back(own_);
      result.holes.push_back(holes_);
    }
    return result;
  }

 private:
  void count(const std::string& name, double times) {
    const auto factor = factors_.find(name);
    if (factor != factors_.end()) own_ += times * factor->second;
  }

  void walk(ExprId id, double times) {
    match(
        space_[id].node, [&](const Layer& layer) { count(info(layer.kind).name, times); },
        [&](const Call& call) { count(space_[call.op].name, times); },
        [&](const Apply& use) {
          count(space_[use.topology].name, times);
          const std::vector<double> uses = uses_of(use.topology);
          for (std::size_t i = 0; i < use.args.size(); ++i) walk(use.args[i], times * uses[i]);
        },
        [&](const Hole& hole) { holes_[hole.index] += times; },
        [&](const Chain& chain) {
          for (const ExprId part : chain.parts) walk(part, times);
        },
        [&](const Merge& merge) {
          for (const ExprId part : merge.parts) walk(part, times);
        },
        [&](const Repeat& repeat) { walk(repeat.body, times * repeat.count); },
        [&](const Block& block) {
          for (const Block::Step& step : block.steps)
            if (const auto* function = std::get_if<ExprId>(&step.what)) walk(*function, times);
        });
  }

  /// How often a topology applies each of its parameters.
  const std::vector<double>& uses_of(TopologyId id) {
    std::vector<double>& uses = uses_[id.index()];
    if (!uses.empty() || space_[id].params.empty()) return uses;
    const double own = own_;
    std::vector<double> holes = std::exchange(holes_, std::vector<double>(space_[id].params.size(), 0));
    walk(space_[id].body, 1);
    own_ = own;
    uses_[id.index()] = std::exchange(holes_, std::move(holes));
    return uses_[id.index()];
  }

  const Space& space_;
  std::map<std::string, double, std::less<>> factors_;
  std::vector<std::vector<double>> uses_;  ///< by topology, once known
  double own_ = 0;
  std::vector<double> holes_;
};

}  // namespace

Occurrences occurrences(const Space& space, const Limit& limit) {
  return Counter(space, limit).run();
}

}  // namespace nasg::ir
