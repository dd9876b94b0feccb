// SPDX-License-Identifier: Apache-2.0
// Commands about terms: sample, show, mutate, cross.
#include <charconv>

#include "runtime/derivation/cost_table.h"
#include "runtime/derivation/passes/plan_pass.h"
#include "runtime/derivation/term.h"
#include "search/repl/handlers.h"
#include "search/repl/interrupt.h"

namespace nasg::repl {
namespace {

const ir::Space& space(const Session& session) {
  return session.workspace.space()->space;
}

std::string costs_text(const derivation::Plan& plan) {
  const ir::Cost cost = derivation::cost(plan);
  return grouped(cost.parameters) + " parameters, " + grouped(cost.flops) + " operations, " +
         std::to_string(plan.steps.size()) + " layers and merges";
}

bool show_notation(Session& session, const derivation::Derivation& derivation, const std::string& form) {
  std::string list = "tree, term, sexpr, json, plan, cost";
  for (const ir::Notation& notation : space(session).notations) {
    list += ", " + notation.name;
    if (notation.name != form) continue;
    const auto text = derivation::notation(space(session), notation, derivation);
    if (!text) return session.wrong_use("show", "the notation `" + form + "` has no form for this term");
    session.console.out << *text << '\n';
    return true;
  }
  return session.wrong_use("show", "there is no form `" + form + "`; forms are " + list);
}

}  // namespace

bool sample_handler(Session& session, const Statement& statement) {
  if (!session.needs_space("sample")) return false;
  long long count = 1;
  if (!statement.positional.empty()) {
    const std::string& text = statement.positional[0];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || end != text.data() + text.size() || count < 1) {
      return session.wrong_use("sample", "`" + text + "` is no number of samples");
    }
  }
  const bool uniform = statement.find("uniform").value_or("false") == "true";
  const sema::CheckedSpace& checked = *session.workspace.space();
  for (long long i = 0; i < count && !interrupted(); ++i) {
    auto drawn = uniform ? derivation::sample_uniform(checked.space, checked.automaton, session.rng)
                         : session.variation->sample(session.rng);
    if (!drawn) {
      return session.wrong_use("sample",
                               uniform ? "an infinite space has no uniform distribution; `limit depth` helps"
                                       : "the derivation grew without end; `limit depth` helps");
    }
    session.show(std::move(*drawn));
  }
  return true;
}

bool show_handler(Session& session, const Statement& statement) {
  if (!session.needs_space("show")) return false;
  if (statement.positional.size() > 1)
    return session.wrong_use("show", "give one term; put it in parentheses");
  const auto derivation = session.term(statement.positional.empty() ? "" : statement.positional[0]);
  if (!derivation) return false;
  session.it = derivation;
  const std::string form = statement.find("as").value_or("tree");
  std::ostream& out = session.console.out;
  if (form == "term") {
    out << derivation::term(space(session), *derivation) << '\n';
  } else if (form == "sexpr") {
    out << derivation::sexpr(space(session), *derivation) << '\n';
  } else if (form == "json") {
    out << derivation::json(space(session), *derivation) << '\n';
  } else if (form == "passes") {
    const auto report = derivation::pass_report(space(session), *derivation);
    if (!report) return session.fail(report.error());
    out << *report;
  } else if (form == "tree" || form == "plan" || form == "cost") {
    const auto plan = derivation::build_plan(space(session), *derivation);
    if (!plan) return session.fail(plan.error());
    out << (form == "plan"   ? derivation::text(*plan)
            : form == "cost" ? derivation::cost_table(*plan)
                             : derivation::tree(space(session), *derivation));
    out << costs_text(*plan) << ", depth " << derivation::depth(space(session), derivation->rules) << '\n';
  } else {
    return show_notation(session, *derivation, form);
  }
  return true;
}

bool mutate_handler(Session& session, const Statement& statement) {
  if (!session.needs_space("mutate")) return false;
  const auto parent = session.term(statement.rest);
  if (!parent) return false;
  auto child = session.variation->mutate(*parent, session.rng);
  if (!child) return session.wrong_use("mutate", "no part of this term can be another");
  session.show(std::move(*child));
  return true;
}

bool cross_handler(Session& session, const Statement& statement) {
  if (!session.needs_space("cross")) return false;
  const std::size_t given = statement.positional.size();
  if (given != 1 && given != 2) return session.wrong_use("cross", "give one term (for `it`) or two");
  const auto a = session.term(given == 1 ? "it" : statement.positional[0]);
  if (!a) return false;
  const auto b = session.term(statement.positional[given - 1]);
  if (!b) return false;
  auto children = session.variation->cross(*a, *b, session.rng);
  if (!children) return session.wrong_use("cross", "no part of one fits into the other");
  const std::string second = derivation::term(space(session), children->second);
  session.show(std::move(children->first));
  session.console.out << second << '\n';
  return true;
}

}  // namespace nasg::repl
