// SPDX-License-Identifier: Apache-2.0
// Sums of limits over derivations, and draws that are repeated until they keep them.
#include "runtime/derivation/limits.h"

#include <algorithm>

#include "runtime/derivation/plan.h"
#include "runtime/derivation/sampler.h"

namespace nasg::derivation {

using ir::Limit;
using ir::Quantity;

LimitChecker::LimitChecker(const ir::Space& space) : space_(space) {
  for (const Limit& limit : space.limits) {
    occurrences_.push_back(ir::occurrences(space, limit));
    for (const Limit::Term& term : limit.terms)
      has_costs_ = has_costs_ || term.what == Quantity::kParameters || term.what == Quantity::kFlops;
  }
}

std::optional<BrokenLimit> LimitChecker::broken(const Derivation& derivation) const {
  if (space_.limits.empty()) return std::nullopt;
  const std::vector<std::uint32_t> ends = subtree_ends(space_, derivation.rules);
  ir::Cost costs;
  if (has_costs_) {
    const diag::Result<Plan> plan = build_plan(space_, derivation);
    if (!plan) return BrokenLimit{0, 0};
    costs = cost(*plan);
  }
  for (std::size_t i = 0; i < space_.limits.size(); ++i) {
    double sum = count(i, derivation, ends);
    for (const Limit::Term& term : space_.limits[i].terms) {
      switch (term.what) {
        case Quantity::kDepth: sum += term.factor * depth(space_, derivation.rules); break;
        case Quantity::kParameters: sum += term.factor * static_cast<double>(costs.parameters); break;
        case Quantity::kFlops: sum += term.factor * static_cast<double>(costs.flops); break;
        case Quantity::kCount: break;
      }
    }
    if (sum > space_.limits[i].bound) return BrokenLimit{i, sum};
  }
  return std::nullopt;
}

double LimitChecker::count(std::size_t limit, const Derivation& derivation,
                           std::span<const std::uint32_t> ends) const {
  const ir::Occurrences& occurrences = occurrences_[limit];
  const std::span<const ir::RuleId> rules = derivation.rules;
  std::vector<double> sums(rules.size());
  for (auto p = static_cast<std::uint32_t>(rules.size()); p-- > 0;) {
    sums[p] = occurrences.own[rules[p].index()];
    std::uint32_t child = p + 1;
    for (const double times : occurrences.holes[rules[p].index()]) {
      sums[p] += times * sums[child];
      child = ends[child];
    }
  }
  double total = 0;
  for (std::uint32_t root = 0; root < rules.size(); root = ends[root]) total += sums[root];
  return total;
}

namespace {

class LimitedVariation : public Variation {
 public:
  LimitedVariation(const ir::Space& space, bool samples_keep, std::unique_ptr<Variation> inner)
      : checker_(space), samples_keep_(samples_keep), inner_(std::move(inner)) {}

  bool sample(Rng& rng, Derivation& drawn) const override {
    if (samples_keep_) return inner_->sample(rng, drawn);
    for (int i = 0; i < kLimitDraws; ++i)
      if (inner_->sample(rng, drawn) && checker_.keeps(drawn)) return true;
    return false;
  }

  bool mutate(const Derivation& parent, Rng& rng, Derivation& mutant) const override {
    for (int i = 0; i < kRedraws; ++i)
      if (inner_->mutate(parent, rng, mutant) && checker_.keeps(mutant)) return true;
    return false;
  }

  std::optional<std::pair<Derivation, Derivation>> cross(const Derivation& a, const Derivation& b,
                                                         Rng& rng) const override {
    for (int i = 0; i < kRedraws; ++i) {
      std::optional<std::pair<Derivation, Derivation>> children = inner_->cross(a, b, rng);
      if (children && checker_.keeps(children->first) && checker_.keeps(children->second)) return children;
    }
    return std::nullopt;
  }

 private:
  LimitChecker checker_;
  bool samples_keep_;
  std::unique_ptr<Variation> inner_;
};

}  // namespace

std::unique_ptr<Variation> keep_limits(const ir::Space& space, const ir::Automaton& automaton,
                                       std::unique_ptr<Variation> variation) {
  if (space.limits.empty()) return variation;
  return std::make_unique<LimitedVariation>(space, automaton.keeps_limits(), std::move(variation));
}

double acceptance(const ir::Space& space, const ir::Automaton& automaton, int draws, Rng rng) {
  const LimitChecker checker(space);
  const Sampler sampler(automaton);
  RuleBuffer buffer;
  int kept = 0;
  for (int i = 0; i < draws; ++i) {
    buffer.clear();
    bool drawn = true;
    for (std::size_t root = 0; drawn && root < space.roots.size(); ++root)
      drawn = sampler.draw(automaton.start(root),
                           std::min(space.depth_limit.value_or(ir::kMaxDepth), ir::kMaxDepth), rng, buffer);
    if (drawn && checker.keeps({{buffer.rules().begin(), buffer.rules().end()}})) ++kept;
  }
  return static_cast<double>(kept) / draws;
}

}  // namespace nasg::derivation
