// SPDX-License-Identifier: Apache-2.0
// The table of forms.
#include "compiler/driver/views.h"

#include "compiler/diag/codes/files.h"
#include "compiler/driver/graphviz.h"
#include "runtime/derivation/cost_table.h"
#include "runtime/derivation/drawing.h"
#include "runtime/derivation/passes/plan_pass.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"

namespace nasg::driver {

namespace {

using derivation::Derivation;
using Text = diag::Result<std::string>;

template <std::string (*function)(const ir::Space&, const Derivation&)>
Text plain(const ir::Space& space, const Derivation& derivation) {
  return function(space, derivation);
}

Text svg(const ir::Space& space, const Derivation& derivation) {
  return draw_svg(derivation::dot(space, derivation));
}

Text plan(const ir::Space& space, const Derivation& derivation) {
  const auto plan = derivation::build_plan(space, derivation);
  if (!plan) return plan.error();
  return derivation::text(*plan);
}

Text cost(const ir::Space& space, const Derivation& derivation) {
  const auto plan = derivation::build_plan(space, derivation);
  if (!plan) return plan.error();
  return derivation::cost_table(*plan) + "peak " + std::to_string(derivation::peak_bytes(*plan)) +
         " bytes\ndepth " + std::to_string(derivation::depth(space, derivation.rules));
}

Text rules(const ir::Space& space, const Derivation& derivation) {
  std::string text;
  for (const ir::RuleId rule : derivation.rules) {
    if (!text.empty()) text += ' ';
    text += space[space[rule].lhs].name + ':' +
            std::to_string(rule.index() - space[space[rule].lhs].first_rule + 1);
  }
  return text;
}

}  // namespace

const std::vector<View>& all_views() {
  static const std::vector<View> table{
      {"term", "the canonical term: `Cell(id, zero, …)`", plain<derivation::term>},
      {"sexpr", "the bracketed derivation: `(CELL Cell (OPS id) …)`", plain<derivation::sexpr>},
      {"json", "one JSON object a line", plain<derivation::json>},
      {"tree", "an indented tree", plain<derivation::tree>},
      {"dot", "the network's graph for Graphviz, with the hierarchy as nested boxes", plain<derivation::dot>},
      {"svg", "the same as a picture, drawn by Graphviz (package graphviz)", svg},
      {"rules", "the rules in preorder, by nonterminal and number: `CELL:1 OPS:3 …`", rules},
      {"plan", "the network as layers and merges over numbered values", plan},
      {"passes", "how that came to be, and what training and inference make of it, pass by pass",
       derivation::pass_report},
      {"cost", "a table of the network's layers: shapes, parameters, operations, memory", cost},
  };
  return table;
}

diag::Result<Writer> Writer::make(const ir::Space& space, const std::string& form) {
  for (const View& view : all_views())
    if (form == view.name) return Writer(space, &view, nullptr);
  for (const ir::Notation& notation : space.notations)
    if (form == notation.name) return Writer(space, nullptr, &notation);
  std::vector<std::string> known;
  for (const View& view : all_views()) known.emplace_back(view.name);
  for (const ir::Notation& notation : space.notations) known.push_back(notation.name);
  std::string list;
  for (const std::string& name : known) list += (list.empty() ? "`" : ", `") + name + "`";
  auto error = diag::make(diag::code::E0905, {}, form, space.name, list);
  if (const auto near = diag::nearest(form, known)) error.note("did you mean `" + *near + "`?");
  return error;
}

Text Writer::operator()(const Derivation& derivation) const {
  if (view_ != nullptr) return view_->write(*space_, derivation);
  if (auto text = derivation::notation(*space_, *notation_, derivation)) return *std::move(text);
  return diag::make(diag::code::E0906, {}, notation_->name, derivation::term(*space_, derivation));
}

}  // namespace nasg::driver
