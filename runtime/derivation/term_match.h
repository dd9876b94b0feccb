// SPDX-License-Identifier: Apache-2.0
// Which derivation a written tree is: the tree against the rules of the space.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "compiler/ir/automaton.h"
#include "runtime/derivation/derivation.h"
#include "runtime/derivation/term_tree.h"

namespace nasg::derivation {

/// A derivation, and which node of the tree each of its positions is.
struct MatchedTerm {
  Derivation derivation;
  std::vector<std::uint32_t> nodes;
};

/// A goal is what a node is to be derived from: a nonterminal, or a state of the automaton, in which case the
/// derivation keeps the constraints. A way to a goal is a rule and the goals of its holes.
class MatchGoals {
 public:
  struct Way {
    ir::RuleId rule;
    std::vector<std::uint32_t> parts;
  };
  static MatchGoals nonterminals(const ir::Space& space);
  static MatchGoals states(const ir::Automaton& automaton, std::size_t roots);

  std::vector<std::vector<Way>> ways;  ///< by goal, in order
  std::vector<std::uint32_t> roots;
};

/// 1. A node derives from a goal if for some way, tried in order, the rule's body has the node's outline down
///    to its holes, and what stands in the holes derives from the holes' goals.
/// 2. Both answers are kept for each node and goal, so that the work is at most nodes × ways.
/// 3. If there is none, the deepest node at which no rule had the outline is where the tree leaves the
///    language.
class TermMatcher {
 public:
  TermMatcher(const ir::Space& space, const MatchGoals& goals, const TermTree& tree, bool bracketed)
      : space_(space), goals_(goals), tree_(tree), bracketed_(bracketed) {}

  /// E0411, or E0412 if it nests deeper than kMaxDepth.
  diag::Result<MatchedTerm> match();

 private:
  struct Entry {
    enum class State : std::uint8_t { kOpen, kFailed, kDerives } state = State::kOpen;
    std::uint32_t way = 0;
    std::size_t first_hole = 0;  ///< index into hole_nodes_
  };
  struct Failure {
    std::uint32_t node;
    std::uint32_t goal;
  };

  bool derives(std::uint32_t node, std::uint32_t goal);
  bool try_way(std::uint32_t node, const MatchGoals::Way& way, std::size_t& first_hole);
  void note_failure(std::uint32_t node, std::uint32_t goal);
  diag::Diagnostic explain() const;
  void emit(std::uint32_t root, std::uint32_t goal, MatchedTerm& out) const;
  std::uint64_t key(std::uint32_t node, std::uint32_t goal) const {
    return std::uint64_t{node} * goals_.ways.size() + goal;
  }

  const ir::Space& space_;
  const MatchGoals& goals_;
  const TermTree& tree_;
  bool bracketed_;
  std::unordered_map<std::uint64_t, Entry> entries_;
  std::vector<std::uint32_t> hole_nodes_;
  std::vector<std::uint32_t> outline_;  ///< of the rule that is tried: the node in each hole
  std::optional<Failure> failure_;
  std::size_t circles_ = 0;  ///< how often a node met itself
  std::uint32_t depth_ = 0;
  std::optional<std::uint32_t> too_deep_;
};

/// Whether a rule has the outline of a node; `holes` receives the node of every hole. In the term form and
/// in the bracketed form.
bool has_term_outline(const ir::Space& space, const TermTree& tree, const ir::Rule& rule, std::uint32_t node,
                      std::vector<std::uint32_t>& holes);
bool has_bracket_outline(const ir::Space& space, const TermTree& tree, const ir::Rule& rule,
                         std::uint32_t node, std::vector<std::uint32_t>& holes);

/// Equal but for blanks.
bool same_text(std::string_view a, std::string_view b);

}  // namespace nasg::derivation
