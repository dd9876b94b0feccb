// SPDX-License-Identifier: Apache-2.0
// Names and calls: layers, ops, topologies, nonterminals.
#include <algorithm>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/arguments.h"
#include "compiler/sema/functions.h"
#include "compiler/sema/leaf_text.h"
#include "compiler/sema/numbers.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;
using grammar::Argument;
using ir::Number;

namespace {

bool is_real(const Number& number) {
  return number.kind == Number::Kind::kReal;
}

const char* kind_of(ir::ParamType type) {
  switch (type) {
    case ir::ParamType::kInt:
    case ir::ParamType::kLarge: return "an integer";
    case ir::ParamType::kReal: return "a number";
    case ir::ParamType::kBool: return "`true` or `false`";
  }
  return "";
}

Number half_kernel(const ir::LayerInfo& info, const std::vector<Number>& args) {
  const auto kernel =
      std::ranges::find_if(info.params, [](const auto& p) { return std::string_view("kernel") == p.name; });
  const Number& size = args[static_cast<std::size_t>(kernel - info.params.begin())];
  const auto less = fold(Number::Kind::kSubtract, size, integer_number(1));
  return less ? fold(Number::Kind::kDivide, *less, integer_number(2)).value_or(integer_number(0))
              : integer_number(0);
}

}  // namespace

std::optional<Number> convert_argument(const Number& number, ir::ParamType type) {
  const bool whole = number.kind == Number::Kind::kInteger;
  switch (type) {
    case ir::ParamType::kInt:
    case ir::ParamType::kLarge: return is_real(number) ? std::nullopt : std::optional(number);
    case ir::ParamType::kBool:
      if (is_real(number) || (whole && number.integer != 0 && number.integer != 1)) return std::nullopt;
      return number;
    case ir::ParamType::kReal:
      if (whole) return real_number(static_cast<double>(number.integer));
      // An integer that only a use will tell becomes real when 0.0 is added.
      return is_real(number) ? std::optional(number) : fold(Number::Kind::kAdd, number, real_number(0));
  }
  return std::nullopt;
}

ir::ExprId Functions::name(const std::string& name, diag::Place place, std::size_t values) {
  if (block_ && block_->values.contains(name)) {
    context_.sink.add(make(code::E0229, place, "the value `" + name + "`", "a function"));
    return {};
  }
  const auto hole = scope_.holes.find(name);
  if (hole == scope_.holes.end()) return leaf(name, {}, place, place);
  const auto inputs = scope_.kind == Scope::Kind::kTopology
                          ? static_cast<std::uint32_t>(values)
                          : context_.space()[(*scope_.derived)[hole->second]].inputs();
  if (scope_.kind == Scope::Kind::kTopology) {
    auto& known = scope_.hole_inputs[hole->second];
    if (known && *known != inputs) {
      context_.sink
          .add(make(code::E0225, place, "`" + name + "`", how_many_inputs(*known), std::to_string(inputs)))
          .note("every use of a parameter applies it to as many values");
      return {};
    }
    known = inputs;
  }
  return context_.add(ir::Hole{hole->second}, place, inputs);
}

ir::ExprId Functions::call(const Expression& expression, const grammar::CallExpression& call) {
  if (const auto kind = merge_kind(call)) {
    std::vector<const Expression*> parts;
    for (const Argument& argument : call.arguments) parts.push_back(argument.value.get());
    if (parts.empty()) return refuse("a merge of nothing", expression.place);
    return merge(*kind, parts, expression.place);
  }
  const auto* callee = std::get_if<grammar::NameExpression>(&call.callee->node);
  if (callee && !scope_.holes.contains(callee->name))
    return leaf(callee->name, call.arguments, expression.place, call.callee->place);
  if (block_) {  // its arguments are no values: say of each what it is
    for (const Argument& argument : call.arguments) value(*argument.value);
    return {};
  }
  context_.sink.add(make(code::E0213, expression.place, "an application to values outside a block"));
  return {};
}

ir::ExprId Functions::leaf(const std::string& name, const std::vector<Argument>& arguments, diag::Place place,
                           diag::Place name_place) {
  if (scope_.sees_nonterminals()) {
    if (const auto at = context_.nonterminals.find(name); at != context_.nonterminals.end()) {
      if (arguments.empty()) return nonterminal(at->second, place);
      context_.sink.add(make(code::E0204, place, name, "no arguments", std::to_string(arguments.size())));
      return {};
    }
  }
  const auto found = context_.names.find(scope_.module, name);
  if (found.size() > 1) {
    diag::Diagnostic& error = context_.sink.add(make(code::E0202, place, name));
    for (const Definition& one : found) error.label(one.name().place, "one is defined here");
    return {};
  }
  if (found.size() == 1) return definition(found[0], arguments, place);
  if (const ir::LayerInfo* info = ir::find_layer(name)) return layer(*info, arguments, place);
  return unknown(name, name_place);
}

ir::ExprId Functions::unknown(const std::string& name, diag::Place place) {
  const auto is_constant = [&] {
    return scope_.constants &&
           std::ranges::find(*scope_.constants, name, &ir::ParamValue::name) != scope_.constants->end();
  };
  if (std::ranges::find(scope_.params, name) != scope_.params.end() || is_constant() ||
      axis_of(context_, scope_, name))
    return refuse("the number `" + name + "`", place);
  std::vector<std::string> candidates = visible_names(context_, scope_);
  if (block_)
    for (const auto& [value, index] : block_->values) candidates.push_back(value);
  diag::Diagnostic& error = report_unknown(context_.sink, "function", name, place, candidates);
  context_.names.suggest_import(error, scope_.module, name);
  return {};
}

