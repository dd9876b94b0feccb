// SPDX-License-Identifier: Apache-2.0
// The one fold over expressions: an algebra says what layers and merges do to its values.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "compiler/ir/space.h"

namespace nasg::ir {

// An algebra has
//   using Value  = …;   what flows: a symbolic shape, a numbered value of a plan, a set of graph nodes
//   using Number = …;   what arguments compute: a BasicScalar, or a value of generated code
//   Value  layer(const Layer&, ExprId, std::span<const Number> args, const Value& input);
//   Value  merge(MergeKind, ExprId, std::span<const Value>);
//   bool   enters(const Call&);      false: the op is opaque, and `call` is asked instead of its body
//   Value  call(const Call&, ExprId, const Value& input);
//   Number integer(std::int64_t);  Number real(double);  Number dim(const Value&, int axis);
//   Number arithmetic(nasg::ir::Number::Kind, const Number&, const Number&);
// and, unless numbers do not matter to it (its Number then has a default),
//   Number reads(const Value& incoming, std::uint32_t input, std::uint32_t inputs, const auto& apply);
//     1 if what `apply(span of values)` yields hangs on the value `input` of `inputs`, all of the shape of
//     `incoming`, else 0
// and may have, to take short cuts with numbers,
//   bool is_zero(const Number&);                   a product with it is it: its other factor is not asked for
//   Number opaque(const Block::NamedNumber&);      in the place of one that is opaque
//   bool goes_on(const Block&, span of Number);    false: a block with these numbers need not be entered
// and, to know where it is,
//   void enter(const Call&, ExprId, std::span<const Number> args, const Value& input);  before an op's body
//   Value leave(const Call&, ExprId, Value output);                                     after it
//   void step(const Block::Step&);                                                      before a block's step
// Several inputs of a topology reach its holes as a span.

/// What names mean inside an expression: its holes, the parameters of its op, the numbers that blocks name,
/// the topology whose body it is, if it is one's, and the value whose shape the dimension names refer to.
template <class A>
struct Scope {
  using Value = typename A::Value;
  std::function<Value(std::uint32_t hole, std::span<const Value> inputs)> hole;
  std::vector<typename A::Number> params;
  std::vector<typename A::Number> named;
  const Topology* topology = nullptr;
  const Value* incoming = nullptr;
};

template <class A>
class Evaluator {
 public:
  using Value = typename A::Value;

  Evaluator(const Space& space, A& algebra) : space_(space), algebra_(algebra) {}

  /// Applies an expression to its inputs. Recursion is as deep as the expression is nested in the source.
  Value apply(ExprId id, std::span<const Value> inputs, const Scope<A>& scope) {
    return match(
        space_[id].node,
        [&](const Layer& layer) { return algebra_.layer(layer, id, numbers(layer.args, scope), inputs[0]); },
        [&](const Call& call) { return this->call(call, id, inputs, scope); },
        [&](const Apply& use) { return topology(use, inputs, scope); },
        [&](const Hole& hole) { return scope.hole(hole.index, inputs); },
        [&](const Chain& chain) {
          Value value = apply(chain.parts[0], inputs, scope);
          for (std::size_t i = 1; i < chain.parts.size(); ++i)
            value = apply(chain.parts[i], {&value, 1}, scope);
          return value;
        },
        [&](const Merge& merge) {
          std::vector<Value> branches;
          for (const ExprId part : merge.parts) branches.push_back(apply(part, inputs, scope));
          return algebra_.merge(merge.kind, id, branches);
        },
        [&](const Repeat& repeat) {
          Value value = apply(repeat.body, inputs, scope);
          for (std::uint32_t i = 1; i < repeat.count; ++i) value = apply(repeat.body, {&value, 1}, scope);
          return value;
        },
        [&](const Block& block) { return run(block, id, inputs, scope); });
  }

 private:
  using NumberValue = typename A::Number;

