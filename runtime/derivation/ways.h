// SPDX-License-Identifier: Apache-2.0
// The ways through each operator: what data pass on one path from an input to the output.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "runtime/derivation/derivation.h"

namespace nasg::derivation {

struct RuleForm;

/// A path through the body of a rule.
struct Way {
  struct Step {
    bool hole;           ///< a hole of the rule, or a node that the body itself holds
    std::uint32_t what;  ///< the hole's number, or the node's label
  };
  std::uint32_t input = 0;  ///< where it begins
  std::vector<Step> steps;  ///< in the order of the data; sums leave none
};

/// The ways of all rules of a space, found once. Rules that are a lone op or layer, `id` and `zero` among
/// them, are nodes; rules that are a lone hole are what they derive; the others are operators.
class Ways {
 public:
  /// The space must outlive it. At most kMost ways of a rule are kept, those through its first branches.
  explicit Ways(const ir::Space& space);
  ~Ways();
  Ways(Ways&&) noexcept;
  Ways& operator=(Ways&&) noexcept;
  static constexpr std::size_t kMost = 1024;

  bool is_operator(ir::RuleId rule) const;
  /// A lone hole.
  bool is_unit(ir::RuleId rule) const;
  /// Of an operator; none of another rule.
  std::span<const Way> of(ir::RuleId rule) const { return ways_[rule.index()]; }
  /// What the rule is called where it is used: an op as a term writes it, an operator with its nonterminal,
  /// `CELL Cell`. A unit has none.
  std::uint32_t label(ir::RuleId rule) const;
  const std::string& name(std::uint32_t label) const { return names_[label]; }

 private:
  std::vector<RuleForm> forms_;
  std::vector<std::vector<Way>> ways_;
  std::vector<std::string> names_;
};

/// By position, where the derivations of its rule's holes begin: those of position p are
/// positions[begin[p] … begin[p + 1]). O(n).
struct Children {
  std::vector<std::uint32_t> positions;
  std::vector<std::uint32_t> begin;
  std::span<const std::uint32_t> of(std::size_t position) const {
    return {positions.data() + begin[position], begin[position + 1] - begin[position]};
  }
};
Children children(const ir::Space& space, std::span<const ir::RuleId> rules);

}  // namespace nasg::derivation
