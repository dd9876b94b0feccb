// SPDX-License-Identifier: Apache-2.0
// Sampling, mutation and crossover: one interface, for the interpreter and for compiled code.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "compiler/ir/automaton.h"
#include "runtime/derivation/derivation.h"
#include "runtime/derivation/rng.h"

namespace nasg::derivation {

/// Draws and varies derivations of one space. Implementations agree bit for bit: the same generator state
/// gives the same derivation and leaves the same state behind. Thread-safe: nothing is kept between calls.
class Variation {
 public:
  virtual ~Variation() = default;

  /// A derivation from the weighted grammar, conditioned on the constraints. Nothing if it grew past
  /// kMaxDepth or kMaxRules (only a space that recurs without a depth limit can).
  virtual std::optional<Derivation> sample(Rng& rng) const = 0;

  /// Draws one position uniformly among those whose place allows two derivations or more, and redraws
  /// its subtree (up to kRedraws times) until it differs. Nothing if no position varies, or none differed.
  virtual std::optional<Derivation> mutate(const Derivation& parent, Rng& rng) const = 0;

  /// Swaps two different subtrees of one nonterminal, both fitting their new places, so that two children
  /// result. A position of `a` is drawn uniformly, then one of `b` among those that fit it (up to kRedraws
  /// times). Nothing if none was found. `a` and `b` may be one derivation: each child then has one part
  /// copied to the place of the other.
  virtual std::optional<std::pair<Derivation, Derivation>> cross(const Derivation& a, const Derivation& b,
                                                                 Rng& rng) const = 0;
};

inline constexpr int kRedraws = 50;

/// The reference implementation. Space and automaton must outlive it.
std::unique_ptr<Variation> make_interpreter(const ir::Space& space, const ir::Automaton& automaton);

/// A derivation drawn uniformly among all of them, exactly: unranks a random index below the count.
/// Nothing if the space is infinite.
std::optional<Derivation> sample_uniform(const ir::Space& space, const ir::Automaton& automaton, Rng& rng);

/// The index of a derivation in the order of enumeration, and back; inverse to each other. Nothing for an
/// infinite space, or (`unrank`) an index that is not below the count.
std::optional<ir::BigInt> rank(const ir::Space& space, const ir::Automaton& automaton, const Derivation& derivation);
std::optional<Derivation> unrank(const ir::Space& space, const ir::Automaton& automaton, ir::BigInt index);

}  // namespace nasg::derivation
