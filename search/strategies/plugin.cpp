// SPDX-License-Identifier: Apache-2.0
// Loads a strategy from a shared object.
#include "search/strategies/plugin.h"

#include "compiler/diag/codes/search.h"
#include "runtime/derivation/plugin.h"
#include "search/strategies/makers.h"

namespace nasg::search {

StrategyResult make_plugin(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  const std::string name = reader.required_text("name");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  const derivation::PluginSymbol symbol = derivation::load_plugin(name, "nasg_make_strategy");
  if (symbol.address == nullptr) return diag::make(diag::code::E0720, setting.place, name, symbol.why);
  const auto make = reinterpret_cast<Strategy* (*)(const SearchContext&)>(symbol.address);
  return StrategyResult(std::unique_ptr<Strategy>(make(context)));
}

}  // namespace nasg::search
