// SPDX-License-Identifier: Apache-2.0
// Elaboration of `plugin("name", [dimensions], numbers…, parameters = …, flops = …)`.
#include "compiler/ir/plugin_layer.h"

#include "compiler/diag/codes/plugins.h"
#include "compiler/sema/functions.h"
#include "compiler/sema/leaf_text.h"
#include "compiler/sema/numbers.h"

namespace nasg::sema {

namespace {

using grammar::Argument;

const ir::LayerInfo& plugin_row() {
  return ir::info(ir::LayerKind::kPlugin);
}

/// Which argument of the row an expression is for: costs by their names, numbers in their order.
std::optional<std::size_t> place_of(const Argument& argument, std::size_t& next) {
  if (!argument.name) return next < plugin_row().params.size() ? std::optional(next++) : std::nullopt;
  for (std::size_t i = ir::kPluginParameters; i < ir::kPluginFirstNumber; ++i)
    if (argument.name->text == plugin_row().params[i].name) return i;
  return std::nullopt;
}

}  // namespace

// 1. The name.  2. The shape.  3. Numbers and costs.
ir::ExprId Functions::plugin(const std::vector<Argument>& arguments, diag::Place place) {
  const auto refuse = [&](diag::Place where, const char* why) {
    context_.sink.add(diag::make(diag::code::E0670, where, why));
    return ir::ExprId();
  };
  if (arguments.size() < 2) return refuse(place, "it has a name and a shape");
  const auto* name = std::get_if<grammar::StringLiteral>(&arguments[0].value->node);
  const auto packed = name && !arguments[0].name ? ir::pack_name(name->value) : std::nullopt;
  if (!packed)
    return refuse(arguments[0].value->place,
                  "its name is 1 to 12 small letters, digits and underscores, in quotes");
  const auto* shape = std::get_if<grammar::ListExpression>(&arguments[1].value->node);
  if (!shape || arguments[1].name || shape->values.empty() || shape->values.size() > ir::kPluginMostDims)
    return refuse(arguments[1].value->place, "its shape is a list of one to three dimensions");
  ir::Layer layer{ir::LayerKind::kPlugin, {}, leaf_text(plugin_row().name, arguments, scope_.chosen)};
  for (const ir::LayerParam& param : plugin_row().params)
    layer.args.push_back(param.type == ir::ParamType::kReal ? real_number(0) : integer_number(0));
  layer.args[ir::kPluginName] = integer_number(*packed);
  bool valid = true;
  const auto put = [&](std::size_t at, const grammar::Expression& expression) {
    const auto number = elaborate_number(context_, scope_, expression);
    const auto typed = number ? convert_argument(*number, plugin_row().params[at].type) : std::nullopt;
    if (typed)
      layer.args[at] = *typed;
    else if (number)
      refuse(expression.place, "its dimensions and costs are integers");
    valid = valid && typed;
  };
  for (std::size_t i = 0; i < shape->values.size(); ++i) put(ir::kPluginFirstDim + i, *shape->values[i]);
  std::size_t next = ir::kPluginFirstNumber;
  for (const Argument& argument : std::span(arguments).subspan(2)) {
    const auto at = place_of(argument, next);
    if (!at)
      return refuse(argument.value->place,
                    "at most four numbers follow, and `parameters` and `flops` by name");
    put(*at, *argument.value);
  }
  return valid ? context_.add(std::move(layer), place) : ir::ExprId();
}

}  // namespace nasg::sema
