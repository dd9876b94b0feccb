// SPDX-License-Identifier: Apache-2.0
// Enumerates derivations by plain recursion, and evaluates each body on booleans.
#include "tests/support/brute_force.h"

#include <algorithm>

#include "compiler/ir/evaluate.h"

namespace nasg::testing {

namespace {

struct BooleanAlgebra {
  using Value = int;  // 1: connected
  struct Number {};
  int layer(const ir::Layer& layer, ir::ExprId, std::span<const Number>, int input) const {
    return layer.kind == ir::LayerKind::kZero ? 0 : input;
  }
  int merge(ir::MergeKind kind, ir::ExprId, std::span<const int> branches) const {
    const auto connected = [](int branch) { return branch != 0; };
    return kind == ir::MergeKind::kMultiply ? std::all_of(branches.begin(), branches.end(), connected)
                                            : std::any_of(branches.begin(), branches.end(), connected);
  }
  bool enters(const ir::Call&) const { return true; }
  int call(const ir::Call&, ir::ExprId, int input) const { return input; }
  Number integer(std::int64_t) const { return {}; }
  Number real(double) const { return {}; }
  Number dim(int, int) const { return {}; }
  Number arithmetic(ir::Number::Kind, Number, Number) const { return {}; }
};

class BruteForce {
 public:
  explicit BruteForce(const ir::Space& space) : space_(space), evaluator_(space, algebra_) {}

  std::vector<Enumerated> derivations(ir::NonterminalId id, std::uint32_t depth) {
    std::vector<Enumerated> all;
    if (depth == 0) return all;
    const ir::Nonterminal& nonterminal = space_[id];
    double sum = 0;
    for (std::uint32_t r = 0; r < nonterminal.rule_count; ++r)
      sum += space_.rules[nonterminal.first_rule + r].weight;
    for (std::uint32_t r = 0; r < nonterminal.rule_count; ++r) {
      const ir::RuleId rule(nonterminal.first_rule + r);
      Enumerated start{{{rule}}, space_[rule].weight / sum, true};
      std::vector<bool> holes;
      extend(rule, depth, start, holes, all);
    }
    return all;
  }

 private:
  void extend(ir::RuleId id, std::uint32_t depth, const Enumerated& begun, const std::vector<bool>& holes,
              std::vector<Enumerated>& all) {
    const ir::Rule& rule = space_[id];
    if (holes.size() < rule.holes.size()) {
      for (const Enumerated& part : derivations(rule.holes[holes.size()], depth - 1)) {
        Enumerated longer = begun;
        longer.derivation.rules.insert(longer.derivation.rules.end(), part.derivation.rules.begin(),
                                       part.derivation.rules.end());
        longer.probability *= part.probability;
        std::vector<bool> more = holes;
        more.push_back(part.connected);
        extend(id, depth, longer, more, all);
      }
      return;
    }
    ir::Scope<BooleanAlgebra> scope;
    scope.hole = [&](std::uint32_t hole, std::span<const int> values) {
      return holes[hole] && std::any_of(values.begin(), values.end(), [](int value) { return value != 0; })
                 ? 1
                 : 0;
    };
    const std::vector<int> inputs(space_[rule.lhs].inputs(), 1);
    scope.incoming = inputs.data();
    Enumerated whole = begun;
    whole.connected = evaluator_.apply(rule.body, inputs, scope) != 0;
    if (whole.connected || !rule.connected) all.push_back(whole);
  }

  const ir::Space& space_;
  BooleanAlgebra algebra_;
  ir::Evaluator<BooleanAlgebra> evaluator_;
};

}  // namespace

std::vector<Enumerated> enumerate(const ir::Space& space, std::uint32_t depth) {
  BruteForce force(space);
  std::vector<Enumerated> all{{}};
  for (const ir::NonterminalId root : space.roots) {
    const std::vector<Enumerated> parts = force.derivations(root, space.depth_limit.value_or(depth));
    std::vector<Enumerated> longer;
    for (const Enumerated& begun : all)
      for (const Enumerated& part : parts) {
        longer.push_back(begun);
        longer.back().probability *= part.probability;
        auto& rules = longer.back().derivation.rules;
        rules.insert(rules.end(), part.derivation.rules.begin(), part.derivation.rules.end());
      }
    all = std::move(longer);
  }
  return all;
}

}  // namespace nasg::testing
