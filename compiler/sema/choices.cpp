// SPDX-License-Identifier: Apache-2.0
// Choices in rules: sets of values in arguments, powers of several exponents, sets of functions.
//
// 1. A choice that means the same wherever it stands is a nonterminal without a name; its rules are the
//    expression with each of its values. So it is derived, counted and redrawn like any other.
// 2. One that uses a dimension or a name of `let` has a meaning in its own rule only. It is written out: the
//    alternative is made once for each of its values, and these share its weight.
// 3. One whose values have different types is no nonterminal either. That is known only when types are: then
// the
//    space is elaborated again, and the choice written out.
#include <algorithm>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/functions.h"
#include "compiler/sema/leaf_text.h"
#include "compiler/sema/values.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;
using grammar::Expression;

std::size_t WrittenOut::choose(std::size_t size) {
  if (next_ == choices_.size()) choices_.push_back({0, size});
  return choices_[next_++].option;
}

bool WrittenOut::advance() {
  next_ = 0;
  while (!choices_.empty() && ++choices_.back().option == choices_.back().size) choices_.pop_back();
  return !choices_.empty();
}

double WrittenOut::share() const {
  double share = 1;
  for (const Choice& choice : choices_) share /= static_cast<double>(choice.size);
  return share;
}

namespace {

/// Calls `visit` for every part of an expression, the expression itself included.
template <class Visit>
void walk(const Expression& whole, Visit visit) {
  std::vector<const Expression*> open{&whole};
  const auto push = [&](const grammar::ExpressionPtr& part) {
    if (part) open.push_back(part.get());
  };
  while (!open.empty()) {
    const Expression& at = *open.back();
    open.pop_back();
    visit(at);
    ir::match(
        at.node,
        [&](const grammar::CallExpression& call) {
          push(call.callee);
          for (const grammar::Argument& argument : call.arguments) push(argument.value);
        },
        [&](const grammar::BinaryExpression& binary) { push(binary.left), push(binary.right); },
        [&](const grammar::PowerExpression& power) { push(power.body), push(power.low), push(power.high); },
        [&](const grammar::BlockExpression& block) {
          for (const auto& equation : block.equations) push(equation.value);
          push(block.result);
        },
        [&](const grammar::LetExpression& let) { push(let.value), push(let.body); },
        [&](const grammar::ValueSetExpression& set) {
          for (const auto& value : set.values) push(value);
          push(set.low), push(set.high), push(set.step);
        },
        [&](const grammar::ListExpression& list) {
          for (const auto& value : list.values) push(value);
        },
        [](const auto&) {});
  }
}

bool is_set(const Expression& expression) {
  return std::holds_alternative<grammar::ValueSetExpression>(expression.node);
}

}  // namespace

/// Whether the name is a layer or an op: its arguments are numbers.
bool Functions::is_leaf(const std::string& name) const {
  if (scope_.holes.contains(name) || context_.nonterminals.contains(name)) return false;
  const auto found = context_.names.find(scope_.module, name);
  if (found.empty()) return ir::find_layer(name) != nullptr;
  return std::holds_alternative<const grammar::OpDeclaration*>(found[0].what);
}

bool Functions::stands_alone(const Expression& expression) const {
  bool alone = true;
  walk(expression, [&](const Expression& part) {
    const auto* name = std::get_if<grammar::NameExpression>(&part.node);
    if (name && (scope_.holes.contains(name->name) || axis_of(context_, scope_, name->name))) alone = false;
  });
  return alone;
}

/// The choices that this expression leaves itself, apart from those of the functions in it.
std::vector<const Expression*> Functions::open_choices(const Expression& expression) const {
  std::vector<const Expression*> choices;
  if (is_set(expression)) choices.push_back(&expression);
  if (const auto* power = std::get_if<grammar::PowerExpression>(&expression.node))
    if (power->high || is_set(*power->low)) choices.push_back(&expression);
  if (const auto* call = std::get_if<grammar::CallExpression>(&expression.node)) {
    const auto* callee = std::get_if<grammar::NameExpression>(&call->callee->node);
    if (callee && is_leaf(callee->name))
      for (const grammar::Argument& argument : call->arguments)
        walk(*argument.value, [&](const Expression& part) {
          if (is_set(part)) choices.push_back(&part);
        });
  }
  std::erase_if(choices, [&](const Expression* choice) { return scope_.chosen.contains(choice); });
  return choices;
}

/// What a choice of `open_choices` may be. A set that stands for a function is one of functions.
std::optional<std::vector<Chosen>> Functions::options(const Expression& choice, bool of_functions) const {
  if (std::holds_alternative<grammar::PowerExpression>(choice.node))
    return exponents_of(context_, scope_, choice);
  if (!of_functions) return values_of(context_, scope_, choice);
  const auto& set = std::get<grammar::ValueSetExpression>(choice.node);
  if (set.low) {
    context_.sink.add(make(code::E0213, choice.place, "a range of numbers"));
    return std::nullopt;
  }
  std::vector<Chosen> functions;
  for (const auto& value : set.values) functions.push_back({{}, {}, value.get()});
  return functions;
}

std::optional<ir::ExprId> Functions::choose(const Expression& expression) {
  const auto choices = open_choices(expression);
  if (choices.empty()) return std::nullopt;
  const bool own_rules = scope_.unfolded == &expression;
  const bool alone = scope_.sees_nonterminals() && !block_ && stands_alone(expression);
  const bool differs =
      scope_.written_out && context_.written_out.contains({scope_.module, canonical_text(expression)});
  if (alone && !own_rules && !differs)
    return nonterminal(context_.choice(expression, scope_.module), expression.place);
  if (!scope_.written_out) {
    context_.sink.add(make(code::E0238, expression.place));
    return ir::ExprId();
  }
  bool valid = true;
  for (const Expression* choice : choices) {
    const auto possible = options(*choice, choice == &expression);
    valid = valid && possible && !possible->empty();
    if (valid) scope_.chosen[choice] = (*possible)[scope_.written_out->choose(possible->size())];
  }
  const ir::ExprId made = valid ? dispatch(expression) : ir::ExprId();
  for (const Expression* choice : choices) scope_.chosen.erase(choice);
  return made;
}

}  // namespace nasg::sema
