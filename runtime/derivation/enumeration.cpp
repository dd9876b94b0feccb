// SPDX-License-Identifier: Apache-2.0
// Rank, unrank and uniform draws, over the automaton's exact counts.
#include <algorithm>

#include "runtime/derivation/analysis.h"
#include "runtime/derivation/limits.h"
#include "runtime/derivation/variation.h"

namespace nasg::derivation {

namespace {

using ir::BigInt;
using ir::Choice;
using ir::State;
using ir::StateId;

// The order: derivations of a state stand choice by choice; within a choice the first part counts most.
// So the index of a derivation is the number of derivations of the earlier choices, plus a number in mixed
// radix whose digits are the indices of the parts and whose radices are the counts of the parts' states.

/// The state that every position is drawn from, and which of its choices was taken.
struct Taken {
  StateId state;
  std::size_t choice = 0;
};

/// By position, what its derivation spends of the limits on counts.
std::vector<ir::Spent> find_spent(const ir::Space& space, const ir::Automaton& automaton,
                                  std::span<const ir::RuleId> rules, const Places& places) {
  std::vector<ir::Spent> spent(rules.size());
  std::vector<ir::Spent> parts;
  for (auto p = static_cast<std::uint32_t>(rules.size()); p-- > 0;) {
    parts.clear();
    std::uint32_t child = p + 1;
    for (std::size_t hole = space[rules[p]].holes.size(); hole-- > 0; child = places.ends[child])
      parts.push_back(spent[child]);
    spent[p] = automaton.spent(rules[p], parts);
  }
  return spent;
}

bool is_taken(const ir::Automaton& automaton, const Choice& choice, std::uint32_t p,
              std::span<const ir::RuleId> rules, const Places& places, const std::vector<ir::Spent>& spent) {
  if (choice.rule != rules[p]) return false;
  std::uint32_t child = p + 1;
  for (const StateId id : choice.children) {
    const State& state = automaton[id];
    if ((state.needs & places.connections[child]) == 0) return false;
    if (state.spent != ir::Budget::kAnything && state.spent != spent[child]) return false;
    child = places.ends[child];
  }
  return true;
}

std::vector<Taken> find_taken(const ir::Space& space, const ir::Automaton& automaton,
                              std::span<const ir::RuleId> rules, const Places& places) {
  const std::vector<ir::Spent> spent = find_spent(space, automaton, rules, places);
  std::vector<Taken> taken(rules.size());
  std::uint32_t start = 0;
  for (std::size_t root = 0; root < space.roots.size(); ++root, start = places.ends[start])
    taken[start].state = automaton.start(root);
  for (std::uint32_t p = 0; p < rules.size(); ++p) {
    const std::vector<Choice>& choices = automaton[taken[p].state].choices;
    const auto choice = std::find_if(choices.begin(), choices.end(), [&](const Choice& option) {
      return is_taken(automaton, option, p, rules, places, spent);
    });
    NASG_ASSERT(choice != choices.end(), "a valid derivation is one of the automaton's");
    taken[p].choice = static_cast<std::size_t>(choice - choices.begin());
    std::uint32_t child = p + 1;
    for (const StateId state : choice->children) {
      taken[child].state = state;
      child = places.ends[child];
    }
  }
  return taken;
}

BigInt random_below(const BigInt& bound, Rng& rng) {
  const std::size_t bits = mpz_sizeinbase(bound.get_mpz_t(), 2);
  std::vector<std::uint64_t> words((bits + 63) / 64);
  const unsigned spare = static_cast<unsigned>(words.size() * 64 - bits);
  for (;;) {
    for (std::uint64_t& word : words) word = rng.next();
    words.back() >>= spare;
    BigInt value;
    mpz_import(value.get_mpz_t(), words.size(), -1, sizeof(std::uint64_t), 0, 0, words.data());
    if (value < bound) return value;
  }
}

/// Takes the last digit off a number in mixed radix.
BigInt split_off(BigInt& index, const BigInt& radix) {
  BigInt digit;
  mpz_tdiv_qr(index.get_mpz_t(), digit.get_mpz_t(), index.get_mpz_t(), radix.get_mpz_t());
  return digit;
}

struct Todo {
  StateId state;
  BigInt index;
};

/// Writes the rule of the derivation with that index, and leaves its parts to do, the first on top.
void step(const ir::Automaton& automaton, std::vector<Todo>& todo, std::vector<ir::RuleId>& rules) {
  Todo now = std::move(todo.back());
  todo.pop_back();
  const State& state = automaton[now.state];
  auto choice = state.choices.begin();
  for (; now.index >= choice->count; ++choice) now.index -= choice->count;
  rules.push_back(choice->rule);
  for (std::size_t i = choice->children.size(); i-- > 0;)
    todo.push_back({choice->children[i], split_off(now.index, automaton[choice->children[i]].count)});
}

/// The derivation with an index below the count of those that are drawn, be a limit open or not.
Derivation unrank_drawn(const ir::Space& space, const ir::Automaton& automaton, BigInt index) {
  std::vector<Todo> todo;
  for (std::size_t root = space.roots.size(); root-- > 0;)
    todo.push_back({automaton.start(root), split_off(index, automaton[automaton.start(root)].count)});
  Derivation derivation;
  while (!todo.empty()) step(automaton, todo, derivation.rules);
  return derivation;
}

}  // namespace

std::optional<BigInt> rank(const ir::Space& space, const ir::Automaton& automaton,
                           const Derivation& derivation) {
  if (!automaton.count() || !is_valid(space, automaton, derivation.rules)) return std::nullopt;
  const std::span<const ir::RuleId> rules = derivation.rules;
  const Places places = find_places(space, automaton, rules, true);
  const std::vector<Taken> taken = find_taken(space, automaton, rules, places);
  std::vector<BigInt> done;  // indices of the subtrees to the right, the nearest on top
  for (std::size_t p = rules.size(); p-- > 0;) {
    const State& state = automaton[taken[p].state];
    BigInt index = 0;
    for (const StateId child : state.choices[taken[p].choice].children) {
      index = index * automaton[child].count + done.back();
      done.pop_back();
    }
    for (std::size_t i = 0; i < taken[p].choice; ++i) index += state.choices[i].count;
    done.push_back(std::move(index));
  }
  BigInt index = 0;
  for (std::size_t root = 0; root < space.roots.size(); ++root) {
    index = index * automaton[automaton.start(root)].count + done.back();
    done.pop_back();
  }
  return index;
}

std::optional<Derivation> unrank(const ir::Space& space, const ir::Automaton& automaton, BigInt index) {
  const std::optional<BigInt> count = automaton.count();
  if (!count || index < 0 || index >= *count) return std::nullopt;
  return unrank_drawn(space, automaton, std::move(index));
}

std::optional<Derivation> sample_uniform(const ir::Space& space, const ir::Automaton& automaton, Rng& rng) {
  const std::optional<BigInt> count = automaton.count_drawn();
  if (!count) return std::nullopt;
  if (automaton.keeps_limits()) return unrank_drawn(space, automaton, random_below(*count, rng));
  const LimitChecker checker(space);
  for (int i = 0; i < kLimitDraws; ++i) {
    Derivation drawn = unrank_drawn(space, automaton, random_below(*count, rng));
    if (checker.keeps(drawn)) return drawn;
  }
  return std::nullopt;
}

}  // namespace nasg::derivation