  Value call(const Call& call, ExprId id, std::span<const Value> inputs, const Scope<A>& scope) {
    if (!algebra_.enters(call)) return algebra_.call(call, id, inputs[0]);
    Scope<A> inner;
    inner.params = numbers(call.args, scope);
    inner.incoming = &inputs[0];
    if constexpr (requires { algebra_.enter(call, id, inner.params, inputs[0]); }) {
      algebra_.enter(call, id, inner.params, inputs[0]);
      return algebra_.leave(call, id, apply(space_[call.op].body, inputs, inner));
    } else {
      return apply(space_[call.op].body, inputs, inner);
    }
  }

  Value topology(const Apply& use, std::span<const Value> inputs, const Scope<A>& scope) {
    Scope<A> inner;
    inner.incoming = &inputs[0];
    inner.topology = &space_[use.topology];
    inner.hole = [&](std::uint32_t index, std::span<const Value> values) {
      return apply(use.args[index], values, scope);
    };
    return apply(space_[use.topology].body, inputs, inner);
  }

  Value run(const Block& block, ExprId id, std::span<const Value> inputs, const Scope<A>& scope) {
    if (block.numbers.empty()) return run_steps(block, id, inputs, scope);
    Scope<A> inner = scope;
    for (const Block::NamedNumber& number : block.numbers) inner.named.push_back(named(number, inner));
    if constexpr (requires { algebra_.goes_on(block, std::span(inner.named)); })
      if (!algebra_.goes_on(block, std::span(inner.named).last(block.numbers.size()))) return {};
    return run_steps(block, id, inputs, inner);
  }

  NumberValue named(const Block::NamedNumber& named, const Scope<A>& scope) {
    if constexpr (requires { algebra_.opaque(named); })
      if (named.opaque) return algebra_.opaque(named);
    return number(named.value, scope);
  }

  Value run_steps(const Block& block, ExprId id, std::span<const Value> inputs, const Scope<A>& scope) {
    std::vector<Value> values(inputs.begin(), inputs.end());
    for (const Block::Step& step : block.steps) {
      std::vector<Value> operands;
      for (const std::uint32_t input : step.inputs) operands.push_back(values[input]);
      if constexpr (requires { algebra_.step(step); }) algebra_.step(step);
      values.push_back(match(
          step.what, [&](ExprId function) { return apply(function, operands, scope); },
          [&](MergeKind kind) { return algebra_.merge(kind, id, operands); }));
    }
    return values[block.result];
  }

  std::vector<NumberValue> numbers(const std::vector<Number>& args, const Scope<A>& scope) {
    std::vector<NumberValue> values;
    values.reserve(args.size());
    for (const Number& arg : args) values.push_back(number(arg, scope));
    return values;
  }

  NumberValue number(const Number& number, const Scope<A>& scope) {
    switch (number.kind) {
      case Number::Kind::kInteger: return algebra_.integer(number.integer);
      case Number::Kind::kReal: return algebra_.real(number.real);
      case Number::Kind::kDim: return algebra_.dim(*scope.incoming, static_cast<int>(number.integer));
      case Number::Kind::kParam: return scope.params[static_cast<std::size_t>(number.integer)];
      case Number::Kind::kNamed: return scope.named[static_cast<std::size_t>(number.integer)];
      case Number::Kind::kReads: return reads(number, scope);
      default: break;
    }
    NumberValue first = this->number(number.operands[0], scope);
    if constexpr (requires { algebra_.is_zero(first); })
      if (number.kind == Number::Kind::kMultiply && algebra_.is_zero(first)) return first;
    return algebra_.arithmetic(number.kind, first, this->number(number.operands[1], scope));
  }

  NumberValue reads(const Number& number, const Scope<A>& scope) {
    const auto hole = static_cast<std::uint32_t>(number.integer);
    const auto apply = [&](std::span<const Value> values) { return scope.hole(hole, values); };
    const auto input = static_cast<std::uint32_t>(number.operands[0].integer);
    if constexpr (requires { algebra_.reads(*scope.incoming, input, input, apply); })
      return algebra_.reads(*scope.incoming, input, scope.topology->param_inputs[hole], apply);
    else
      return {};
  }

  const Space& space_;
  A& algebra_;
};

}  // namespace nasg::ir
