// SPDX-License-Identifier: Apache-2.0
// Spaces and searches as JSON.
#include "compiler/driver/describe.h"

#include <nlohmann/json.hpp>

#include "runtime/derivation/limits.h"

namespace nasg::driver {

namespace {

using Json = nlohmann::ordered_json;

Json count_of(const std::optional<ir::BigInt>& count) {
  return count ? Json(count->get_str()) : Json(nullptr);
}

// Derivations of the nonterminal by itself, as deep as the space allows from a root.
Json count_of(const sema::CheckedSpace& checked, ir::NonterminalId id) {
  const std::uint32_t depth = checked.space.depth_limit.value_or(ir::kUnlimitedDepth);
  const auto state = checked.automaton.find(id, ir::kEither, depth);
  if (!state || !checked.automaton[*state].finite) return nullptr;
  return checked.automaton[*state].count.get_str();
}

Json describe_rule(const ir::Space& space, const ir::Rule& rule, std::size_t id) {
  Json holes = Json::array();
  for (const ir::NonterminalId hole : rule.holes) holes.push_back(space[hole].name);
  return {{"id", id},
          {"head", rule.head},
          {"holes", holes},
          {"weight", rule.weight},
          {"connected", rule.connected}};
}

Json describe_nonterminal(const sema::CheckedSpace& checked, std::size_t index) {
  const ir::Space& space = checked.space;
  const ir::Nonterminal& nonterminal = space.nonterminals[index];
  Json rules = Json::array();
  for (std::size_t i = nonterminal.first_rule; i < nonterminal.first_rule + nonterminal.rule_count; ++i)
    rules.push_back(describe_rule(space, space.rules[i], i));
  return {{"name", nonterminal.name},
          {"doc", nonterminal.doc},
          {"input", ir::text(nonterminal.input, nonterminal.axes)},
          {"output", ir::text(nonterminal.output, nonterminal.axes)},
          {"count", count_of(checked, ir::NonterminalId(index))},
          {"rules", rules}};
}

/// The share of draws that keeps the limits; 1 where none needs to be repeated.
double acceptance_of(const sema::CheckedSpace& checked) {
  constexpr int kDraws = 1000;
  if (checked.automaton.keeps_limits()) return 1;
  return derivation::acceptance(checked.space, checked.automaton, kDraws, derivation::Rng(0));
}

Json describe_space(const sema::CheckedSpace& checked) {
  const ir::Space& space = checked.space;
  Json parameters = Json::object();
  for (const ir::ParamValue& parameter : space.params) parameters[parameter.name] = parameter.value;
  Json roots = Json::array();
  for (const ir::NonterminalId root : space.roots) roots.push_back(space[root].name);
  Json limits = Json::array();
  for (const ir::Limit& limit : space.limits) limits.push_back(limit.text);
  Json notations = Json::array();
  for (const ir::Notation& notation : space.notations) notations.push_back(notation.name);
  Json levels = Json::array();
  for (const auto& level : space.levels) {
    Json names = Json::array();
    for (const ir::NonterminalId id : level) names.push_back(space[id].name);
    levels.push_back(names);
  }
  Json nonterminals = Json::array();
  for (std::size_t i = 0; i < space.nonterminals.size(); ++i)
    nonterminals.push_back(describe_nonterminal(checked, i));
  return {{"name", space.name},
          {"title", space.title()},
          {"doc", space.doc},
          {"parameters", parameters},
          {"input", space.input},
          {"output", space.output},
          {"count", count_of(checked.automaton.count())},
          {"depth_limit", space.depth_limit ? Json(*space.depth_limit) : Json(nullptr)},
          {"limits", limits},
          {"acceptance", acceptance_of(checked)},
          {"roots", roots},
          {"levels", levels},
          {"notations", notations},
          {"nonterminals", nonterminals}};
}

Json text_of(const std::optional<ir::Setting>& setting) {
  return setting ? Json(setting->text()) : Json(nullptr);
}

Json describe_search(const ir::SearchSpec& search) {
  Json arguments = Json::object();
  for (const auto& [name, value] : search.arguments) arguments[name] = value.text();
  return {{"name", search.name},
          {"doc", search.doc},
          {"space", search.space},
          {"arguments", arguments},
          {"objective", text_of(search.objective)},
          {"strategy", text_of(search.strategy)},
          {"evaluations", search.evaluations ? Json(*search.evaluations) : Json(nullptr)},
          {"seed", search.seed}};
}

}  // namespace

std::optional<std::string> describe(const sema::Program& program, const std::string& file, diag::Sink& sink) {
  const std::size_t before = sink.errors();
  Json spaces = Json::array();
  for (const std::string& name : program.space_names())
    if (const auto checked = program.instantiate(name, {}, sink)) spaces.push_back(describe_space(*checked));
  if (sink.errors() > before) return std::nullopt;
  Json searches = Json::array();
  for (const ir::SearchSpec& search : program.searches()) searches.push_back(describe_search(search));
  return Json{{"file", file}, {"spaces", spaces}, {"searches", searches}}.dump(2);
}

}  // namespace nasg::driver
