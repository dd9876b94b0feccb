// SPDX-License-Identifier: Apache-2.0
// The table of strategies.
#include "search/strategies/strategy.h"

#include "compiler/diag/codes/search.h"
#include "search/strategies/makers.h"

namespace nasg::search {
namespace {

struct Row {
  const char* name;
  StrategyResult (*make)(const ir::Setting&, const SearchContext&);
  bool several = false;  ///< whether it seeks the front of several values
};
constexpr Row kStrategies[] = {
    {"auto", make_auto, true},
    {"random", make_random, true},
    {"local", make_local},
    {"evolution", make_evolution, true},
    {"assisted_evolution", make_assisted_evolution},
    {"filtered", make_filtered, true},
    {"te_nas", make_te_nas},
    {"bo", make_bo, true},
    {"batch_bo", make_batch_bo},
    {"bananas", make_bananas},
    {"xgb", make_xgb},
    {"halving", make_halving},
    {"hyperband", make_hyperband},
    {"asha", make_asha},
    {"bohb", make_bohb},
    {"plugin", make_plugin, true},
};

std::string listed(bool several) {
  std::string list;
  for (const Row& row : kStrategies)
    if (row.several || !several) list += (list.empty() ? "`" : ", `") + std::string(row.name) + "`";
  return list;
}

/// E0764: the strategy of that row cannot search for what the objective has.
std::optional<diag::Diagnostic> too_many_values(const Row& row, const ir::Setting& setting,
                                                const SearchContext& context) {
  if (context.further == 0 || row.several) return std::nullopt;
  auto error = diag::make(diag::code::E0764, setting.place, row.name, std::to_string(context.further + 1));
  error.note("fronts are sought by " + listed(true));
  return error;
}

}  // namespace

std::vector<std::string> strategy_names() {
  std::vector<std::string> names;
  for (const Row& row : kStrategies) names.emplace_back(row.name);
  return names;
}

diag::Result<std::unique_ptr<Strategy>> make_strategy(const ir::Setting& setting,
                                                      const SearchContext& context) {
  const auto* call = std::get_if<ir::Setting::Call>(&setting.value);
  const std::string name = call == nullptr ? setting.text() : call->name;
  for (const Row& row : kStrategies) {
    if (row.name != name) continue;
    if (const auto error = too_many_values(row, setting, context)) return *error;
    return row.make(setting, context);
  }
  diag::Diagnostic error = diag::make(diag::code::E0711, setting.place, name);
  if (const auto near = diag::nearest(name, strategy_names()))
    error.fix(setting.place, *near, "did you mean `" + *near + "`?");
  error.note("the strategies are " + listed(false));
  return error;
}

}  // namespace nasg::search
