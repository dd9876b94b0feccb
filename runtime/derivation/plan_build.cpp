// SPDX-License-Identifier: Apache-2.0
// The plan of a derivation: the fold over its rules' bodies, by interpretation.
#include "compiler/ir/evaluate.h"
#include "runtime/derivation/plan.h"

namespace nasg::derivation {

namespace {

struct PlanAlgebra {
  using Value = ValueId;
  using Number = ir::Scalar;

  PlanBuilder& builder;

  Value layer(const ir::Layer& layer, ir::ExprId, std::span<const Number> args, Value input) {
    return builder.layer(layer.kind, args, input);
  }
  Value merge(ir::MergeKind kind, ir::ExprId, std::span<const Value> branches) {
    return builder.merge(kind, branches);
  }
  bool enters(const ir::Call&) const { return true; }
  Value call(const ir::Call&, ir::ExprId, Value input) { return input; }
  Number integer(std::int64_t value) { return value; }
  Number real(double value) { return value; }
  Number dim(Value value, int axis) { return builder.shape(value)[static_cast<std::size_t>(axis)]; }

  Number arithmetic(ir::Number::Kind kind, const Number& a, const Number& b) {
    const auto* x = std::get_if<std::int64_t>(&a);
    const auto* y = std::get_if<std::int64_t>(&b);
    if (x != nullptr && y != nullptr) return whole(kind, *x, *y);
    const auto real = [](const Number& n) {
      return std::visit([](const auto value) { return static_cast<double>(value); }, n);
    };
    switch (kind) {
      case ir::Number::Kind::kAdd: return real(a) + real(b);
      case ir::Number::Kind::kSubtract: return real(a) - real(b);
      case ir::Number::Kind::kMultiply: return real(a) * real(b);
      default: return real(a) / real(b);
    }
  }

  static std::int64_t whole(ir::Number::Kind kind, std::int64_t x, std::int64_t y) {
    switch (kind) {
      case ir::Number::Kind::kAdd: return x + y;
      case ir::Number::Kind::kSubtract: return x - y;
      case ir::Number::Kind::kMultiply: return x * y;
      default: return y == 0 ? 0 : ir::floor_divide(x, y);
    }
  }
};

/// Recursion is as deep as the derivation, at most kMaxDepth rules.
class Planner {
 public:
  Planner(const ir::Space& space, const Derivation& derivation)
      : space_(space),
        rules_(derivation.rules),
        ends_(subtree_ends(space, rules_)),
        builder_(space.input),
        algebra_{builder_},
        evaluator_(space, algebra_) {}

  diag::Result<Plan> build(const PlanWatch& watch) {
    std::vector<std::uint32_t> roots;
    for (std::uint32_t p = 0; p < rules_.size(); p = ends_[p]) roots.push_back(p);
    ir::Scope<PlanAlgebra> scope;
    scope.hole = [&](std::uint32_t hole, std::span<const ValueId> inputs) {
      return builder_.materialise(derive(roots[hole], inputs));
    };
    const ValueId input = builder_.input();
    scope.incoming = &input;
    const ValueId result = evaluator_.apply(space_.frame, {&input, 1}, scope);
    return std::move(builder_).finish(result, watch);
  }

 private:
  ValueId derive(std::uint32_t position, std::span<const ValueId> inputs) {
    const ir::Rule& rule = space_[rules_[position]];
    std::vector<std::uint32_t> parts;
    for (std::uint32_t p = position + 1; parts.size() < rule.holes.size(); p = ends_[p]) parts.push_back(p);
    std::vector<std::optional<std::uint64_t>> ties(parts.size());
    for (const ir::Let& let : rule.lets)
      if (let.tied) ties[let.hole] = builder_.new_tie();
    ir::Scope<PlanAlgebra> scope;
    scope.hole = [&](std::uint32_t hole, std::span<const ValueId> values) {
      if (!ties[hole]) return derive(parts[hole], values);
      builder_.enter_tied(*ties[hole]);
      const ValueId result = derive(parts[hole], values);
      builder_.leave_tied();
      return result;
    };
    scope.incoming = &inputs[0];
    return evaluator_.apply(rule.body, inputs, scope);
  }

  const ir::Space& space_;
  std::span<const ir::RuleId> rules_;
  std::vector<std::uint32_t> ends_;
  PlanBuilder builder_;
  PlanAlgebra algebra_;
  ir::Evaluator<PlanAlgebra> evaluator_;
};

}  // namespace

diag::Result<Plan> build_plan(const ir::Space& space, const Derivation& derivation, const PlanWatch& watch) {
  return Planner(space, derivation).build(watch);
}

}  // namespace nasg::derivation
