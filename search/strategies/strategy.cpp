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
};
constexpr Row kStrategies[] = {
    {"auto", make_auto},           {"random", make_random}, {"local", make_local},
    {"evolution", make_evolution}, {"bo", make_bo},         {"batch_bo", make_batch_bo},
    {"plugin", make_plugin},
};

}  // namespace

diag::Result<std::unique_ptr<Strategy>> make_strategy(const ir::Setting& setting,
                                                      const SearchContext& context) {
  const auto* call = std::get_if<ir::Setting::Call>(&setting.value);
  const std::string name = call == nullptr ? setting.text() : call->name;
  std::vector<std::string> names;
  std::string list;
  for (const Row& row : kStrategies) {
    if (row.name == name) return row.make(setting, context);
    names.emplace_back(row.name);
    list += (list.empty() ? "`" : ", `") + names.back() + "`";
  }
  diag::Diagnostic error = diag::make(diag::code::E0711, setting.place, name);
  if (const auto near = diag::nearest(name, names))
    error.fix(setting.place, *near, "did you mean `" + *near + "`?");
  error.note("the strategies are " + list);
  return error;
}

}  // namespace nasg::search
