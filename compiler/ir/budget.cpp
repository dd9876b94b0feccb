// SPDX-License-Identifier: Apache-2.0
// Arithmetic over what derivations spend.
#include "compiler/ir/budget.h"

#include <algorithm>
#include <cmath>

namespace nasg::ir {

namespace {

constexpr double kMaxBound = 255;
constexpr std::uint32_t kMaxSize = 4096;

bool is_count(const Limit& limit) {
  return std::all_of(limit.terms.begin(), limit.terms.end(), [](const Limit::Term& term) {
    return term.what == Quantity::kCount && term.factor >= 0 && std::floor(term.factor) == term.factor;
  });
}

}  // namespace

Budget Budget::none(const Space& space) {
  Budget budget;
  budget.keeps_.assign(space.limits.size(), false);
  return budget;
}

Budget::Budget(const Space& space) : Budget(none(space)) {
  std::uint32_t size = 1;
  for (std::size_t i = 0; i < space.limits.size(); ++i) {
    const Limit& limit = space.limits[i];
    if (space.roots.size() != 1 || !is_count(limit) || limit.bound < 0 || limit.bound > kMaxBound) continue;
    const std::uint32_t values = static_cast<std::uint32_t>(limit.bound) + 2;
    if (size * values > kMaxSize) continue;
    size *= values;
    keeps_[i] = true;
    add(space, limit);
  }
  if (!digits_.empty()) size_ = size;
}

void Budget::add(const Space& space, const Limit& limit) {
  const Occurrences found = occurrences(space, limit);
  Digit digit;
  digit.bound = static_cast<std::uint32_t>(limit.bound);
  const auto capped = [&](double value) {
    return static_cast<std::uint32_t>(std::min(value, static_cast<double>(digit.bound) + 1));
  };
  for (const double own : found.own) digit.own.push_back(capped(own));
  for (const std::vector<double>& holes : found.holes) {
    digit.holes.emplace_back();
    for (const double times : holes) digit.holes.back().push_back(capped(times));
  }
  find_range(space, digit);
  digits_.push_back(std::move(digit));
}

/// Two fixed points: the least that a derivation spends falls from beyond the bound, the most rises from 0.
void Budget::find_range(const Space& space, Digit& digit) {
  const std::uint32_t beyond = digit.bound + 1;
  digit.least.assign(space.nonterminals.size(), beyond);
  digit.most.assign(space.nonterminals.size(), 0);
  const auto sum = [&](std::size_t rule, const std::vector<std::uint32_t>& parts) {
    std::uint64_t total = digit.own[rule];
    for (std::size_t hole = 0; hole < space.rules[rule].holes.size(); ++hole)
      total += std::uint64_t{digit.holes[rule][hole]} * parts[space.rules[rule].holes[hole].index()];
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(total, beyond));
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t rule = 0; rule < space.rules.size(); ++rule) {
      std::uint32_t& least = digit.least[space.rules[rule].lhs.index()];
      std::uint32_t& most = digit.most[space.rules[rule].lhs.index()];
      const std::uint32_t low = std::min(least, sum(rule, digit.least));
      const std::uint32_t high = std::max(most, sum(rule, digit.most));
      changed = changed || low != least || high != most;
      least = low;
      most = high;
    }
  }
}

bool Budget::within(Spent spent) const {
  const std::vector<std::uint32_t> digits = decode(spent);
  for (std::size_t d = 0; d < digits_.size(); ++d)
    if (digits[d] > digits_[d].bound) return false;
  return true;
}

Spent Budget::spent(RuleId rule, std::span<const Spent> holes) const {
  std::vector<std::uint32_t> sum;
  for (const Digit& digit : digits_) sum.push_back(digit.own[rule.index()]);
  for (std::size_t hole = 0; hole < holes.size(); ++hole) {
    const std::vector<std::uint32_t> part = decode(holes[hole]);
    for (std::size_t d = 0; d < digits_.size(); ++d)
      sum[d] = std::min(sum[d] + digits_[d].holes[rule.index()][hole] * part[d], digits_[d].bound + 1);
  }
  return encode(sum);
}

bool Budget::matters(const Space& space, RuleId rule, std::size_t hole) const {
  const NonterminalId nonterminal = space[rule].holes[hole];
  return std::any_of(digits_.begin(), digits_.end(), [&](const Digit& digit) {
    return digit.holes[rule.index()][hole] > 0 && digit.most[nonterminal.index()] > 0;
  });
}

std::vector<std::uint32_t> Budget::decode(Spent spent) const {
  std::vector<std::uint32_t> digits;
  for (const Digit& digit : digits_) {
    digits.push_back(spent % (digit.bound + 2));
    spent /= digit.bound + 2;
  }
  return digits;
}

Spent Budget::encode(std::span<const std::uint32_t> digits) const {
  Spent spent = 0;
  for (std::size_t d = digits.size(); d-- > 0;) spent = spent * (digits_[d].bound + 2) + digits[d];
  return spent;
}

/// Fills hole after hole with each value that leaves enough for the others to be tried.
struct Budget::Division {
  const Budget& budget;
  const Space& space;
  RuleId rule;
  std::size_t most;
  const std::function<void(std::span<const Spent>)>& visit;
  std::vector<std::uint32_t> rest;
  std::vector<Spent> parts;
  std::size_t tries = 0;

  bool fill(std::size_t hole) {
    while (hole < parts.size() && !budget.matters(space, rule, hole)) ++hole;
    if (hole < parts.size()) {
      std::vector<std::uint32_t> digits(rest.size());
      return take(hole, digits, 0);
    }
    if (tries++ == most) return false;
    if (std::all_of(rest.begin(), rest.end(), [](std::uint32_t left) { return left == 0; })) visit(parts);
    return true;
  }

  bool take(std::size_t hole, std::vector<std::uint32_t>& digits, std::size_t d) {
    if (d == digits.size()) {
      parts[hole] = budget.encode(digits);
      return fill(hole + 1);
    }
    const Digit& digit = budget.digits_[d];
    const std::size_t nonterminal = space[rule].holes[hole].index();
    const std::uint32_t times = digit.holes[rule.index()][hole];
    const std::uint32_t before = rest[d];
    const std::uint32_t greatest = std::min(digit.most[nonterminal], digit.bound);
    bool done = true;
    for (digits[d] = digit.least[nonterminal]; done && digits[d] <= greatest && digits[d] * times <= before;
         ++digits[d]) {
      rest[d] = before - digits[d] * times;
      done = take(hole, digits, d + 1);
    }
    rest[d] = before;
    return done;
  }
};

bool Budget::divide(const Space& space, RuleId rule, Spent total, std::size_t most,
                    const std::function<void(std::span<const Spent>)>& visit) const {
  Division division{*this, space, rule, most, visit, decode(total), {}};
  division.parts.assign(space[rule].holes.size(), kAnything);
  for (std::size_t d = 0; d < digits_.size(); ++d) {
    const std::uint32_t own = digits_[d].own[rule.index()];
    if (own > division.rest[d]) return true;
    division.rest[d] -= own;
  }
  return division.fill(0);
}

}  // namespace nasg::ir
