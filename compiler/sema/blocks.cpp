// SPDX-License-Identifier: Apache-2.0
// Blocks: equations over values, as numbered steps.
#include <algorithm>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/functions.h"
#include "compiler/sema/numbers.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;
using grammar::Argument;
using grammar::BinaryOperator;
using grammar::Expression;

namespace {

/// Notes which of the names an expression mentions. Chains are walked in a loop down their left operands.
void mark_used(const Expression& expression, std::map<std::string, bool>& used) {
  const Expression* at = &expression;
  while (const auto* binary = std::get_if<grammar::BinaryExpression>(&at->node)) {
    mark_used(*binary->right, used);
    at = binary->left.get();
  }
  if (const auto* name = std::get_if<grammar::NameExpression>(&at->node)) {
    if (const auto known = used.find(name->name); known != used.end()) known->second = true;
  } else if (const auto* call = std::get_if<grammar::CallExpression>(&at->node)) {
    mark_used(*call->callee, used);
    for (const Argument& argument : call->arguments) mark_used(*argument.value, used);
  }
}

/// Whether a number hangs on what is read, or is no polynomial over dimensions.
bool is_opaque(const ir::Number& number, const std::vector<ir::Block::NamedNumber>& named) {
  using Kind = ir::Number::Kind;
  if (number.kind == Kind::kReads || number.kind == Kind::kMax) return true;
  if (number.kind == Kind::kNamed) return named[static_cast<std::size_t>(number.integer)].opaque;
  if (number.kind == Kind::kDivide && number.operands[1].kind != Kind::kInteger) return true;
  return std::ranges::any_of(number.operands,
                             [&](const ir::Number& operand) { return is_opaque(operand, named); });
}

}  // namespace

// Only values make values: a call is one if its arguments are, a chain if it starts with one, a merge if a
// part is.
bool Functions::is_value(const Expression& expression) const {
  if (!block_) return false;
  const Expression* at = &expression;
  while (const auto* binary = std::get_if<grammar::BinaryExpression>(&at->node)) {
    if (binary->op != BinaryOperator::kCompose && is_value(*binary->right)) return true;
    at = binary->left.get();
  }
  if (const auto* name = std::get_if<grammar::NameExpression>(&at->node))
    return block_->values.contains(name->name);
  const auto* call = std::get_if<grammar::CallExpression>(&at->node);
  return call && applies_to_values(*call);
}

bool Functions::applies_to_values(const grammar::CallExpression& call) const {
  return std::ranges::any_of(call.arguments,
                             [&](const Argument& a) { return !a.name && is_value(*a.value); });
}

ir::ExprId Functions::block(const Expression& expression, const grammar::BlockExpression& block) {
  BlockState state;
  state.block.inputs = static_cast<std::uint32_t>(block.inputs.size());
  std::map<std::string, bool> used;
  for (std::size_t i = 0; i < block.inputs.size(); ++i) {
    const grammar::Name& input = block.inputs[i];
    if (!state.values.emplace(input.text, static_cast<std::uint32_t>(i)).second)
      context_.sink.add(make(code::E0201, input.place, input.text));
  }
  NamedNumbers outermost;
  NamedNumbers* around = scope_.numbers;
  if (!around) scope_.numbers = &outermost;
  std::vector<ir::Block::NamedNumber>& numbers = scope_.numbers->all;
  state.block.first_number = static_cast<std::uint32_t>(numbers.size());
  BlockState* outer = std::exchange(block_, &state);
  equations(block, used);
  std::optional<std::uint32_t> result;
  if (block.result) result = value(*block.result);
  block_ = outer;
  state.block.numbers.assign(numbers.begin() + state.block.first_number, numbers.end());
  numbers.resize(state.block.first_number);
  scope_.numbers = around;
  if (!result) return {};
  mark_used(*block.result, used);
  for (const auto& equation : block.equations)
    if (const auto at = used.find(equation.name.text); at != used.end() && !at->second)
      context_.sink.add(make(code::W0224, equation.name.place,
                             state.values.contains(equation.name.text) ? "value" : "number",
                             equation.name.text));
  state.block.result = *result;
  const std::uint32_t inputs = state.block.inputs;
  return context_.add(std::move(state.block), expression.place, inputs);
}

void Functions::equations(const grammar::BlockExpression& block, std::map<std::string, bool>& used) {
  std::map<std::string, diag::Place> places;
  for (const grammar::Name& input : block.inputs) places.emplace(input.text, input.place);
  for (const auto& equation : block.equations) {
    mark_used(*equation.value, used);
    const bool is_number = this->is_number(*equation.value);
    const auto made = is_number ? std::nullopt : value(*equation.value);
    const auto [first, fresh] = places.emplace(equation.name.text, equation.name.place);
    if (!fresh) {
      context_.sink.add(make(code::E0201, equation.name.place, equation.name.text))
          .label(first->second, "first defined here");
      continue;
    }
    used.emplace(equation.name.text, false);
    if (is_number)
      name_number(equation.name, *equation.value);
    else  // A faulty equation still names a value, so that its uses are no further errors.
      block_->values[equation.name.text] = made.value_or(UINT32_MAX);
  }
}

