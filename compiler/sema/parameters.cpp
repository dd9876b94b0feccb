// SPDX-License-Identifier: Apache-2.0
// The parameters of a space and their values.
#include <algorithm>
#include <cmath>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/elaborate.h"
#include "compiler/sema/numbers.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

namespace {

using Given = std::map<std::string, std::pair<std::int64_t, diag::Place>>;

std::optional<std::int64_t> integer_of(const ir::Setting& setting) {
  const double* number = std::get_if<double>(&setting.value);
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (!number || std::floor(*number) != *number || std::abs(*number) > kExact) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

/// A parameter, and the module that its default is written in.
struct Declared {
  const grammar::Parameter* parameter;
  std::size_t module;
};

/// The parameters of a space: those of its bases first. One that is declared anew keeps its place.
std::vector<Declared> all_parameters(const Context& context, const Lineage& lineage) {
  std::vector<Declared> all;
  for (const SpaceDefinition& definition : lineage) {
    std::map<std::string, diag::Place> first;
    for (const grammar::Parameter& param : definition.space->params) {
      const auto [at, fresh] = first.emplace(param.name.text, param.name.place);
      if (!fresh) {
        context.sink.add(make(code::E0201, param.name.place, param.name.text))
            .label(at->second, "first defined here");
        continue;
      }
      const auto same = [&](const Declared& known) { return known.parameter->name.text == param.name.text; };
      const auto known = std::ranges::find_if(all, same);
      if (known == all.end())
        all.push_back({&param, definition.module});
      else
        *known = {&param, definition.module};
    }
  }
  return all;
}

/// The arguments by parameter. An argument without a name stands for the parameter at its place.
Given read_arguments(const Context& context, const grammar::SpaceDeclaration& syntax,
                     const std::vector<Declared>& parameters, const SpaceArguments& arguments) {
  Given given;
  std::vector<std::string> names;
  for (const Declared& declared : parameters) names.push_back(declared.parameter->name.text);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& [written, setting] = arguments[i];
    if (written.empty() && i >= names.size()) {
      context.sink.add(
          make(code::E0204, setting.place, syntax.name.text,
               "at most " + std::to_string(names.size()) + (names.size() == 1 ? " argument" : " arguments"),
               std::to_string(arguments.size())));
      return given;
    }
    const std::string name = written.empty() ? names[i] : written;
    if (std::ranges::find(names, name) == names.end()) {
      diag::Diagnostic& error = context.sink.add(make(code::E0205, setting.place, syntax.name.text, name));
      if (const auto near = diag::nearest(name, names)) error.note("did you mean `" + *near + "`?");
      continue;
    }
    const auto value = integer_of(setting);
    if (!value) {
      context.sink.add(
          make(code::E0227, setting.place, name, "takes an integer, not `" + setting.text() + "`"));
      continue;
    }
    if (!given.emplace(name, std::pair(*value, setting.place)).second)
      context.sink.add(make(code::E0206, setting.place, name, syntax.name.text));
  }
  return given;
}

}  // namespace

std::vector<ir::ParamValue> bind_parameters(const Context& context, const Lineage& lineage,
                                            const SpaceArguments& arguments, diag::Place) {
  const std::vector<Declared> parameters = all_parameters(context, lineage);
  const Given given = read_arguments(context, *lineage.back().space, parameters, arguments);
  std::vector<ir::ParamValue> values;
  for (const Declared& declared : parameters) {
    const grammar::Parameter& param = *declared.parameter;
    Scope scope;
    scope.module = declared.module;
    scope.axes = {""};  // a parameter's value may use the parameters before it, and no dimension
    scope.constants = &values;
    std::optional<std::int64_t> value;
    if (param.fallback)
      value = constant_integer(context, scope, *param.fallback);
    else
      context.sink.add(
          make(code::E0227, param.name.place, param.name.text, "needs a default, as in `n = 5`"));
    if (const auto argument = given.find(param.name.text); argument != given.end())
      value = argument->second.first;
    values.push_back({param.name.text, value.value_or(1)});
  }
  return values;
}

}  // namespace nasg::sema
