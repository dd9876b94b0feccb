// SPDX-License-Identifier: Apache-2.0
// Verification of concrete shapes.
#include "compiler/sema/shapes.h"

#include <algorithm>
#include <deque>

#include "compiler/diag/codes/types.h"
#include "compiler/ir/automaton.h"
#include "compiler/sema/shape_algebra.h"
#include "compiler/sema/structure.h"

namespace nasg::sema {

namespace code = diag::code;

namespace {

using Algebra = ShapeAlgebra<std::int64_t>;
using Value = Algebra::Value;

constexpr std::size_t kMaxPairs = 20'000;
constexpr std::size_t kMaxWays = std::size_t{1} << 16;

class Verifier {
 public:
  Verifier(const ElaboratedSpace& elaborated, diag::Sink& sink)
      : elaborated_(elaborated),
        space_(elaborated.space),
        reporter_(sink),
        depths_(least_depths(elaborated.space)) {
    for (std::size_t i = 0; i < space_.nonterminals.size(); ++i) shallowest_.push_back(shallowest(i));
  }

  // 1. The frame meets the first pairs. A pair's output is what its shallowest rule yields, found
  // recursively: the
  //    holes of that rule are shallower, so this ends whatever recursion the grammar has.
  // 2. Pairs are taken in the order of depth, each once; every other rule that the depth limit allows there
  // is
  //    evaluated, may meet new pairs, and must yield the same output.
  void run() {
    Algebra algebra(elaborated_);
    algebra.begin(&reporter_, {});
    const Value output = evaluate(algebra, space_.frame, {space_.input}, space_.roots, 1);
    if (output.is_known() && output.shape != space_.output)
      algebra.fail(code::E0307, space_[space_.frame].place,
                   {space_.name, ir::text(output.shape), ir::text(space_.output)});
    while (!open_.empty()) {
      if (pairs_.size() > kMaxPairs) return too_many();
      const Pair pair = open_.front();
      open_.pop_front();
      for (std::uint32_t i = 0; i < space_[pair.nonterminal].rule_count; ++i)
        verify(pair, space_[pair.nonterminal].first_rule + i);
    }
  }

 private:
  using Shapes = std::vector<ir::Shape>;  // of all values that a nonterminal takes
  using Key = std::pair<std::uint32_t, Shapes>;
  struct Pair {
    ir::NonterminalId nonterminal;
    Shapes inputs;
    std::uint32_t depth = 1;
  };
  struct Known {
    Value output;
    bool met = false;  ///< put into the queue
  };

  static std::string text(const Shapes& shapes) {
    std::string all;
    for (const ir::Shape& shape : shapes) all += (all.empty() ? "" : ", ") + ir::text(shape);
    return shapes.size() == 1 ? all : "(" + all + ")";
  }

  std::uint32_t shallowest(std::size_t id) const {
    const ir::Nonterminal& nonterminal = space_.nonterminals[id];
    for (std::uint32_t i = 0; i < nonterminal.rule_count; ++i)
      if (rule_depth(nonterminal.first_rule + i) == depths_[id]) return nonterminal.first_rule + i;
    NASG_ASSERT(false, "a productive nonterminal has a shallowest rule");
    return nonterminal.first_rule;
  }

  std::uint32_t rule_depth(std::uint32_t rule) const {
    std::uint32_t depth = 0;
    for (const ir::NonterminalId hole : space_.rules[rule].holes)
      depth = std::max(depth, depths_[hole.index()]);
    return depth + 1;
  }

  Value evaluate(Algebra& algebra, ir::ExprId body, const Shapes& inputs,
                 std::span<const ir::NonterminalId> holes, std::uint32_t depth) {
    std::vector<Value> incoming;
    for (const ir::Shape& input : inputs) incoming.push_back(Value::known(input));
    ir::Scope<Algebra> scope;
    scope.incoming = incoming.data();
    scope.hole = [&, depth](std::uint32_t hole, std::span<const Value> values) {
      return meet(holes[hole], values, depth);
    };
    ir::Evaluator<Algebra> evaluator(space_, algebra);
    if (depth == 0) return evaluator.apply(body, incoming, scope);
    // The types say that the output is the same in every way, but for divisions that round; the layers may
    // refuse in any.
    Ways ways;
    algebra.try_ways(&ways);
    Value output;
    std::size_t tried = 0;
    do {
      const Value made = evaluator.apply(body, incoming, scope);
      if (made.state != Value::State::kUnknown && !output.is_known()) output = made;
      if (made.state == Value::State::kFailed) return made;
      if (made.is_known() && made.shape != output.shape)
        return algebra.fail(code::E0314, space_[body].place, {"this", ir::text(made.shape)});
      if (++tried > kMaxWays)
        return algebra.fail(code::E0315, space_[body].place, {std::to_string(kMaxWays)});
    } while (ways.advance());
    return output;
  }

  /// The output of a pair; depth 0 asks quietly, any other puts the pair into the queue at that depth.
  Value meet(ir::NonterminalId id, std::span<const Value> inputs, std::uint32_t depth) {
    Key key{id.value, {}};
    for (const Value& input : inputs) {
      if (!input.is_known()) return input;
      key.second.push_back(input.shape);
    }
    const auto [at, fresh] = pairs_.try_emplace(key);
    if (depth > 0 && !at->second.met) {
      at->second.met = true;
      open_.push_back({id, key.second, depth});
    }
    if (!fresh) return at->second.output;
    Algebra quiet(elaborated_);
    const ir::Rule& rule = space_.rules[shallowest_[id.index()]];
    const Value output = evaluate(quiet, rule.body, key.second, rule.holes, 0);
    return pairs_[key].output = output;
  }

  void verify(const Pair& pair, std::uint32_t index) {
    const std::uint32_t limit = space_.depth_limit.value_or(ir::kMaxDepth);
    if (rule_depth(index) > limit - pair.depth + 1) return;
    const ir::Rule& rule = space_.rules[index];
    const std::string& name = space_[pair.nonterminal].name;
    Algebra algebra(elaborated_);
    algebra.begin(&reporter_,
                  {{}, "for the incoming shape " + text(pair.inputs) + " of `" + name + "`", rule.place});
    const Value output = evaluate(algebra, rule.body, pair.inputs, rule.holes, pair.depth + 1);
    const Value& expected = pairs_[{pair.nonterminal.value, pair.inputs}].output;
    if (!output.is_known() || !expected.is_known() || output.shape == expected.shape) return;
    const std::string from = text(pair.inputs) + " -> ";
    algebra.fail(
        code::E0305, rule.place, {name, from + ir::text(output.shape), from + ir::text(expected.shape)},
        {{space_.rules[shallowest_[pair.nonterminal.index()]].place, "this alternative is the other"}});
  }

  void too_many() {
    const Pair& pair = open_.front();
    Algebra algebra(elaborated_);
    algebra.begin(&reporter_, {});
    algebra.fail(code::E0312, space_[pair.nonterminal].place,
                 {space_[pair.nonterminal].name, text(pair.inputs)});
  }

  const ElaboratedSpace& elaborated_;
  const ir::Space& space_;
  Reporter reporter_;
  std::vector<std::uint32_t> depths_;
  std::vector<std::uint32_t> shallowest_;
  std::map<Key, Known> pairs_;
  std::deque<Pair> open_;
};

}  // namespace

void verify_shapes(const ElaboratedSpace& elaborated, diag::Sink& sink) {
  Verifier(elaborated, sink).run();
}

}  // namespace nasg::sema
