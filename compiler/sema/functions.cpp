// SPDX-License-Identifier: Apache-2.0
// Operators over functions: chains, merges, powers and `let`.
#include "compiler/sema/functions.h"

#include <algorithm>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/numbers.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;
using grammar::BinaryOperator;
using grammar::Expression;

std::vector<const Expression*> operands(const Expression& expression, BinaryOperator op) {
  std::vector<const Expression*> parts;
  const Expression* at = &expression;
  while (const auto* binary = std::get_if<grammar::BinaryExpression>(&at->node)) {
    if (binary->op != op || (at != &expression && at->parenthesised)) break;
    parts.push_back(binary->right.get());
    at = binary->left.get();
  }
  parts.push_back(at);
  std::ranges::reverse(parts);
  return parts;
}

std::optional<ir::MergeKind> merge_kind(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::kAdd: return ir::MergeKind::kAdd;
    case BinaryOperator::kMultiply: return ir::MergeKind::kMultiply;
    case BinaryOperator::kConcatenate: return ir::MergeKind::kConcatenate;
    case BinaryOperator::kCompose:
    case BinaryOperator::kSubtract:
    case BinaryOperator::kDivide: return std::nullopt;
  }
  return std::nullopt;
}

std::optional<ir::MergeKind> merge_kind(const grammar::CallExpression& call) {
  const auto* name = std::get_if<grammar::NameExpression>(&call.callee->node);
  return name ? ir::find_merge(name->name) : std::nullopt;
}

ir::ExprId Functions::elaborate(const Expression& expression) {
  if (context_.recursion >= kMaxNesting) {
    context_.sink.add(make(code::E0235, expression.place, std::to_string(kMaxNesting)));
    return {};
  }
  ++context_.recursion;
  const ir::ExprId id = dispatch(expression);
  --context_.recursion;
  return id;
}

ir::ExprId Functions::dispatch(const Expression& expression) {
  const diag::Place place = expression.place;
  if (const auto made = choose(expression)) return *made;
  return ir::match(
      expression.node, [&](const grammar::NumberLiteral&) { return refuse("a number", place); },
      [&](const grammar::BoolLiteral&) { return refuse("a truth value", place); },
      [&](const grammar::StringLiteral&) { return refuse("a text", place); },
      [&](const grammar::ListExpression&) { return refuse("a list", place); },
      [&](const grammar::NameExpression& name) { return this->name(name.name, place, 1); },
      [&](const grammar::CallExpression& call) { return this->call(expression, call); },
      [&](const grammar::BinaryExpression& binary) { return this->binary(expression, binary); },
      [&](const grammar::PowerExpression& power) { return this->power(expression, power); },
      [&](const grammar::BlockExpression& block) { return this->block(expression, block); },
      [&](const grammar::LetExpression& let) { return this->let(expression, let); },
      [&](const grammar::ValueSetExpression&) { return elaborate(*scope_.chosen.at(&expression).function); },
      [&](const grammar::ErrorExpression&) { return ir::ExprId(); });
}

ir::ExprId Functions::refuse(const std::string& found, diag::Place place) {
  context_.sink.add(make(code::E0213, place, found));
  return {};
}

ir::ExprId Functions::binary(const Expression& expression, const grammar::BinaryExpression& binary) {
  const auto parts = operands(expression, binary.op);
  if (binary.op == BinaryOperator::kCompose) return chain(parts, expression.place);
  if (const auto kind = merge_kind(binary.op)) return merge(*kind, parts, expression.place);
  return refuse("a difference or quotient", expression.place);
}

ir::ExprId Functions::chain(const std::vector<const Expression*>& parts, diag::Place place) {
  ir::Chain chain;
  bool valid = true;
  for (const Expression* part : parts) {
    const ir::ExprId id = elaborate(*part);
    chain.parts.push_back(id);
    valid = valid && id.valid();
    if (!id.valid() || chain.parts.size() == 1 || context_.inputs_of(id) == 1) continue;
    context_.sink.add(make(code::E0225, part->place, "this", how_many_inputs(context_.inputs_of(id)), "1"));
    valid = false;
  }
  if (!valid) return {};
  const std::uint32_t inputs = context_.inputs_of(chain.parts[0]);
  return context_.add(std::move(chain), place, inputs);
}

bool Functions::takes(ir::MergeKind kind, std::size_t parts, diag::Place place) {
  if (kind != ir::MergeKind::kMatmul || parts == 2) return true;
  context_.sink.add(make(code::E0204, place, ir::name(kind), "2 arguments", std::to_string(parts)));
  return false;
}

