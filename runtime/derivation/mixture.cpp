// SPDX-License-Identifier: Apache-2.0
// Unfolds grammars, and folds trees of choices into plans.
#include "runtime/derivation/mixture.h"

#include "compiler/diag/codes/training.h"
#include "compiler/ir/connection.h"
#include "runtime/derivation/plan_fold.h"

namespace nasg::derivation {

namespace {

class Unfolding {
 public:
  Unfolding(const ir::Space& space, std::size_t most) : space_(space), left_(most) {}

  /// Nothing if there are too many ways, or none.
  std::optional<Mixture> from(ir::NonterminalId nonterminal) {
    const ir::Nonterminal& row = space_[nonterminal];
    Mixture choice;
    for (std::uint32_t i = 0; i < row.rule_count; ++i) {
      const ir::RuleId id(row.first_rule + i);
      if (space_[id].weight == 0 || is_cut(id)) continue;
      if (left_ == 0) return std::nullopt;
      --left_;
      Mixture::Way way{id, {}};
      for (const ir::NonterminalId hole : space_[id].holes) {
        auto part = from(hole);
        if (!part) return std::nullopt;
        way.parts.push_back(*std::move(part));
      }
      choice.ways.push_back(std::move(way));
    }
    if (choice.ways.empty()) return std::nullopt;
    return choice;
  }

 private:
  bool is_cut(ir::RuleId id) const {
    const ir::Rule& rule = space_[id];
    const ir::ConnectionCircuit circuit(space_, rule.body, rule.holes.size(), space_[rule.lhs].inputs());
    const std::vector<std::uint64_t> connected(rule.holes.size(), 1);
    return (circuit.evaluate(connected) & 1) == 0;
  }

  const ir::Space& space_;
  std::size_t left_;
};

/// Recursion is as deep as the tree.
class MixturePlanner {
 public:
  MixturePlanner(const ir::Space& space, const std::vector<Mixture>& roots)
      : space_(space), roots_(roots), fold_(space) {}

  diag::Result<Plan> build() {
    return fold_.network([&](std::uint32_t root, auto inputs) { return derive(roots_[root], inputs); },
                         nullptr);
  }

 private:
  ValueId derive(const Mixture& choice, std::span<const ValueId> inputs) {
    std::vector<ValueId> branches;
    for (const Mixture::Way& way : choice.ways)
      branches.push_back(fold_.rule(space_[way.rule], inputs, [&](std::uint32_t hole, auto values) {
        return derive(way.parts[hole], values);
      }));
    return branches.size() == 1 ? branches[0] : fold_.mean(branches);
  }

  const ir::Space& space_;
  const std::vector<Mixture>& roots_;
  PlanFold fold_;
};

void write(const Mixture& choice, Derivation& derivation) {
  NASG_ASSERT(choice.ways.size() == 1, "the caller has closed every choice");
  derivation.rules.push_back(choice.ways[0].rule);
  for (const Mixture& part : choice.ways[0].parts) write(part, derivation);
}

}  // namespace

void Mixture::open_choices(std::vector<Mixture*>& found) {
  if (ways.size() > 1) found.push_back(this);
  for (Way& way : ways)
    for (Mixture& part : way.parts) part.open_choices(found);
}

diag::Result<std::vector<Mixture>> unfold(const ir::Space& space, std::size_t most) {
  Unfolding unfolding(space, most);
  std::vector<Mixture> roots;
  for (const ir::NonterminalId root : space.roots) {
    auto choice = unfolding.from(root);
    if (!choice) return diag::make(diag::code::E0647, {}, space.title(), std::to_string(most));
    roots.push_back(*std::move(choice));
  }
  return roots;
}

diag::Result<Plan> build_plan(const ir::Space& space, const std::vector<Mixture>& mixture) {
  return MixturePlanner(space, mixture).build();
}

Derivation derivation_of(const std::vector<Mixture>& mixture) {
  Derivation derivation;
  for (const Mixture& root : mixture) write(root, derivation);
  return derivation;
}

}  // namespace nasg::derivation
