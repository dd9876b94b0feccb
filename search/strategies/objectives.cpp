// SPDX-License-Identifier: Apache-2.0
// Makes the objective that a setting names.
#include "search/strategies/objectives.h"

#include <algorithm>

#include "compiler/diag/codes/objectives.h"
#include "compiler/diag/codes/search.h"
#include "runtime/derivation/plugin.h"
#include "runtime/training/proxy_objective.h"
#include "runtime/workers/command_objective.h"
#include "search/benchmarks/table_objective.h"
#include "search/strategies/several_objective.h"

namespace nasg::search {
namespace {

using Made = diag::Result<std::unique_ptr<training::Objective>>;

struct Maker {
  const char* name;
  Made (*make)(const ir::Setting& setting, const ObjectiveContext& context);
};

ObjectiveMaker maker_of_parts(const ObjectiveContext& context) {
  return [&context](const ir::Setting& part) { return make_objective(part, context); };
}

Made make_plugin_objective(const ir::Setting& setting, const ObjectiveContext& context) {
  ir::SettingReader reader(setting);
  const std::string name = reader.required_text("name");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  const derivation::PluginSymbol symbol = derivation::load_plugin(name, "nasg_make_objective");
  if (symbol.address == nullptr) return diag::make(diag::code::E0650, setting.place, name, symbol.why);
  const auto make = reinterpret_cast<training::Objective* (*)(const ObjectiveContext&)>(symbol.address);
  return Made(std::unique_ptr<training::Objective>(make(context)));
}

constexpr Maker kMakers[] = {
    {"plugin", make_plugin_objective},
    {"train",
     [](const ir::Setting& setting, const ObjectiveContext& context) {
       return training::make_train_objective(setting, context.space, context.build_plan,
                                             {context.folders, context.device});
     }},
    {"proxy",
     [](const ir::Setting& setting, const ObjectiveContext& context) {
       return training::make_proxy_objective(setting, context.space, context.build_plan,
                                             {context.folders, context.device});
     }},
    {"table",
     [](const ir::Setting& setting, const ObjectiveContext& context) {
       return benchmarks::make_table_objective(setting, context.space, context.automaton, context.folders);
     }},
    {"command",
     [](const ir::Setting& setting, const ObjectiveContext& context) {
       return workers::make_command_objective(setting, context.space, context.build_plan, context.device);
     }},
    {"pareto",
     [](const ir::Setting& setting, const ObjectiveContext& context) {
       return make_pareto_objective(setting, maker_of_parts(context));
     }},
    {"at_most",
     [](const ir::Setting& setting, const ObjectiveContext& context) {
       return make_limited_objective(setting, maker_of_parts(context), context.build_plan);
     }},
    {"params",
     [](const ir::Setting& setting, const ObjectiveContext& context) {
       return training::make_cost_objective(setting, context.build_plan);
     }},
    {"flops",
     [](const ir::Setting& setting, const ObjectiveContext& context) {
       return training::make_cost_objective(setting, context.build_plan);
     }},
};

}  // namespace

Made make_objective(const ir::Setting& setting, const ObjectiveContext& context) {
  const std::string name = ir::SettingReader(setting).name();
  std::vector<std::string> names;
  for (const Maker& maker : kMakers) {
    if (name == maker.name) return maker.make(setting, context);
    names.emplace_back(maker.name);
  }
  auto error = diag::make(diag::code::E0740, setting.place, name);
  if (const auto near = diag::nearest(name, names)) {
    error.fix(setting.place, *near, "did you mean `" + *near + "`?");
  }
  std::string list;
  for (const std::string& known : names) list += (list.empty() ? "there are `" : "`, `") + known;
  error.note(list + "`");
  return error;
}

ir::Setting minimised(ir::Setting setting) {
  auto* call = std::get_if<ir::Setting::Call>(&setting.value);
  if (call == nullptr) return setting;
  const bool composed = call->name == "pareto" || call->name == "at_most";
  if (composed && !call->positional.empty()) {
    call->positional.front() = minimised(std::move(call->positional.front()));
    return setting;
  }
  const bool said =
      std::ranges::any_of(call->named, [](const auto& argument) { return argument.name == "minimise"; });
  if (!said) call->named.emplace_back("minimise", ir::Setting{true, setting.place});
  return setting;
}

}  // namespace nasg::search
