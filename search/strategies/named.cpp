// SPDX-License-Identifier: Apache-2.0
// Published strategies that are settings of more general ones.
#include <algorithm>

#include "search/strategies/makers.h"

namespace nasg::search {
namespace {

using ir::Setting;

Setting name(const std::string& text, std::vector<Setting::Named> named = {}) {
  return {Setting::Call{text, {}, std::move(named)}, {}};
}

Setting number(double value) {
  return {value, {}};
}

/// The setting, with those of the defaults that it does not say.
Setting completed(const Setting& setting, std::vector<Setting::Named> defaults) {
  Setting result = setting;
  auto& call = std::get<Setting::Call>(result.value);
  for (Setting::Named& one : defaults) {
    const bool said =
        std::ranges::any_of(call.named, [&](const auto& given) { return given.name == one.name; });
    if (!said) call.named.push_back(std::move(one));
  }
  return result;
}

}  // namespace

StrategyResult make_bananas(const Setting& setting, const SearchContext& context) {
  return make_batch_bo(completed(setting, {{"surrogate", name("ensemble", {{"encoding", name("path")}})},
                                           {"acquisition", name("its")},
                                           {"selection", name("top")},
                                           {"batch", number(10)},
                                           {"elite", number(5)},
                                           {"random", number(0)}}),
                       context);
}

StrategyResult make_xgb(const Setting& setting, const SearchContext& context) {
  Setting rest = setting;
  auto& call = std::get<Setting::Call>(rest.value);
  Setting objective = name("regression");
  const auto given = std::ranges::find(call.named, "objective", &Setting::Named::name);
  if (given != call.named.end()) {
    objective = given->value;
    call.named.erase(given);
  }
  return make_batch_bo(
      completed(rest,
                {{"surrogate", name("xgb", {{"objective", std::move(objective)}, {"members", number(1)}})},
                 {"acquisition", name("ucb", {{"beta", number(0)}})},
                 {"selection", name("top")},
                 {"initial", number(16)},
                 {"batch", number(16)}}),
      context);
}

}  // namespace nasg::search
