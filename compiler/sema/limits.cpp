// SPDX-License-Identifier: Apache-2.0
// Limits of a space: `depth <= 9`, `params + 2*flops <= 10M`, `count(sep_conv) <= 12`.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "compiler/diag/codes/names.h"
#include "compiler/ir/automaton.h"
#include "compiler/ir/number_text.h"
#include "compiler/sema/elaborate.h"
#include "compiler/sema/leaf_text.h"
#include "compiler/sema/numbers.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;
using grammar::BinaryOperator;
using grammar::Expression;

namespace {

/// A sum of quantities, and a number.
struct Sum {
  std::vector<ir::Limit::Term> terms;
  double constant = 0;

  Sum& add(const Sum& other, double sign) {
    for (ir::Limit::Term term : other.terms) {
      term.factor *= sign;
      const auto same = [&](const ir::Limit::Term& known) {
        return known.what == term.what && known.counted == term.counted;
      };
      const auto known = std::ranges::find_if(terms, same);
      if (known != terms.end())
        known->factor += term.factor;
      else
        terms.push_back(std::move(term));
    }
    constant += sign * other.constant;
    return *this;
  }
  Sum& scale(double factor) {
    for (ir::Limit::Term& term : terms) term.factor *= factor;
    constant *= factor;
    return *this;
  }
};

class LimitReader {
 public:
  LimitReader(Context& context, const Scope& scope) : context_(context), scope_(scope) {}

  std::optional<Sum> sum(const Expression& expression) {
    if (const auto* name = std::get_if<grammar::NameExpression>(&expression.node))
      if (const auto quantity = quantity_of(name->name)) return Sum{{{*quantity, 1, {}}}, 0};
    if (const auto* call = std::get_if<grammar::CallExpression>(&expression.node))
      return count(expression, *call);
    if (const auto* binary = std::get_if<grammar::BinaryExpression>(&expression.node))
      return this->binary(expression, *binary);
    const auto number = constant_real(context_, scope_, expression);
    return number ? std::optional(Sum{{}, *number}) : std::nullopt;
  }

 private:
  static std::optional<ir::Quantity> quantity_of(const std::string& name) {
    if (name == "depth") return ir::Quantity::kDepth;
    if (name == "params") return ir::Quantity::kParameters;
    if (name == "flops") return ir::Quantity::kFlops;
    return std::nullopt;
  }

  std::nullopt_t refuse(const Expression& expression) {
    context_.sink.add(make(code::E0240, expression.place, canonical_text(expression)));
    return std::nullopt;
  }

  std::optional<Sum> count(const Expression& expression, const grammar::CallExpression& call) {
    const auto* callee = std::get_if<grammar::NameExpression>(&call.callee->node);
    if (!callee || callee->name != "count" || call.arguments.size() != 1) return refuse(expression);
    const auto* name = std::get_if<grammar::NameExpression>(&call.arguments[0].value->node);
    if (!name || context_.nonterminals.contains(name->name)) return refuse(expression);
    if (!ir::find_layer(name->name) && context_.names.find(scope_.module, name->name).empty()) {
      report_unknown(context_.sink, "op or topology", name->name, call.arguments[0].value->place,
                     context_.names.visible(scope_.module));
      return std::nullopt;
    }
    return Sum{{{ir::Quantity::kCount, 1, name->name}}, 0};
  }

  std::optional<Sum> binary(const Expression& expression, const grammar::BinaryExpression& binary) {
    auto left = sum(*binary.left);
    const auto right = left ? sum(*binary.right) : std::nullopt;
    if (!left || !right) return std::nullopt;
    switch (binary.op) {
      case BinaryOperator::kAdd: return left->add(*right, 1);
      case BinaryOperator::kSubtract: return left->add(*right, -1);
      case BinaryOperator::kMultiply:
        if (right->terms.empty()) return left->scale(right->constant);
        if (left->terms.empty()) return Sum(*right).scale(left->constant);
        return refuse(expression);
      case BinaryOperator::kDivide:
        if (right->terms.empty() && right->constant != 0) return left->scale(1 / right->constant);
        return refuse(expression);
      case BinaryOperator::kCompose:
      case BinaryOperator::kConcatenate: return refuse(expression);
    }
    return std::nullopt;
  }

  Context& context_;
  const Scope& scope_;
};

void limit_depth(Context& context, const grammar::LimitItem& limit, double bound) {
  if (bound < 1 || bound > ir::kMaxDepth || std::floor(bound) != bound) {
    context.sink.add(
        make(code::E0232, limit.bound->place, std::to_string(ir::kMaxDepth), ir::real_text(bound)));
    return;
  }
  auto& depth = context.space().depth_limit;
  context.result.depth_limit = limit.place;
  depth = std::min(depth.value_or(ir::kMaxDepth), static_cast<std::uint32_t>(bound));
}

}  // namespace

void elaborate_limits(Context& context, const SpaceDefinition& definition) {
  const Scope scope = space_scope(context, definition, Scope::Kind::kFrame);
  for (const grammar::LimitItem& limit : definition.space->limits) {
    auto sum = LimitReader(context, scope).sum(*limit.subject);
    const auto bound = constant_real(context, scope, *limit.bound);
    if (!sum || !bound) continue;
    std::erase_if(sum->terms, [](const ir::Limit::Term& term) { return term.factor == 0; });
    if (sum->terms.empty()) {
      context.sink.add(make(code::E0240, limit.subject->place, canonical_text(*limit.subject)));
      continue;
    }
    const ir::Limit::Term& first = sum->terms[0];
    if (sum->terms.size() == 1 && first.what == ir::Quantity::kDepth && first.factor > 0) {
      limit_depth(context, limit, std::floor((*bound - sum->constant) / first.factor));
      continue;
    }
    context.space().limits.push_back({std::move(sum->terms), *bound - sum->constant,
                                      canonical_text(*limit.subject) + " <= " + canonical_text(*limit.bound),
                                      limit.place});
  }
}

}  // namespace nasg::sema
