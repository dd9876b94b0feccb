// SPDX-License-Identifier: Apache-2.0
// The limits that the automaton keeps by itself: sums of counts that are small whole numbers.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "compiler/ir/occurrences.h"

namespace nasg::ir {

/// What a derivation spends of every such limit, as one number in mixed radix. In each digit the largest
/// value stands for all that is beyond the limit.
using Spent = std::uint32_t;

/// A sum of counts is kept here if its factors are whole and at least 0, its bound is small, and the space
/// has one root. The other limits are left to whoever draws.
class Budget {
 public:
  explicit Budget(const Space& space);
  static Budget none(const Space& space);

  /// By limit of the space: whether it is kept here.
  const std::vector<bool>& keeps() const { return keeps_; }
  bool empty() const { return digits_.empty(); }
  /// Values of `Spent` are below this; 0 without a limit.
  std::uint32_t size() const { return size_; }
  bool within(Spent spent) const;

  /// What a rule spends with what its holes do.
  Spent spent(RuleId rule, std::span<const Spent> holes) const;
  /// Calls `visit(parts)` for all that holes can spend so that the rule spends just `total`: parts[i] is what
  /// hole i does, or kAnything where that makes no difference. Those that no derivation spends may be among
  /// them. False if more than `most` divisions would have to be tried.
  bool divide(const Space& space, RuleId rule, Spent total, std::size_t most,
              const std::function<void(std::span<const Spent>)>& visit) const;

  static constexpr Spent kAnything = UINT32_MAX;

 private:
  /// A limit of the budget.
  struct Digit {
    std::uint32_t bound = 0;
    std::vector<std::uint32_t> own;                 ///< by rule, at most bound + 1
    std::vector<std::vector<std::uint32_t>> holes;  ///< by rule and hole
    std::vector<std::uint32_t> least;               ///< by nonterminal, at most bound + 1
    std::vector<std::uint32_t> most;                ///< by nonterminal, at most bound + 1
  };
  Budget() = default;
  void add(const Space& space, const Limit& limit);
  static void find_range(const Space& space, Digit& digit);
  std::vector<std::uint32_t> decode(Spent spent) const;
  Spent encode(std::span<const std::uint32_t> digits) const;
  bool matters(const Space& space, RuleId rule, std::size_t hole) const;
  struct Division;

  std::vector<Digit> digits_;
  std::vector<bool> keeps_;
  std::uint32_t size_ = 0;
};

}  // namespace nasg::ir
