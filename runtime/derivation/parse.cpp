// SPDX-License-Identifier: Apache-2.0
// Reads a derivation from any of its written forms, and says which constraint a term breaks.
#include <algorithm>
#include <cctype>

#include "compiler/diag/codes/terms.h"
#include "compiler/ir/number_text.h"
#include "runtime/derivation/analysis.h"
#include "runtime/derivation/limits.h"
#include "runtime/derivation/parse_notation.h"
#include "runtime/derivation/term.h"
#include "runtime/derivation/term_excerpt.h"
#include "runtime/derivation/term_match.h"
#include "runtime/derivation/term_writer.h"

namespace nasg::derivation {

namespace {

/// `(NONTERMINAL …`, with the nonterminal of the first root.
bool is_bracketed(const ir::Space& space, std::string_view text) {
  const auto skip = [&] {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text[0])) != 0) text.remove_prefix(1);
  };
  skip();
  if (text.empty() || text[0] != '(') return false;
  text.remove_prefix(1);
  skip();
  const std::string name = symbol_text(space[space.roots[0]]);
  if (text.substr(0, name.size()) != name || text.size() == name.size()) return false;
  return std::isspace(static_cast<unsigned char>(text[name.size()])) != 0;
}

/// The innermost part whose constraint fails: the last one in preorder that is not connected from parts that
/// all keep theirs.
diag::Diagnostic cut_part(const ir::Space& space, const ir::Automaton& automaton, const TermTree& tree,
                          const MatchedTerm& term, const std::vector<std::uint32_t>& ends) {
  const std::vector<ir::RuleId>& rules = term.derivation.rules;
  std::size_t p = rules.size();
  while (p-- > 0) {
    if (!space[rules[p]].connected) continue;
    std::vector<std::uint32_t> inside;
    for (std::size_t i = p; i < ends[p]; ++i) inside.push_back(ends[i] - static_cast<std::uint32_t>(p));
    if (!connections(space, automaton, std::span(rules).subspan(p, inside.size()), inside)) break;
  }
  const std::uint32_t node = term.nodes[p];
  diag::Diagnostic error = diag::make(diag::code::E0412, tree.place_of(node), excerpt(tree.text_of(node)),
                                      "`zero` cuts every path from its input to its output");
  const ir::Rule& rule = space[rules[p]];
  if (rule.place.known()) error.label(rule.place, "it must be connected by this rule");
  return error;
}

diag::Diagnostic broken_constraint(const ir::Space& space, const ir::Automaton& automaton,
                                   const TermTree& tree, const MatchedTerm& term) {
  const std::vector<ir::RuleId>& rules = term.derivation.rules;
  const std::uint32_t levels = depth(space, rules);
  const std::string_view text = tree.text_of(tree.roots[0]);
  const diag::Place whole{tree.source, 0, static_cast<std::uint32_t>(tree.text.size())};
  if (levels > deepest(space))
    return diag::make(diag::code::E0412, whole, excerpt(text),
                      "it is " + std::to_string(levels) + " rules deep, and the limit is " +
                          std::to_string(deepest(space)));
  if (rules.size() > ir::kMaxRules)
    return diag::make(diag::code::E0412, whole, excerpt(text),
                      "it takes more than " + std::to_string(ir::kMaxRules) + " rules");
  const std::vector<std::uint32_t> ends = subtree_ends(space, rules);
  if (connections(space, automaton, rules, ends)) {
    if (const std::optional<BrokenLimit> broken = LimitChecker(space).broken(term.derivation)) {
      const ir::Limit& limit = space.limits[broken->limit];
      diag::Diagnostic error =
          diag::make(diag::code::E0412, whole, excerpt(text),
                     "it makes " + ir::real_text(broken->value) + " of `" + limit.text + "`");
      if (limit.place.known()) error.label(limit.place, "the limit");
      return error;
    }
  }
  return cut_part(space, automaton, tree, term, ends);
}

}  // namespace

diag::Result<Derivation> parse(const ir::Space& space, const ir::Automaton& automaton, std::string_view text,
                               diag::SourceId source) {
  for (const ir::Notation& notation : space.notations) {
    std::optional<Derivation> found = parse_notation(space, notation, text);
    if (found && is_valid(space, automaton, found->rules)) return std::move(*found);
  }
  const bool bracketed = is_bracketed(space, text);
  const std::size_t roots = space.roots.size();
  const diag::Result<TermTree> tree =
      bracketed ? read_brackets(text, source, roots) : read_term(text, source, roots);
  if (!tree) return tree.error();
  const MatchGoals grammar = MatchGoals::nonterminals(space);
  diag::Result<MatchedTerm> term = TermMatcher(space, grammar, *tree, bracketed).match();
  if (!term) return term.error();
  if (is_valid(space, automaton, term->derivation.rules)) return std::move(term->derivation);
  // In an ambiguous grammar another derivation of the same term may keep the constraints.
  const MatchGoals constrained = MatchGoals::states(automaton, roots);
  diag::Result<MatchedTerm> other = TermMatcher(space, constrained, *tree, bracketed).match();
  if (other && is_valid(space, automaton, other->derivation.rules)) return std::move(other->derivation);
  return broken_constraint(space, automaton, *tree, *term);
}

}  // namespace nasg::derivation