ir::ExprId Functions::nonterminal(ir::NonterminalId id, diag::Place place) {
  auto& derived = *scope_.derived;
  const std::uint32_t inputs = context_.space()[id].inputs();
  if (scope_.kind == Scope::Kind::kFrame) {
    const auto at = std::ranges::find(derived, id);
    const auto index = static_cast<std::uint32_t>(at - derived.begin());
    if (at == derived.end()) derived.push_back(id);
    return context_.add(ir::Hole{index}, place, inputs);
  }
  derived.push_back(id);
  return context_.add(ir::Hole{static_cast<std::uint32_t>(derived.size() - 1)}, place, inputs);
}

bool Functions::is_worked_out(const Number& number) const {
  return scope_.kind == Scope::Kind::kTopology && number.kind != Number::Kind::kInteger &&
         number.kind != Number::Kind::kReal;
}

ir::ExprId Functions::definition(const Definition& definition, const std::vector<Argument>& arguments,
                                 diag::Place place) {
  return ir::match(
      definition.what,
      [&](const grammar::OpDeclaration* op) { return this->op(definition, *op, arguments, place); },
      [&](const grammar::TopologyDeclaration* topology) {
        return this->topology(definition, *topology, arguments, place);
      });
}

ir::ExprId Functions::layer(const ir::LayerInfo& info, const std::vector<Argument>& arguments,
                            diag::Place place) {
  if (info.kind == ir::LayerKind::kPlugin) return plugin(arguments, place);
  std::vector<ParameterSpec> parameters;
  for (const ir::LayerParam& param : info.params)
    parameters.push_back({param.name, param.fallback == ir::LayerParam::kRequired});
  const auto bound = bind_arguments(info.name, parameters, arguments, place, context_.sink);
  if (!bound) return {};
  ir::Layer layer{info.kind, {}, {}};
  std::set<const Expression*> worked_out;
  bool valid = true;
  for (std::size_t i = 0; i < bound->size(); ++i) {
    const ir::LayerParam& param = info.params[i];
    std::optional<Number> number;
    if (!(*bound)[i]) {
      const auto whole = static_cast<std::int64_t>(param.fallback);
      if (param.type != ir::ParamType::kReal && param.fallback == ir::LayerParam::kHalfKernel)
        number = half_kernel(info, layer.args);
      else
        number = param.type == ir::ParamType::kReal ? real_number(param.fallback) : integer_number(whole);
    } else if (const auto given = elaborate_number(context_, scope_, *(*bound)[i])) {
      number = convert_argument(*given, param.type);
      if (!number)
        context_.sink.add(make(code::E0236, (*bound)[i]->place, param.name, info.name, kind_of(param.type)));
    }
    valid = valid && number;
    if (number && is_worked_out(*number)) worked_out.insert((*bound)[i]);
    layer.args.push_back(number.value_or(integer_number(1)));
  }
  layer.text = leaf_text(info.name, arguments, scope_.chosen, worked_out);
  return valid ? context_.add(std::move(layer), place) : ir::ExprId();
}

ir::ExprId Functions::op(const Definition& definition, const grammar::OpDeclaration& op,
                         const std::vector<Argument>& arguments, diag::Place place) {
  std::vector<ParameterSpec> parameters;
  for (const grammar::Parameter& param : op.params) parameters.push_back({param.name.text, !param.fallback});
  const auto bound = bind_arguments(op.name.text, parameters, arguments, place, context_.sink);
  const ir::OpId id = context_.use(definition.module, op, place);
  if (!bound || !id.valid()) return {};
  ir::Call call{id, {}, {}};
  std::set<const Expression*> worked_out;
  Scope constants;
  constants.module = definition.module;
  constants.axes = {""};  // a value of last resort is a constant: no dimension is named here
  bool valid = true;
  for (std::size_t i = 0; i < bound->size(); ++i) {
    const Expression* given = (*bound)[i];
    const auto number = given ? elaborate_number(context_, scope_, *given)
                              : elaborate_number(context_, constants, *op.params[i].fallback);
    valid = valid && number;
    if (given && number && is_worked_out(*number)) worked_out.insert(given);
    call.args.push_back(number.value_or(integer_number(1)));
  }
  call.text = leaf_text(op.name.text, arguments, scope_.chosen, worked_out);
  return valid ? context_.add(std::move(call), place) : ir::ExprId();
}

ir::ExprId Functions::topology(const Definition& definition, const grammar::TopologyDeclaration& topology,
                               const std::vector<Argument>& arguments, diag::Place place) {
  std::vector<ParameterSpec> parameters;
  for (const grammar::Name& param : topology.params) parameters.push_back({param.text, true});
  const auto bound = bind_arguments(topology.name.text, parameters, arguments, place, context_.sink);
  const ir::TopologyId id = context_.use(definition.module, topology, place);
  if (!bound) {
    for (const Argument& argument : arguments) elaborate(*argument.value);
    return {};
  }
  ir::Apply apply{id, {}};
  bool valid = id.valid();
  for (std::size_t i = 0; i < bound->size(); ++i) {
    const ir::ExprId argument = elaborate(*(*bound)[i]);
    apply.args.push_back(argument);
    if (!argument.valid() || !id.valid()) {
      valid = false;
      continue;
    }
    const std::uint32_t wanted = context_.parameter_inputs(id, i);
    const std::uint32_t has = context_.inputs_of(argument);
    if (has == wanted) continue;
    context_.sink
        .add(make(code::E0225, (*bound)[i]->place, "this", how_many_inputs(has), std::to_string(wanted)))
        .note("`" + topology.name.text + "` applies its `" + parameters[i].name + "` so");
    valid = false;
  }
  if (!valid) return {};
  const std::uint32_t inputs = context_.space()[id].inputs;
  return context_.add(std::move(apply), place, inputs);
}

}  // namespace nasg::sema
