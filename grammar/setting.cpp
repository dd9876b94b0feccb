// SPDX-License-Identifier: Apache-2.0
// Expressions as settings of a search.
#include "compiler/diag/codes/search.h"
#include "grammar/parse.h"

namespace nasg::grammar {

namespace {

using SettingResult = diag::Result<ir::Setting>;

SettingResult call_setting(const CallExpression& call, Place place) {
  const auto* callee = std::get_if<NameExpression>(&call.callee->node);
  if (callee == nullptr || call.callee->parenthesised) return diag::make(diag::code::E0704, place, "this");
  ir::Setting::Call setting{callee->name, {}, {}};
  for (const Argument& argument : call.arguments) {
    SettingResult value = to_setting(*argument.value);
    if (!value) return value;
    if (!argument.name) {
      setting.positional.push_back(std::move(*value));
      continue;
    }
    for (const auto& [name, earlier] : setting.named)
      if (name == argument.name->text) {
        diag::Diagnostic error =
            diag::make(diag::code::E0702, argument.name->place, setting.name, name, "is given twice");
        error.label(earlier.place, "given here first");
        return error;
      }
    setting.named.emplace_back(argument.name->text, std::move(*value));
  }
  return ir::Setting{std::move(setting), place};
}

SettingResult list_setting(const ListExpression& list, Place place) {
  ir::Setting::List values;
  for (const ExpressionPtr& part : list.values) {
    SettingResult value = to_setting(*part);
    if (!value) return value;
    values.push_back(std::move(*value));
  }
  return ir::Setting{std::move(values), place};
}

}  // namespace

diag::Result<ir::Setting> to_setting(const Expression& expression) {
  const Place place = expression.place;
  if (const auto* number = std::get_if<NumberLiteral>(&expression.node))
    return ir::Setting{number->real, place};
  if (const auto* boolean = std::get_if<BoolLiteral>(&expression.node))
    return ir::Setting{boolean->value, place};
  if (const auto* text = std::get_if<StringLiteral>(&expression.node)) return ir::Setting{text->value, place};
  if (const auto* name = std::get_if<NameExpression>(&expression.node))
    return ir::Setting{ir::Setting::Call{name->name, {}, {}}, place};
  if (const auto* call = std::get_if<CallExpression>(&expression.node)) return call_setting(*call, place);
  if (const auto* list = std::get_if<ListExpression>(&expression.node)) return list_setting(*list, place);
  return diag::make(diag::code::E0704, place, "this");
}

}  // namespace nasg::grammar