ir::ExprId Functions::merge(ir::MergeKind kind, const std::vector<const Expression*>& parts,
                            diag::Place place) {
  if (!takes(kind, parts.size(), place)) return {};
  ir::Merge merge{kind, {}};
  bool valid = true;
  for (const Expression* part : parts) {
    const ir::ExprId id = elaborate(*part);
    merge.parts.push_back(id);
    valid = valid && id.valid();
  }
  if (!valid) return {};
  const std::uint32_t inputs = context_.inputs_of(merge.parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::uint32_t own = context_.inputs_of(merge.parts[i]);
    if (own == inputs) continue;
    context_.sink.add(
        make(code::E0225, parts[i]->place, "this", how_many_inputs(own), std::to_string(inputs)));
    return {};
  }
  return context_.add(std::move(merge), place, inputs);
}

std::optional<std::int64_t> Functions::exponent(const Expression& expression,
                                                const grammar::PowerExpression& power) const {
  const auto chosen = scope_.chosen.find(&expression);
  if (chosen != scope_.chosen.end()) return chosen->second.number.integer;
  const auto count = constant_integer(context_, scope_, *power.low);
  const std::int64_t least = scope_.kind == Scope::Kind::kFrame ? 0 : 1;
  if (!count || (*count >= least && *count <= kMaxPower)) return count;
  context_.sink.add(make(code::E0226, power.low->place, std::to_string(*count), std::to_string(least),
                         std::to_string(kMaxPower)));
  return std::nullopt;
}

// A power of something that derives nonterminals of its own, or that leaves a choice, is a chain of
// independent copies; what is derived once (a `let`, a frame's part) or not at all is one function applied
// again and again.
ir::ExprId Functions::power(const Expression& expression, const grammar::PowerExpression& power) {
  const auto met = [&] {
    const std::size_t derived = scope_.kind == Scope::Kind::kRule ? scope_.derived->size() : 0;
    return derived + (scope_.written_out ? scope_.written_out->met() : 0);
  };
  const std::size_t before = met();
  const auto count = exponent(expression, power);
  if (count == 0) return context_.add(ir::Layer{ir::LayerKind::kId, {}, "id"}, expression.place);
  const ir::ExprId body = elaborate(*power.body);
  if (!count || !body.valid()) return {};
  if (context_.inputs_of(body) != 1 && *count > 1) {
    context_.sink.add(
        make(code::E0225, power.body->place, "this", how_many_inputs(context_.inputs_of(body)), "1"));
    return {};
  }
  const std::uint32_t inputs = context_.inputs_of(body);
  if (met() == before)
    return context_.add(ir::Repeat{body, static_cast<std::uint32_t>(*count)}, expression.place, inputs);
  if (*count == 1) return body;
  ir::Chain chain{{body}};
  while (chain.parts.size() < static_cast<std::size_t>(*count)) {
    const ir::ExprId copy = elaborate(*power.body);
    if (!copy.valid()) return {};
    chain.parts.push_back(copy);
  }
  return context_.add(std::move(chain), expression.place, inputs);
}

ir::ExprId Functions::let(const Expression& expression, const grammar::LetExpression& let) {
  if (scope_.kind != Scope::Kind::kRule) {
    context_.sink.add(make(code::E0223, expression.place, "`let` stands in rules only"));
    return {};
  }
  const auto* name = std::get_if<grammar::NameExpression>(&let.value->node);
  const auto nonterminal = name ? context_.nonterminals.find(name->name) : context_.nonterminals.end();
  if (nonterminal == context_.nonterminals.end()) {
    const bool missing = name && !scope_.holes.contains(name->name) && !ir::find_layer(name->name) &&
                         context_.names.find(scope_.module, name->name).empty();
    if (missing) return unknown(name->name, let.value->place);
    context_.sink.add(make(code::E0223, let.value->place, "`let` binds a nonterminal"))
        .note("give the expression a name of its own, as a nonterminal of the space");
    return {};
  }
  const auto hole = static_cast<std::uint32_t>(scope_.derived->size());
  scope_.derived->push_back(nonterminal->second);
  scope_.lets->push_back({hole, let.name.text, let.tied});
  const auto outer = scope_.holes.find(let.name.text);
  const auto shadowed = outer == scope_.holes.end() ? std::nullopt : std::optional(outer->second);
  scope_.holes[let.name.text] = hole;
  const ir::ExprId body = elaborate(*let.body);
  if (shadowed)
    scope_.holes[let.name.text] = *shadowed;
  else
    scope_.holes.erase(let.name.text);
  return body;
}

}  // namespace nasg::sema
