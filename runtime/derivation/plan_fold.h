// SPDX-License-Identifier: Apache-2.0
// The fold that records a plan: the algebra that evaluate.h asks, and how frame and rules are applied.
#pragma once

#include <algorithm>

#include "compiler/ir/evaluate.h"
#include "runtime/derivation/plan.h"

namespace nasg::derivation {

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
  /// 0 for an axis that it has not, as only a probe can ask for.
  Number dim(Value value, int axis) {
    const ir::Shape& shape = builder.shape(value);
    const auto at = static_cast<std::size_t>(axis);
    return at < shape.size() ? shape[at] : std::int64_t{0};
  }
  Number reads(Value incoming, std::uint32_t input, std::uint32_t inputs, const auto& apply) {
    std::vector<ValueId> values(inputs, builder.begin_probe(incoming, input, inputs));
    for (std::uint32_t i = 0; i < inputs; ++i) values[i] += i;
    return std::int64_t{builder.end_probe(apply(std::span<const ValueId>(values)))};
  }
  bool is_zero(const Number& number) const { return number == Number(std::int64_t{0}); }

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
      case ir::Number::Kind::kMax: return std::max(real(a), real(b));
      default: return real(a) / real(b);
    }
  }

  static std::int64_t whole(ir::Number::Kind kind, std::int64_t x, std::int64_t y) {
    switch (kind) {
      case ir::Number::Kind::kAdd: return x + y;
      case ir::Number::Kind::kSubtract: return x - y;
      case ir::Number::Kind::kMultiply: return x * y;
      case ir::Number::Kind::kMax: return std::max(x, y);
      default: return y == 0 ? 0 : ir::floor_divide(x, y);
    }
  }
};

class PlanFold {
 public:
  explicit PlanFold(const ir::Space& space)
      : space_(space), builder_(space.input), algebra_{builder_}, evaluator_(space, algebra_) {}
  PlanFold(const PlanFold&) = delete;
  PlanFold& operator=(const PlanFold&) = delete;

  /// The whole network; `root(i, inputs)` yields what is derived from the i-th root. Once.
  template <class Root>
  diag::Result<Plan> network(const Root& root, const PlanWatch& watch) {
    ir::Scope<PlanAlgebra> scope;
    scope.hole = [&](std::uint32_t hole, std::span<const ValueId> inputs) {
      return builder_.materialise(root(hole, inputs));
    };
    const ValueId input = builder_.input();
    scope.incoming = &input;
    const ValueId result = evaluator_.apply(space_.frame, {&input, 1}, scope);
    return std::move(builder_).finish(result, watch);
  }

  /// A rule's body; `part(i, inputs)` yields what is derived in its i-th hole.
  template <class Part>
  ValueId rule(const ir::Rule& rule, std::span<const ValueId> inputs, const Part& part) {
    std::vector<std::optional<std::uint64_t>> ties(rule.holes.size());
    for (const ir::Let& let : rule.lets)
      if (let.tied) ties[let.hole] = builder_.new_tie();
    ir::Scope<PlanAlgebra> scope;
    scope.hole = [&](std::uint32_t hole, std::span<const ValueId> values) {
      if (!ties[hole]) return part(hole, values);
      builder_.enter_tied(*ties[hole]);
      const ValueId result = part(hole, values);
      builder_.leave_tied();
      return result;
    };
    scope.incoming = &inputs[0];
    return evaluator_.apply(rule.body, inputs, scope);
  }

  ValueId mean(std::span<const ValueId> branches) { return builder_.merge(ir::MergeKind::kMean, branches); }

 private:
  const ir::Space& space_;
  PlanBuilder builder_;
  PlanAlgebra algebra_;
  ir::Evaluator<PlanAlgebra> evaluator_;
};

}  // namespace nasg::derivation
