// SPDX-License-Identifier: Apache-2.0
// The matcher, and its explanation of why a tree is not in the language.
#include "runtime/derivation/term_match.h"

#include <algorithm>

#include "compiler/diag/codes/terms.h"
#include "runtime/derivation/term_excerpt.h"
#include "runtime/derivation/term_writer.h"

namespace nasg::derivation {

MatchGoals MatchGoals::nonterminals(const ir::Space& space) {
  MatchGoals goals;
  goals.ways.resize(space.nonterminals.size());
  for (std::size_t i = 0; i < space.rules.size(); ++i) {
    Way way{ir::RuleId(i), {}};
    for (const ir::NonterminalId hole : space.rules[i].holes) way.parts.push_back(hole.value);
    goals.ways[space.rules[i].lhs.index()].push_back(std::move(way));
  }
  for (const ir::NonterminalId root : space.roots) goals.roots.push_back(root.value);
  return goals;
}

MatchGoals MatchGoals::states(const ir::Automaton& automaton, std::size_t roots) {
  MatchGoals goals;
  goals.ways.resize(automaton.size());
  for (std::size_t i = 0; i < automaton.size(); ++i)
    for (const ir::Choice& choice : automaton[ir::StateId(i)].choices) {
      goals.ways[i].push_back({choice.rule, {}});
      for (const ir::StateId child : choice.children) goals.ways[i].back().parts.push_back(child.value);
    }
  for (std::size_t root = 0; root < roots; ++root) goals.roots.push_back(automaton.start(root).value);
  return goals;
}

diag::Result<MatchedTerm> TermMatcher::match() {
  MatchedTerm result;
  for (std::size_t root = 0; root < goals_.roots.size(); ++root) {
    if (!derives(tree_.roots[root], goals_.roots[root])) return explain();
    emit(tree_.roots[root], goals_.roots[root], result);
  }
  return result;
}

/// A failure that rests on a node having met itself (rules such as A = B, B = A) holds for that path only,
/// and is not kept.
bool TermMatcher::derives(std::uint32_t node, std::uint32_t goal) {
  const auto [known, fresh] = entries_.try_emplace(key(node, goal));
  if (!fresh) {
    circles_ += known->second.state == Entry::State::kOpen;
    return known->second.state == Entry::State::kDerives;
  }
  if (depth_ >= ir::kMaxDepth) {
    if (!too_deep_) too_deep_ = node;
    known->second.state = Entry::State::kFailed;
    return false;
  }
  ++depth_;
  const std::size_t circles = circles_;
  Entry entry;
  entry.state = Entry::State::kFailed;
  const std::vector<MatchGoals::Way>& ways = goals_.ways[goal];
  for (std::uint32_t way = 0; way < ways.size() && entry.state == Entry::State::kFailed; ++way) {
    entry.way = way;
    if (try_way(node, ways[way], entry.first_hole)) entry.state = Entry::State::kDerives;
  }
  --depth_;
  const bool derived = entry.state == Entry::State::kDerives;
  if (!derived) note_failure(node, goal);
  if (!derived && circles_ != circles)
    entries_.erase(key(node, goal));
  else
    entries_[key(node, goal)] = entry;
  return derived;
}

bool TermMatcher::try_way(std::uint32_t node, const MatchGoals::Way& way, std::size_t& first_hole) {
  const ir::Rule& rule = space_[way.rule];
  const bool fits = bracketed_ ? has_bracket_outline(space_, tree_, rule, node, outline_)
                               : has_term_outline(space_, tree_, rule, node, outline_);
  if (!fits) return false;
  first_hole = hole_nodes_.size();
  hole_nodes_.insert(hole_nodes_.end(), outline_.begin(), outline_.end());
  for (std::size_t hole = 0; hole < way.parts.size(); ++hole)
    if (!derives(hole_nodes_[first_hole + hole], way.parts[hole])) return false;
  return true;
}

/// Later in the text is deeper, then shorter; of goals that fail at one node, the outermost counts.
void TermMatcher::note_failure(std::uint32_t node, std::uint32_t goal) {
  if (failure_) {
    const TermNode& best = tree_.nodes[failure_->node];
    const TermNode& here = tree_.nodes[node];
    if (here.begin < best.begin || (here.begin == best.begin && here.end > best.end)) return;
  }
  failure_ = {node, goal};
}

namespace {

/// The alternatives of a nonterminal, those of a nonterminal that stands alone among them included.
void add_alternatives(const ir::Space& space, ir::NonterminalId id, std::vector<bool>& seen,
                      std::vector<std::string>& patterns) {
  if (seen[id.index()]) return;
  seen[id.index()] = true;
  const ir::Nonterminal& nonterminal = space[id];
  for (std::uint32_t r = 0; r < nonterminal.rule_count; ++r) {
    const ir::Rule& rule = space.rules[nonterminal.first_rule + r];
    if (is_unit(space, rule))
      add_alternatives(space, rule.holes[0], seen, patterns);
    else
      patterns.push_back(pattern(space, rule));
  }
}

std::string listed(const std::vector<std::string>& patterns) {
  constexpr std::size_t kShown = 12;
  std::string out = patterns.size() == 1 ? "it is " : "it is one of ";
  for (std::size_t i = 0; i < std::min(patterns.size(), kShown); ++i)
    out += (i == 0 ? "`" : ", `") + patterns[i] + "`";
  return patterns.size() > kShown ? out + ", …" : out;
}

}  // namespace

diag::Diagnostic TermMatcher::explain() const {
  if (too_deep_)
    return diag::make(diag::code::E0412, tree_.place_of(*too_deep_), excerpt(tree_.text_of(*too_deep_)),
                      "it stands deeper than " + std::to_string(ir::kMaxDepth) + " rules");
  std::vector<bool> seen(space_.nonterminals.size(), false);
  std::vector<std::string> patterns;
  const ir::NonterminalId missed = space_[goals_.ways[failure_->goal].front().rule].lhs;
  add_alternatives(space_, missed, seen, patterns);
  const std::uint32_t at = failure_->node;
  const TermNode& node = tree_.nodes[at];
  std::vector<std::string> names;
  for (const std::string& text : patterns) names.push_back(text.substr(0, text.find('(')));
  const bool name_fits = std::find(names.begin(), names.end(), tree_.name_of(at)) != names.end();
  const bool name_alone = node.kind == TermNode::Kind::kName && !name_fits;
  diag::Diagnostic error = diag::make(
      diag::code::E0411,
      name_alone ? diag::Place{tree_.source, node.name_begin, node.name_end} : tree_.place_of(at),
      excerpt(name_alone ? tree_.name_of(at) : tree_.text_of(at)), space_[missed].name, listed(patterns));
  if (!name_alone) return error;
  if (const std::optional<std::string> near = diag::nearest(tree_.name_of(at), names))
    error.fix(error.primary, *near, "did you mean `" + *near + "`?");
  return error;
}

void TermMatcher::emit(std::uint32_t root, std::uint32_t goal, MatchedTerm& out) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> todo{{root, goal}};
  while (!todo.empty()) {
    const auto [node, derived] = todo.back();
    todo.pop_back();
    const Entry& entry = entries_.at(key(node, derived));
    const MatchGoals::Way& way = goals_.ways[derived][entry.way];
    out.derivation.rules.push_back(way.rule);
    out.nodes.push_back(node);
    for (std::size_t hole = way.parts.size(); hole-- > 0;)
      todo.emplace_back(hole_nodes_[entry.first_hole + hole], way.parts[hole]);
  }
}

}  // namespace nasg::derivation
