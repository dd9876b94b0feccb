// SPDX-License-Identifier: Apache-2.0
// Successive halving and Hyperband, and the settings of all strategies over fidelities.
#include <cmath>

#include "compiler/diag/codes/search.h"
#include "search/strategies/makers.h"
#include "search/strategies/multi_fidelity.h"

namespace nasg::search {

diag::Result<FidelityOptions> read_fidelities(const ir::Setting& setting, ir::SettingReader& reader,
                                              const SearchContext& context) {
  FidelityOptions options;
  options.eta = reader.number("eta", options.eta);
  if (!(options.eta > 1 && options.eta <= 1000)) reader.refuse("eta", "must be above 1 and at most 1000");
  const std::int64_t least = reader.integer("least", 1);
  if (least < 1) reader.refuse("least", "must be 1 or more");
  if (options.eta > 1 && least >= 1) options.rungs = rung_fidelities(context.fidelities, options.eta, least);
  if (options.rungs.size() < 2) return diag::make(diag::code::E0762, setting.place, reader.name());
  return options;
}

StrategyResult make_halving(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  const auto options = read_fidelities(setting, reader, context);
  if (!options) return options.error();
  const double steps = static_cast<double>(options->rungs.size() - 1);
  const std::int64_t size = reader.integer("size", std::llround(std::ceil(std::pow(options->eta, steps))));
  if (size < 1 || size > 1000000) reader.refuse("size", "must be from 1 to 1000000");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return bracket_strategy(context, {halving_bracket(options->rungs, options->eta, size)},
                          random_source(context));
}

StrategyResult make_hyperband(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  const auto options = read_fidelities(setting, reader, context);
  if (!options) return options.error();
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return bracket_strategy(context, hyperband_brackets(options->rungs, options->eta), random_source(context));
}

}  // namespace nasg::search
