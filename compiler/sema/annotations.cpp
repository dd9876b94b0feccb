// SPDX-License-Identifier: Apache-2.0
// Elaboration of written types.
#include "compiler/sema/annotations.h"

#include <algorithm>

#include "compiler/diag/codes/types.h"
#include "compiler/sema/numbers.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

namespace {

constexpr std::int64_t kMaxDimension = std::int64_t{1} << 24;

/// The name that a dimension gives to its axis, if it is one and means nothing else.
const std::string* axis_name(const Scope& scope, const grammar::Expression& dim) {
  const auto* name = std::get_if<grammar::NameExpression>(&dim.node);
  if (!name || std::ranges::find(scope.params, name->name) != scope.params.end()) return nullptr;
  if (scope.constants &&
      std::ranges::find(*scope.constants, name->name, &ir::ParamValue::name) != scope.constants->end())
    return nullptr;
  return &name->name;
}

}  // namespace

std::optional<FunctionType> elaborate_type(const Context& context, Scope& scope,
                                           const grammar::TypeSyntax& type, bool several) {
  if (type.inputs.size() != 1 && !several) {
    context.sink.add(make(code::E0301, type.place, "it has one input here, as ops take one value"));
    return std::nullopt;
  }
  FunctionType result{{}, {}, {}, type.place};
  bool valid = true;
  std::vector<std::string> axes;
  scope.axes = {""};  // the input's own dimensions may not refer to one another
  for (const auto& dim : type.inputs[0].dims) {
    const auto axis = static_cast<std::int64_t>(axes.size());
    const std::string* name = axis_name(scope, *dim);
    const bool repeated = name && std::ranges::find(axes, *name) != axes.end();
    if (repeated)
      context.sink.add(make(code::E0301, dim->place, "`" + *name + "` names two of its dimensions"));
    const auto number =
        name ? ir::Number{ir::Number::Kind::kDim, axis, 0, {}} : elaborate_number(context, scope, *dim);
    valid = valid && number && !repeated;
    result.input.push_back(number.value_or(integer_number(1)));
    axes.push_back(name ? *name : "");
  }
  scope.axes = axes;
  bool empty = result.input.empty();
  const auto over_axes = [&](const grammar::ShapeSyntax& shape, bool may_name) {
    std::vector<ir::Number> dims;
    for (const auto& dim : shape.dims) {
      const std::string* name = may_name ? axis_name(scope, *dim) : nullptr;
      if (name && !axis_of(context, scope, *name)) scope.axes.push_back(*name);
      const auto number = elaborate_number(context, scope, *dim);
      valid = valid && number;
      dims.push_back(number.value_or(integer_number(1)));
    }
    empty = empty || dims.empty();
    return dims;
  };
  for (std::size_t i = 1; i < type.inputs.size(); ++i)
    result.more_inputs.push_back(over_axes(type.inputs[i], true));
  result.output = over_axes(type.output, false);
  if (empty) {
    context.sink.add(make(code::E0301, type.place, "a shape has at least one dimension"));
    return std::nullopt;
  }
  return valid ? std::optional(std::move(result)) : std::nullopt;
}

std::optional<ir::Shape> elaborate_shape(const Context& context, const Scope& scope,
                                         const grammar::ShapeSyntax& shape) {
  ir::Shape result;
  bool valid = !shape.dims.empty();
  if (!valid) context.sink.add(make(code::E0301, shape.place, "a shape has at least one dimension"));
  for (const auto& dim : shape.dims) {
    const auto value = constant_integer(context, scope, *dim);
    if (value && (*value < 1 || *value > kMaxDimension)) {
      context.sink.add(make(code::E0301, dim->place,
                            "a dimension is at least 1 and at most " + std::to_string(kMaxDimension) +
                                ", not " + std::to_string(*value)));
      valid = false;
    }
    valid = valid && value;
    result.push_back(value.value_or(1));
  }
  return valid ? std::optional(std::move(result)) : std::nullopt;
}

}  // namespace nasg::sema
