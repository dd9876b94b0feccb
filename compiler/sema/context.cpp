// SPDX-License-Identifier: Apache-2.0
// The expressions of a space under construction, and the meaning of names.
#include "compiler/sema/context.h"

#include <algorithm>

#include "compiler/diag/codes/names.h"
#include "compiler/diag/codes/types.h"
#include "compiler/sema/leaf_text.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

std::optional<Context::Facts> Context::facts(const decltype(ir::Expr::node)& node) const {
  Facts sum{1, 0, 0};
  bool valid = true;
  const auto child = [&](ir::ExprId id, double times = 1) {
    valid = valid && id.valid();
    if (!id.valid()) return;
    sum.nesting = std::max(sum.nesting, facts_[id.index()].nesting);
    sum.size += times * facts_[id.index()].size;
  };
  const auto children = [&](const std::vector<ir::ExprId>& ids) {
    for (const ir::ExprId id : ids) child(id);
  };
  ir::match(
      node, [](const ir::Layer&) {}, [&](const ir::Call& call) { child(result.space[call.op].body); },
      [&](const ir::Apply& apply) {
        child(result.space[apply.topology].body);
        const TopologyFacts& topology = topologies_made_[apply.topology.index()];
        for (std::size_t i = 0; valid && i < apply.args.size(); ++i) child(apply.args[i], topology.uses[i]);
      },
      [](const ir::Hole&) {}, [&](const ir::Chain& chain) { children(chain.parts); },
      [&](const ir::Merge& merge) { children(merge.parts); },
      [&](const ir::Repeat& repeat) { child(repeat.body, repeat.count); },
      [&](const ir::Block& block) {
        for (const ir::Block::Step& step : block.steps)
          if (const auto* function = std::get_if<ir::ExprId>(&step.what)) child(*function);
      });
  if (!valid) return std::nullopt;
  ++sum.nesting;
  sum.size += 1;
  return sum;
}

void Context::count_uses(ir::ExprId id, double times, std::vector<double>& uses) const {
  ir::match(
      result.space[id].node, [](const ir::Layer&) {}, [](const ir::Call&) {},
      [&](const ir::Apply& apply) {
        const TopologyFacts& topology = topologies_made_[apply.topology.index()];
        for (std::size_t i = 0; i < apply.args.size(); ++i)
          count_uses(apply.args[i], times * topology.uses[i], uses);
      },
      [&](const ir::Hole& hole) { uses[hole.index] += times; },
      [&](const ir::Chain& chain) {
        for (const ir::ExprId part : chain.parts) count_uses(part, times, uses);
      },
      [&](const ir::Merge& merge) {
        for (const ir::ExprId part : merge.parts) count_uses(part, times, uses);
      },
      [&](const ir::Repeat& repeat) { count_uses(repeat.body, times * repeat.count, uses); },
      [&](const ir::Block& block) {
        for (const ir::Block::Step& step : block.steps)
          if (const auto* function = std::get_if<ir::ExprId>(&step.what)) count_uses(*function, times, uses);
      });
}

ir::ExprId Context::add(decltype(ir::Expr::node) node, diag::Place place, std::uint32_t inputs) {
  auto made = facts(node);
  if (!made) return {};
  made->inputs = inputs;
  if (made->nesting > kMaxNesting) {
    sink.add(make(code::E0235, place, std::to_string(kMaxNesting)));
    return {};
  }
  if (made->size > kMaxSize) {
    sink.add(make(code::E0311, place, "more than a million layers"));
    return {};
  }
  space().exprs.push_back({std::move(node), place});
  facts_.push_back(*made);
  return ir::ExprId(space().exprs.size() - 1);
}

ir::NonterminalId Context::choice(const grammar::Expression& expression, std::size_t module) {
  const ChoiceKey key{module, canonical_text(expression)};
  const ir::NonterminalId fresh(space().nonterminals.size());
  const auto [known, is_new] = choices_.emplace(key, fresh);
  if (!is_new) return known->second;
  result.choices[fresh.index()] = key;
  ir::Nonterminal nonterminal;
  nonterminal.name = key.second;
  nonterminal.place = expression.place;
  space().nonterminals.push_back(std::move(nonterminal));
  anonymous.push_back({fresh, &expression, module});
  return fresh;
}

std::optional<int> axis_of(const Context& context, const Scope& scope, const std::string& name) {
  if (scope.sees_nonterminals() && context.nonterminals.contains(name)) return std::nullopt;
  if (!scope.axes.empty()) {
    const auto at = std::ranges::find(scope.axes, name);
    if (at == scope.axes.end()) return std::nullopt;
    return static_cast<int>(at - scope.axes.begin());
  }
  if (name == "C" || name == "T" || name == "N") return 0;
  if (name == "H" || name == "F") return 1;
  if (name == "W") return 2;
  return std::nullopt;
}

std::vector<std::string> visible_names(const Context& context, const Scope& scope) {
  std::vector<std::string> names = context.names.visible(scope.module);
  if (scope.sees_nonterminals())
    for (const auto& [name, id] : context.nonterminals) names.push_back(name);
  for (const auto& [name, hole] : scope.holes) names.push_back(name);
  names.insert(names.end(), scope.params.begin(), scope.params.end());
  if (scope.constants)
    for (const ir::ParamValue& constant : *scope.constants) names.push_back(constant.name);
  return names;
}

diag::Diagnostic& report_unknown(diag::Sink& sink, const char* kind, const std::string& name,
                                 diag::Place place, const std::vector<std::string>& candidates) {
  diag::Diagnostic& error = sink.add(make(code::E0203, place, kind, name));
  if (const auto near = diag::nearest(name, candidates))
    error.fix(place, *near, "did you mean `" + *near + "`?");
  return error;
}

}  // namespace nasg::sema
