// SPDX-License-Identifier: Apache-2.0
// Works out the tables of a space that generated code is specialised to.
#include "compiler/codegen/facts.h"

#include <algorithm>
#include <span>

#include "runtime/derivation/term_writer.h"

namespace nasg::codegen {
namespace {

/// What a constraint asks of a rule, it asks of the holes that can be both; and so on down.
std::vector<bool> demanded_nonterminals(const ir::Space& space, const ir::Automaton& automaton) {
  std::vector<bool> demanded(space.nonterminals.size(), false);
  for (bool changed = true; changed;) {
    changed = false;
    for (const ir::Rule& rule : space.rules) {
      if (!rule.connected && !demanded[rule.lhs.index()]) continue;
      for (const ir::NonterminalId hole : rule.holes) {
        if (demanded[hole.index()] || automaton.possible(hole) != ir::kEither) continue;
        demanded[hole.index()] = true;
        changed = true;
      }
    }
  }
  return demanded;
}

RuleOutcomes outcomes_of(const SpaceFacts& facts, ir::RuleId id) {
  const ir::Rule& rule = facts.space[id];
  if (!rule.connected && !facts.demanded[rule.lhs.index()]) {
    return {std::vector<std::uint32_t>(rule.holes.size(), 0), {ir::kConnected}};
  }
  RuleOutcomes result;
  std::uint32_t bits = 0;
  std::vector<ir::Connection> holes;
  for (const ir::NonterminalId hole : rule.holes) {
    result.hole_bits.push_back(facts.demanded[hole.index()] ? 1U << bits++ : 0);
    holes.push_back(facts.automaton.possible(hole) == ir::kCut ? ir::kCut : ir::kConnected);
  }
  for (std::uint32_t pattern = 0; pattern < 1U << bits; ++pattern) {
    for (std::size_t hole = 0; hole < holes.size(); ++hole) {
      const std::uint32_t bit = result.hole_bits[hole];
      if (bit != 0) holes[hole] = (pattern & bit) != 0 ? ir::kCut : ir::kConnected;
    }
    result.table.push_back(facts.automaton.connection(id, holes).value_or(ir::Connection{}));
  }
  return result;
}

std::vector<std::optional<std::uint32_t>> known_lengths(const ir::Space& space) {
  std::vector<std::optional<std::uint32_t>> of_rules(space.rules.size());
  std::vector<std::optional<std::uint32_t>> of_nonterminals(space.nonterminals.size());
  const auto length = [&](const ir::Rule& rule) -> std::optional<std::uint32_t> {
    std::uint32_t sum = 1;
    for (const ir::NonterminalId hole : rule.holes) {
      if (!of_nonterminals[hole.index()]) return std::nullopt;
      sum += *of_nonterminals[hole.index()];
      if (sum > ir::kMaxRules) return std::nullopt;
    }
    return sum;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < space.rules.size(); ++i) {
      if (!of_rules[i]) of_rules[i] = length(space.rules[i]);
    }
    for (std::size_t i = 0; i < space.nonterminals.size(); ++i) {
      const ir::Nonterminal& nonterminal = space.nonterminals[i];
      if (of_nonterminals[i] || nonterminal.rule_count == 0) continue;
      const auto lengths = std::span(of_rules).subspan(nonterminal.first_rule, nonterminal.rule_count);
      if (!lengths[0] || std::ranges::count(lengths, lengths[0]) != std::ranges::ssize(lengths)) continue;
      of_nonterminals[i] = lengths[0];
      changed = true;
    }
  }
  return of_rules;
}

/// Whether every state of a nonterminal that a place can have varies, or none. A place of a derivation
/// always allows the connection that stands there; `cut` alone is asked for nowhere, because merges never
/// lose a connection when a branch gains one.
std::optional<bool> varies_everywhere(const SpaceFacts& facts, ir::NonterminalId nonterminal) {
  std::optional<bool> known;
  for (const ir::Connection needs : {ir::kConnected, ir::kEither}) {
    for (std::uint32_t room = facts.depth() ? 1 : 0; room < facts.room_slots(); ++room) {
      const auto state = facts.state(nonterminal, needs, room);
      if (!state) continue;
      const bool varies = facts.automaton[*state].varies;
      if (known && *known != varies) return std::nullopt;
      known = varies;
    }
  }
  return known.value_or(false);
}

/// Finds the longest and the largest derivation below each state, or that there is none: a depth-first
/// walk with its own stack, in which a state that is met while still open recurs.
class Bounds {
 public:
  explicit Bounds(const ir::Automaton& automaton) : automaton_(automaton), states_(automaton.size()) {}

