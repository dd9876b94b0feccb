// SPDX-License-Identifier: Apache-2.0
// The matcher, and its explanation of why a tree is not in the language.
#include "runtime/derivation/term_match.h"

#include <algorithm>

#include "runtime/derivation/term_excerpt.h"
#include "runtime/derivation/term_writer.h"

namespace nasg::derivation {

diag::Result<MatchedTerm> TermMatcher::match() {
  MatchedTerm result;
  for (std::size_t root = 0; root < space_.roots.size(); ++root) {
    if (!derives(tree_.roots[root], space_.roots[root])) return explain();
    emit(tree_.roots[root], space_.roots[root], result);
  }
  return result;
}

/// A failure that rests on a node having met itself (rules such as A = B, B = A) holds for that path only,
/// and is not kept.
bool TermMatcher::derives(std::uint32_t node, ir::NonterminalId nonterminal) {
  const auto [known, fresh] = entries_.try_emplace(key(node, nonterminal));
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
  const ir::Nonterminal& info = space_[nonterminal];
  for (std::uint32_t r = 0; r < info.rule_count && entry.state == Entry::State::kFailed; ++r) {
    entry.rule = ir::RuleId(info.first_rule + r);
    if (try_rule(node, entry.rule, entry.first_hole)) entry.state = Entry::State::kDerives;
  }
  --depth_;
  const bool derived = entry.state == Entry::State::kDerives;
  if (!derived) note_failure(node, nonterminal);
  if (!derived && circles_ != circles)
    entries_.erase(key(node, nonterminal));
  else
    entries_[key(node, nonterminal)] = entry;
  return derived;
}

bool TermMatcher::try_rule(std::uint32_t node, ir::RuleId id, std::size_t& first_hole) {
  const ir::Rule& rule = space_[id];
  const bool fits = bracketed_ ? has_bracket_outline(space_, tree_, rule, node, outline_)
                               : has_term_outline(space_, tree_, rule, node, outline_);
  if (!fits) return false;
  first_hole = hole_nodes_.size();
  hole_nodes_.insert(hole_nodes_.end(), outline_.begin(), outline_.end());
  for (std::size_t hole = 0; hole < rule.holes.size(); ++hole)
    if (!derives(hole_nodes_[first_hole + hole], rule.holes[hole])) return false;
  return true;
}

/// Later in the text is deeper, then shorter; of nonterminals that fail at one node, the outermost counts.
void TermMatcher::note_failure(std::uint32_t node, ir::NonterminalId nonterminal) {
  if (failure_) {
    const TermNode& best = tree_.nodes[failure_->node];
    const TermNode& here = tree_.nodes[node];
    if (here.begin < best.begin || (here.begin == best.begin && here.end > best.end)) return;
  }
  failure_ = {node, nonterminal};
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
    return diag::make(diag::Code::E0412, tree_.place_of(*too_deep_), excerpt(tree_.text_of(*too_deep_)),
                      "it stands deeper than " + std::to_string(ir::kMaxDepth) + " rules");
  std::vector<bool> seen(space_.nonterminals.size(), false);
  std::vector<std::string> patterns;
  add_alternatives(space_, failure_->nonterminal, seen, patterns);
  const std::uint32_t at = failure_->node;
  const TermNode& node = tree_.nodes[at];
  std::vector<std::string> names;
  for (const std::string& text : patterns) names.push_back(text.substr(0, text.find('(')));
  const bool name_fits = std::find(names.begin(), names.end(), tree_.name_of(at)) != names.end();
  const bool name_alone = node.kind == TermNode::Kind::kName && !name_fits;
  diag::Diagnostic error =
      diag::make(diag::Code::E0411,
                 name_alone ? diag::Place{tree_.source, node.name_begin, node.name_end} : tree_.place_of(at),
                 excerpt(name_alone ? tree_.name_of(at) : tree_.text_of(at)),
                 space_[failure_->nonterminal].name, listed(patterns));
  if (!name_alone) return error;
  if (const std::optional<std::string> near = diag::nearest(tree_.name_of(at), names))
    error.fix(error.primary, *near, "did you mean `" + *near + "`?");
  return error;
}

void TermMatcher::emit(std::uint32_t root, ir::NonterminalId nonterminal, MatchedTerm& out) const {
  std::vector<std::pair<std::uint32_t, ir::NonterminalId>> todo{{root, nonterminal}};
  while (!todo.empty()) {
    const auto [node, derived] = todo.back();
    todo.pop_back();
    const Entry& entry = entries_.at(key(node, derived));
    out.derivation.rules.push_back(entry.rule);
    out.nodes.push_back(node);
    const ir::Rule& rule = space_[entry.rule];
    for (std::size_t hole = rule.holes.size(); hole-- > 0;)
      todo.emplace_back(hole_nodes_[entry.first_hole + hole], rule.holes[hole]);
  }
}

}  // namespace nasg::derivation
