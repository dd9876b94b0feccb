// SPDX-License-Identifier: Apache-2.0
// Strategies that are settings of more general ones.
#include <algorithm>

#include "search/strategies/makers.h"

namespace nasg::search {
namespace {

using ir::Setting;

Setting name(const std::string& text, std::vector<Setting::Named> named = {}) {
  return {Setting::Call{text, {}, std::move(named)}, {}};
}

Setting sum(std::vector<Setting> parts) {
  return {Setting::Call{"sum", std::move(parts), {}}, {}};
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

// The kernels look at an architecture from different sides: what is alike in two graphs, what is not, what
// stands where in the derivation, by which rules, and which operations follow one another in what is
// computed. What tells architectures apart differs from space to space; the weights are learned.
StrategyResult make_auto(const Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  const std::int64_t initial = reader.integer("initial", 10);
  if (initial < 2) reader.refuse("initial", "must be 2 or more");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  const Setting kernel = sum({name("hwl"), name("labels"), name("adjacency"), name("string"),
                              name("tw", {{"grams", number(2)}, {"graph", name("network")}})});
  return make_bo(name("bo", {{"kernel", kernel},
                             {"pool", name("evolution", {{"size", number(100)}, {"generations", number(5)}})},
                             {"initial", number(static_cast<double>(initial))}}),
                 context);
}

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
