// SPDX-License-Identifier: Apache-2.0
// Automaton, step 4: masses and counts.
#include <algorithm>
#include <cmath>

#include "compiler/diag/codes/terms.h"
#include "compiler/ir/automaton_builder.h"

namespace nasg::ir {

namespace {

/// Iterations for the masses of a recursion: enough for doubles unless it is close to critical.
constexpr int kIterations = 10000;
constexpr double kSettledChange = 1e-16;

}  // namespace

diag::Result<Automaton> Automaton::build(const Space& space) {
  AutomatonBuilder builder(space, Budget(space));
  diag::Result<Automaton> automaton = builder.build();
  if (!builder.too_many()) return automaton;
  return AutomatonBuilder(space, Budget::none(space)).build();
}

diag::Result<Automaton> AutomatonBuilder::build() {
  make_outcomes();
  find_heights();
  find_demanded();
  if (const diag::Status status = draft_states(); !status) return status.error();
  if (too_many_) return std::move(result_);
  drop_dead_ends();
  make_states();
  if (const diag::Status status = make_starts(); !status) return status.error();
  settle();
  weigh_all();
  mark_varying();
  return std::move(result_);
}

/// Drafts stand by depth; states are numbered by slot, that is by nonterminal, connection and depth.
void AutomatonBuilder::make_states() {
  const std::size_t slots = std::max(result_.depth_slots_, 1U);
  result_.index_.assign(space_.nonterminals.size() * 3 * slots * result_.spent_slots(), StateId());
  for (const Draft& draft : drafts_) result_.index_[draft.slot] = StateId(0);
  std::size_t next = 0;
  for (StateId& id : result_.index_)
    if (id.valid()) id = StateId(next++);
  result_.states_.resize(next);
  for (const Draft& draft : drafts_) {
    const StateId id = result_.index_[draft.slot];
    by_depth_.push_back(id);
    State& state = result_.states_[id.index()];
    state.nonterminal = draft.nonterminal;
    state.needs = draft.needs;
    state.depth = draft.depth;
    state.spent = draft.spent;
    for (const Draft::Way& way : draft.ways) {
      if (!way.completes) continue;
      Choice choice;
      choice.rule = way.rule;
      for (const std::size_t child : way.children) choice.children.push_back(result_.index_[child]);
      state.choices.push_back(std::move(choice));
    }
  }
}

diag::Status AutomatonBuilder::make_starts() {
  for (const NonterminalId root : space_.roots) {
    const std::uint32_t depth = result_.depth_slots_ == 0 ? kUnlimitedDepth : result_.depth_slots_;
    const bool budget = !result_.budget_->empty();
    const std::optional<StateId> start =
        budget ? make_budget_start(root) : result_.find(root, kEither, depth);
    if (!start) return diag::make(diag::code::E0403, space_[root].place, space_[root].name);
    result_.starts_.push_back(*start);
  }
  return diag::success();
}

/// The choices of all that the root may spend; none if there is no derivation that spends no more.
std::optional<StateId> AutomatonBuilder::make_budget_start(NonterminalId root) {
  State start;
  start.nonterminal = root;
  start.depth = deepest(root);
  for (Spent spent = 0; spent < result_.budget_->size(); ++spent) {
    if (!result_.budget_->within(spent)) continue;
    const std::optional<std::size_t> slot = result_.slot(root, kEither, start.depth, spent);
    if (!slot || !result_.index_[*slot].valid()) continue;
    const std::vector<Choice>& choices = result_[result_.index_[*slot]].choices;
    start.choices.insert(start.choices.end(), choices.begin(), choices.end());
  }
  if (start.choices.empty()) return std::nullopt;
  result_.states_.push_back(std::move(start));
  by_depth_.emplace_back(result_.states_.size() - 1);
  return by_depth_.back();
}

/// A state is settled once all its choices' children are; what is left goes round in a circle.
void AutomatonBuilder::settle() {
  for (State& state : result_.states_) state.finite = false;
  for (bool changed = true; changed;) {
    changed = false;
    for (const StateId id : by_depth_) {
      State& state = result_.states_[id.index()];
      if (state.finite) continue;
      state.finite = std::all_of(state.choices.begin(), state.choices.end(), [&](const Choice& choice) {
        return std::all_of(choice.children.begin(), choice.children.end(),
                           [&](StateId child) { return result_[child].finite; });
      });
      if (!state.finite) continue;
      settled_.push_back(id);
      changed = true;
    }
  }
}

void AutomatonBuilder::weigh_all() {
  for (const Nonterminal& nonterminal : space_.nonterminals) {
    double sum = 0;
    for (std::uint32_t r = 0; r < nonterminal.rule_count; ++r)
      sum += space_.rules[nonterminal.first_rule + r].weight;
    weight_sums_.push_back(sum);
  }
  std::vector<State*> circular;
  for (State& state : result_.states_)
    if (!state.finite) circular.push_back(&state);
  for (const StateId id : settled_) {
    weigh(result_.states_[id.index()]);
    count(result_.states_[id.index()]);
  }
  double change = circular.empty() ? 0 : 1;
  for (int i = 0; i < kIterations && change > kSettledChange; ++i) {
    change = 0;
    for (State* state : circular) change = std::max(change, weigh(*state));
  }
}

/// Returns the relative change of the mass.
double AutomatonBuilder::weigh(State& state) const {
  const double before = state.mass;
  const double sum = weight_sums_[state.nonterminal.index()];
  double mass = 0;
  for (Choice& choice : state.choices) {
    choice.mass = sum > 0 ? space_[choice.rule].weight / sum : 0;
    for (const StateId child : choice.children) choice.mass *= result_[child].mass;
    mass += choice.mass;
  }
  state.mass = mass;
  return state.mass > 0 ? std::abs(state.mass - before) / state.mass : 0;
}

void AutomatonBuilder::count(State& state) const {
  const auto countable = [](const BigInt& number) {
    return mpz_sizeinbase(number.get_mpz_t(), 2) <= kMaxCountBits;
  };
  for (Choice& choice : state.choices) {
    choice.count = 1;
    for (const StateId child : choice.children) {
      state.finite = result_[child].finite && countable(choice.count);
      if (!state.finite) return;
      choice.count *= result_[child].count;
    }
    state.count += choice.count;
    state.finite = countable(state.count);
    if (!state.finite) return;
  }
}

void AutomatonBuilder::mark_varying() {
  for (bool changed = true; changed;) {
    changed = false;
    for (const StateId id : by_depth_) {
      State& state = result_.states_[id.index()];
      if (state.varies) continue;
      int possible = 0;
      for (const Choice& choice : state.choices) {
        if (choice.mass <= 0) continue;
        ++possible;
        for (const StateId child : choice.children) state.varies |= result_[child].varies;
      }
      state.varies |= possible > 1;
      changed |= state.varies;
    }
  }
}

}  // namespace nasg::ir