  bool bounded_from(ir::StateId root) {
    std::vector<ir::StateId> stack{root};
    while (!stack.empty()) {
      const ir::StateId id = stack.back();
      State& state = states_[id.index()];
      if (state.phase == Phase::kDone) {
        stack.pop_back();
      } else if (state.phase == Phase::kOpen) {
        if (!close(id)) return false;
        stack.pop_back();
      } else {
        state.phase = Phase::kOpen;
        for (const ir::Choice& choice : automaton_[id].choices) {
          for (const ir::StateId child : choice.children) {
            if (states_[child.index()].phase == Phase::kOpen) return false;
            if (states_[child.index()].phase == Phase::kNew) stack.push_back(child);
          }
        }
      }
    }
    return true;
  }

  std::uint64_t size(ir::StateId id) const { return states_[id.index()].size; }
  std::uint32_t height(ir::StateId id) const { return states_[id.index()].height; }

 private:
  enum class Phase : std::uint8_t { kNew, kOpen, kDone };
  struct State {
    Phase phase = Phase::kNew;
    std::uint32_t height = 0;
    std::uint64_t size = 0;
  };

  bool close(ir::StateId id) {
    State& state = states_[id.index()];
    for (const ir::Choice& choice : automaton_[id].choices) {
      std::uint32_t height = 1;
      std::uint64_t size = 1;
      for (const ir::StateId child : choice.children) {
        height = std::max(height, states_[child.index()].height + 1);
        size += states_[child.index()].size;
      }
      state.height = std::max(state.height, height);
      state.size = std::max(state.size, size);
    }
    state.phase = Phase::kDone;
    return state.height <= ir::kMaxDepth && state.size <= ir::kMaxRules;
  }

  const ir::Automaton& automaton_;
  std::vector<State> states_;
};

/// Sets what is said of `bounded`, if it is.
void find_bounds(SpaceFacts& facts) {
  Bounds bounds(facts.automaton);
  std::uint32_t levels = 0;
  for (std::size_t state = 0; state < facts.automaton.size(); ++state) {
    if (!bounds.bounded_from(ir::StateId(state))) return;
    levels = std::max(levels, bounds.height(ir::StateId(state)));
  }
  // Varied, a derivation need not be one of the starts'.
  std::uint64_t size = 0;
  for (const ir::NonterminalId root : facts.space.roots) {
    const auto place = facts.state(root, ir::kEither, facts.room());
    size += place ? bounds.size(*place) : 0;
  }
  if (size > ir::kMaxRules) return;
  facts.bounded = true;
  facts.largest = size;
  facts.levels = levels;
}

}  // namespace

SpaceFacts::SpaceFacts(const ir::Space& the_space, const ir::Automaton& the_automaton)
    : space(the_space), automaton(the_automaton) {
  connections = std::any_of(space.rules.begin(), space.rules.end(),
                            [](const ir::Rule& rule) { return rule.connected; });
  demanded = demanded_nonterminals(space, automaton);
  for (std::size_t i = 0; i < space.nonterminals.size(); ++i) {
    varies.push_back(varies_everywhere(*this, ir::NonterminalId(i)));
  }
  outcomes.resize(space.rules.size());
  for (std::size_t rule = 0; connections && rule < space.rules.size(); ++rule) {
    outcomes[rule] = outcomes_of(*this, ir::RuleId(rule));
  }
  lengths = known_lengths(space);
  find_bounds(*this);
}

bool SpaceFacts::varies_known() const {
  return std::all_of(varies.begin(), varies.end(), [](const auto& known) { return known.has_value(); });
}

std::optional<ir::StateId> SpaceFacts::state(ir::NonterminalId nonterminal, ir::Connection needs,
                                             std::uint32_t room) const {
  return automaton.find(nonterminal, needs, depth() ? room : ir::kUnlimitedDepth);
}

std::uint32_t SpaceFacts::room() const {
  return std::min(space.depth_limit.value_or(ir::kMaxDepth), ir::kMaxDepth);
}

std::string SpaceFacts::rule_text(ir::RuleId id) const {
  const ir::Rule& rule = space[id];
  const std::string text = space[rule.lhs].name + " = " + derivation::pattern(space, rule);
  return rule.connected ? text + " where connected" : text;
}

}  // namespace nasg::codegen
