// SPDX-License-Identifier: Apache-2.0
// Arithmetic in arguments, with constants folded.
#include "compiler/sema/numbers.h"

#include <algorithm>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/leaf_text.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;
using grammar::BinaryOperator;
using grammar::Expression;
using ir::Number;
using Kind = ir::Number::Kind;

namespace {

constexpr std::size_t kMaxTerms = 200;

bool is_constant(const Number& number) {
  return number.kind == Kind::kInteger || number.kind == Kind::kReal;
}

double as_real(const Number& number) {
  return number.kind == Kind::kReal ? number.real : static_cast<double>(number.integer);
}

std::optional<Kind> arithmetic_kind(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::kAdd: return Kind::kAdd;
    case BinaryOperator::kSubtract: return Kind::kSubtract;
    case BinaryOperator::kMultiply: return Kind::kMultiply;
    case BinaryOperator::kDivide: return Kind::kDivide;
    case BinaryOperator::kCompose:
    case BinaryOperator::kConcatenate: return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Number> fold_reals(Kind op, double a, double b) {
  switch (op) {
    case Kind::kAdd: return real_number(a + b);
    case Kind::kSubtract: return real_number(a - b);
    case Kind::kMultiply: return real_number(a * b);
    case Kind::kMax: return real_number(std::max(a, b));
    default: break;
  }
  if (b == 0) return std::nullopt;
  return real_number(a / b);
}

class NumberElaborator {
 public:
  NumberElaborator(const Context& context, const Scope& scope) : context_(context), scope_(scope) {}

  std::optional<Number> run(const Expression& expression) {
    return ir::match(
        expression.node,
        [&](const grammar::NumberLiteral& literal) -> std::optional<Number> {
          return literal.is_integer ? integer_number(literal.integer) : real_number(literal.real);
        },
        [&](const grammar::BoolLiteral& literal) -> std::optional<Number> {
          return integer_number(literal.value);
        },
        [&](const grammar::NameExpression& name) { return this->name(name.name, expression.place); },
        [&](const grammar::BinaryExpression&) { return binary(expression); },
        [&](const grammar::CallExpression& call) { return this->call(call, expression.place); },
        [&](const grammar::ErrorExpression&) -> std::optional<Number> { return std::nullopt; },
        [&](const grammar::ValueSetExpression&) -> std::optional<Number> {
          const auto chosen = scope_.chosen.find(&expression);
          if (chosen != scope_.chosen.end()) return chosen->second.number;
          context_.sink.add(make(code::E0238, expression.place));
          return std::nullopt;
        },
        [&](const grammar::StringLiteral&) { return refuse("a text", expression.place); },
        [&](const grammar::ListExpression&) { return refuse("a list", expression.place); },
        [&](const auto&) { return refuse("a function", expression.place); });
  }

 private:
  std::optional<Number> refuse(const std::string& found, diag::Place place) {
    context_.sink.add(make(code::E0214, place, "a number", found));
    return std::nullopt;
  }

  std::optional<Number> name(const std::string& name, diag::Place place) {
    if (const auto named = find_named(scope_, name)) {
      if (!scope_.numbers->naming) scope_.numbers->all[*named].shapes = true;
      return Number{Kind::kNamed, static_cast<std::int64_t>(*named), 0, {}};
    }
    const auto param = std::ranges::find(scope_.params, name);
    if (param != scope_.params.end()) return Number{Kind::kParam, param - scope_.params.begin(), 0, {}};
    if (scope_.constants) {
      const auto constant = std::ranges::find(*scope_.constants, name, &ir::ParamValue::name);
      if (constant != scope_.constants->end()) return integer_number(constant->value);
    }
    if (const auto axis = axis_of(context_, scope_, name)) return Number{Kind::kDim, *axis, 0, {}};
    const std::string quoted = "`" + name + "`";
    if (scope_.sees_nonterminals() && context_.nonterminals.contains(name))
      return refuse("the nonterminal " + quoted, place);
    if (scope_.holes.contains(name)) return refuse("the function " + quoted, place);
    if (ir::find_layer(name) || !context_.names.find(scope_.module, name).empty())
      return refuse("the function " + quoted, place);
    std::vector<std::string> candidates = scope_.params;
    candidates.insert(candidates.end(), scope_.axes.begin(), scope_.axes.end());
    if (scope_.constants)
      for (const ir::ParamValue& constant : *scope_.constants) candidates.push_back(constant.name);
    report_unknown(context_.sink, "number", name, place, candidates);
    return std::nullopt;
  }

  std::optional<Number> call(const grammar::CallExpression& call, diag::Place place) {
    if (calls(call, "max") && call.arguments.size() > 1) return maximum(call, place);
    if (calls(call, "reads")) return reads(call, place);
    return refuse("a function", place);
  }

  std::optional<Number> maximum(const grammar::CallExpression& call, diag::Place place) {
    std::optional<Number> greatest = run(*call.arguments[0].value);
    for (std::size_t i = 1; i < call.arguments.size(); ++i) {
      const auto next = run(*call.arguments[i].value);
      greatest = greatest && next ? fold(Kind::kMax, *greatest, *next) : std::nullopt;
    }
    for (const grammar::Argument& argument : call.arguments)
      if (argument.name) return refuse("a named argument", place);
    return greatest;
  }

  std::optional<Number> reads(const grammar::CallExpression& call, diag::Place place) {
    const auto wrong = [&](const std::string& why) -> std::optional<Number> {
      context_.sink.add(make(code::E0243, place, why));
      return std::nullopt;
    };
    if (scope_.kind != Scope::Kind::kTopology) return wrong("it stands in topologies only");
    if (!scope_.numbers || !scope_.numbers->naming)
      return wrong("give it a name in the block: `n = reads(…);`");
    if (call.arguments.size() != 2)
      return wrong("it takes an argument of the topology, and the number of an input");
    const auto* function = std::get_if<grammar::NameExpression>(&call.arguments[0].value->node);
    const auto hole = function ? scope_.holes.find(function->name) : scope_.holes.end();
    if (hole == scope_.holes.end()) return wrong("its first argument is an argument of the topology");
    const auto input = run(*call.arguments[1].value);
    if (!input) return std::nullopt;
    if (input->kind != Kind::kInteger || input->integer < 1)
      return wrong("its second argument is the number of an input: 1, 2, …");
    scope_.readings->push_back({hole->second, input->integer - 1, place});
    return Number{Kind::kReads, hole->second, 0, {integer_number(input->integer - 1)}};
  }

  // Walks down the left operands in a loop: `1 + 1 + …` is nested as deep as it is long.
  std::optional<Number> binary(const Expression& expression) {
    std::vector<const Expression*> spine;
    const Expression* at = &expression;
    while (const auto* node = std::get_if<grammar::BinaryExpression>(&at->node)) {
      spine.push_back(at);
      at = node->left.get();
    }
    if (spine.size() > kMaxTerms) {
      context_.sink.add(make(code::E0235, expression.place, std::to_string(kMaxTerms)));
      return std::nullopt;
    }
    auto value = run(*at);
    while (!spine.empty()) {
      const auto& node = std::get<grammar::BinaryExpression>(spine.back()->node);
      value = combine(node, value, spine.back()->place);
      spine.pop_back();
    }
    return value;
  }

  std::optional<Number> combine(const grammar::BinaryExpression& node, const std::optional<Number>& left,
                                diag::Place place) {
    const auto kind = arithmetic_kind(node.op);
    if (!kind) return refuse("a function", place);
    const auto right = run(*node.right);
    if (!left || !right) return std::nullopt;
    if (auto result = fold(*kind, *left, *right)) return result;
    const bool by_zero = *kind == Kind::kDivide && is_constant(*right) && as_real(*right) == 0;
    context_.sink.add(make(code::E0233, place, by_zero ? "it divides by zero" : "its value is too large"));
    return std::nullopt;
  }

  const Context& context_;
  const Scope& scope_;
};

}  // namespace

std::optional<std::size_t> find_named(const Scope& scope, const std::string& name) {
  if (!scope.numbers) return std::nullopt;
  const auto& all = scope.numbers->all;
  for (std::size_t i = all.size(); i-- > 0;)
    if (all[i].name == name) return i;
  return std::nullopt;
}

bool calls(const grammar::CallExpression& call, const char* name) {
  const auto* callee = std::get_if<grammar::NameExpression>(&call.callee->node);
  return callee && callee->name == name;
}

std::optional<std::int64_t> checked(Kind op, std::int64_t a, std::int64_t b) {
  std::int64_t value = 0;
  bool overflow = false;
  switch (op) {
    case Kind::kAdd: overflow = __builtin_add_overflow(a, b, &value); break;
    case Kind::kSubtract: overflow = __builtin_sub_overflow(a, b, &value); break;
    case Kind::kMultiply: overflow = __builtin_mul_overflow(a, b, &value); break;
    case Kind::kMax: return std::max(a, b);
    default:
      // A negative divisor is turned around first, as floor_divide wants a positive one.
      if (b == 0 || a == INT64_MIN || b == INT64_MIN) return std::nullopt;
      return b < 0 ? ir::floor_divide(-a, -b) : ir::floor_divide(a, b);
  }
  if (overflow) return std::nullopt;
  return value;
}

std::optional<Number> fold(Kind op, const Number& a, const Number& b) {
  if (op == Kind::kDivide && is_constant(b) && as_real(b) == 0) return std::nullopt;
  if (!is_constant(a) || !is_constant(b)) return Number{op, 0, 0, {a, b}};
  if (a.kind == Kind::kReal || b.kind == Kind::kReal) return fold_reals(op, as_real(a), as_real(b));
  const auto value = checked(op, a.integer, b.integer);
  if (!value) return std::nullopt;
  return integer_number(*value);
}

std::optional<Number> elaborate_number(const Context& context, const Scope& scope,
                                       const Expression& expression) {
  return NumberElaborator(context, scope).run(expression);
}

std::optional<std::int64_t> constant_integer(const Context& context, const Scope& scope,
                                             const Expression& expression) {
  const auto number = elaborate_number(context, scope, expression);
  if (!number) return std::nullopt;
  if (number->kind == Kind::kInteger) return number->integer;
  context.sink.add(
      make(code::E0214, expression.place, "a constant integer", "`" + canonical_text(expression) + "`"));
  return std::nullopt;
}

std::optional<double> constant_real(const Context& context, const Scope& scope,
                                    const Expression& expression) {
  const auto number = elaborate_number(context, scope, expression);
  if (!number) return std::nullopt;
  if (is_constant(*number)) return as_real(*number);
  context.sink.add(
      make(code::E0214, expression.place, "a constant number", "`" + canonical_text(expression) + "`"));
  return std::nullopt;
}

}  // namespace nasg::sema