bool Functions::is_number(const Expression& expression) const {
  if (is_value(expression)) return false;
  const Expression* at = &expression;
  while (const auto* binary = std::get_if<grammar::BinaryExpression>(&at->node)) {
    if (binary->op == BinaryOperator::kCompose || binary->op == BinaryOperator::kConcatenate) return false;
    at = binary->left.get();
  }
  if (std::holds_alternative<grammar::NumberLiteral>(at->node)) return true;
  if (const auto* call = std::get_if<grammar::CallExpression>(&at->node))
    return calls(*call, "reads") ||
           (calls(*call, "max") && !call->arguments.empty() && is_number(*call->arguments[0].value));
  const auto* name = std::get_if<grammar::NameExpression>(&at->node);
  if (!name || scope_.holes.contains(name->name)) return false;
  const auto is_one_of = [&](const std::vector<std::string>& names) {
    return std::ranges::find(names, name->name) != names.end();
  };
  return find_named(scope_, name->name) || is_one_of(scope_.params) ||
         (scope_.constants && std::ranges::find(*scope_.constants, name->name, &ir::ParamValue::name) !=
                                  scope_.constants->end()) ||
         axis_of(context_, scope_, name->name);
}

void Functions::name_number(const grammar::Name& name, const Expression& value) {
  scope_.numbers->naming = true;
  const auto number = elaborate_number(context_, scope_, value);
  scope_.numbers->naming = false;
  // What is wrong has been reported; 1 is in the way of nothing else.
  ir::Block::NamedNumber named{name.text, number.value_or(integer_number(1)), false, false};
  named.opaque = is_opaque(named.value, scope_.numbers->all);
  scope_.numbers->all.push_back(std::move(named));
}

std::optional<std::uint32_t> Functions::value(const Expression& expression) {
  if (context_.recursion >= kMaxNesting) {
    context_.sink.add(make(code::E0235, expression.place, std::to_string(kMaxNesting)));
    return std::nullopt;
  }
  ++context_.recursion;
  const auto result = dispatch_value(expression);
  --context_.recursion;
  return result;
}

std::optional<std::uint32_t> Functions::dispatch_value(const Expression& expression) {
  if (std::holds_alternative<grammar::ErrorExpression>(expression.node)) return std::nullopt;
  if (!is_value(expression)) {
    // If it is a sound function, it lacks only its input.
    if (elaborate(expression).valid())
      context_.sink.add(make(code::E0229, expression.place, "a function", "a value"))
          .note("apply it to one: `f(x)` or `x >> f`");
    return std::nullopt;
  }
  if (const auto* name = std::get_if<grammar::NameExpression>(&expression.node)) {
    const std::uint32_t index = block_->values.at(name->name);
    return index == UINT32_MAX ? std::nullopt : std::optional(index);
  }
  if (const auto* binary = std::get_if<grammar::BinaryExpression>(&expression.node)) {
    const auto parts = operands(expression, binary->op);
    if (binary->op == BinaryOperator::kCompose) return flow(parts);
    if (const auto kind = merge_kind(binary->op)) return merge_values(*kind, parts, expression.place);
    context_.sink.add(make(code::E0229, expression.place, "a difference or quotient", "a value"));
    return std::nullopt;
  }
  const auto& call = std::get<grammar::CallExpression>(expression.node);
  std::vector<const Expression*> parts;
  for (const Argument& argument : call.arguments) {
    if (argument.name) {
      context_.sink.add(make(code::E0229, argument.name->place, "a named argument", "a value"));
      return std::nullopt;
    }
    parts.push_back(argument.value.get());
  }
  if (const auto kind = merge_kind(call)) return merge_values(*kind, parts, expression.place);
  std::vector<std::uint32_t> inputs;
  for (const Expression* part : parts)
    if (const auto input = value(*part)) inputs.push_back(*input);
  if (inputs.size() != parts.size()) return std::nullopt;
  return apply(*call.callee, inputs, expression.place);
}

std::optional<std::uint32_t> Functions::apply(const Expression& function,
                                              const std::vector<std::uint32_t>& inputs, diag::Place place) {
  const auto* bare = std::get_if<grammar::NameExpression>(&function.node);
  const ir::ExprId id = bare ? name(bare->name, function.place, inputs.size()) : elaborate(function);
  if (!id.valid()) return std::nullopt;
  if (context_.inputs_of(id) != inputs.size()) {
    context_.sink.add(make(code::E0225, place, bare ? "`" + bare->name + "`" : "this",
                           how_many_inputs(context_.inputs_of(id)), std::to_string(inputs.size())));
    return std::nullopt;
  }
  return add_step({id, inputs, place});
}

std::optional<std::uint32_t> Functions::flow(const std::vector<const Expression*>& parts) {
  auto current = value(*parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (is_value(*parts[i])) {
      context_.sink.add(make(code::E0229, parts[i]->place, "a value", "a function"));
      return std::nullopt;
    }
    const auto next = current ? apply(*parts[i], {*current}, parts[i]->place) : std::nullopt;
    if (!current) elaborate(*parts[i]);
    current = next;
  }
  return current;
}

std::optional<std::uint32_t> Functions::merge_values(ir::MergeKind kind,
                                                     const std::vector<const Expression*>& parts,
                                                     diag::Place place) {
  if (!takes(kind, parts.size(), place)) return std::nullopt;
  ir::Block::Step step{kind, {}, place};
  for (const Expression* part : parts)
    if (const auto input = value(*part)) step.inputs.push_back(*input);
  if (step.inputs.size() != parts.size()) return std::nullopt;
  return add_step(std::move(step));
}

std::optional<std::uint32_t> Functions::add_step(ir::Block::Step step) {
  ir::Block& block = block_->block;
  block.steps.push_back(std::move(step));
  return static_cast<std::uint32_t>(block.inputs + block.steps.size() - 1);
}

}  // namespace nasg::sema
