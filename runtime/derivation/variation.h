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

// The algorithms, step by step; compiled code follows the same steps, so that it agrees bit for bit.
//
// Words. depth(p): rules on the path from a root to position p, both counted; 1 at a root.
//   room(p) = min(depth limit, kMaxDepth) - depth(p) + 1: the height that a subtree at p may have.
//   height(p): rules on the longest path from p down. connection(p): Automaton::connection, bottom up.
//   needs(p): kEither at a root. Below rule r of place q it is kEither if needs(q) is kEither and r has no
//   constraint; otherwise the set of those s for which r, with this hole being s and the other holes as they
//   are, yields (Automaton::connection) an element of needs(q).
//   place(p): Automaton::find(nonterminal of p, needs(p), room(p) if the space limits depth, else
//   kUnlimitedDepth).
//
// draw(state, room), into a buffer:
//   1. Ways: the derivations of a listed state (listing.h), the choices of another. One way: take it, no
//      random number is drawn. Otherwise take the way that the table of their masses (alias_table.h) picks
//      for rng.next().
//   2. Fail if what is taken (a derivation, or the rule of a choice) would stand deeper than room levels (the
//      draw's own root is level 1), or if the buffer would hold more than kMaxRules rules. Otherwise append
//      it.
//   3. Draw a choice's children in order, each to the end (preorder); a failure ends the whole draw.
// sample: draw(start(i), min(depth limit, kMaxDepth)) for every root i in order, into one buffer.
// mutate:
//   1. Up to kPositionTries times: p = rng.below(length); go on with step 3 if place(p) exists and varies.
//   2. Candidates: the positions p in order for which place(p) exists and varies. None: nothing. Otherwise
//      p = candidates[rng.below(their number)]. (Either way all of them are equally likely; step 1 finds one
//      without looking at all, and mostly at once.)
//   3. Up to kRedraws times: draw(place(p), room(p)) into an empty buffer. If it did not fail, differs from
//      the subtree at p, and the whole stays within kMaxRules: put it in p's place, and return.
//   4. Nothing.
// cross, up to kRedraws times:
//   1. p = rng.below(length of a).
//   2. Matches: the positions q of b in order such that q derives the same nonterminal as p;
//      connection(q) is in needs(p) and height(q) <= room(p); connection(p) is in needs(q) and
//      height(p) <= room(q); the subtrees differ; both children stay within kMaxRules; and not p = q = 0
//      in a space with one root.
//   3. If there are none, try again. Otherwise q = matches[rng.below(their number)]; return a with
//      its subtree at p replaced by b's at q, and b with its subtree at q replaced by a's at p.
//
// Limits beside that of depth are kept by drawing again (limits.h): the algorithms above know of those alone
// that the automaton's starts keep.

/// Draws and varies derivations of one space. Implementations agree bit for bit: the same generator state
/// gives the same derivation and leaves the same state behind. Thread-safe: nothing is kept between calls.
class Variation {
 public:
  virtual ~Variation() = default;

  /// A derivation from the weighted grammar, conditioned on the constraints. False if it grew past
  /// kMaxDepth or kMaxRules (only a space that recurs without a depth limit can), or kept breaking a limit.
  /// The memory of `drawn` is used again: half of the time goes into new memory where it is not.
  virtual bool sample(Rng& rng, Derivation& drawn) const = 0;
  std::optional<Derivation> sample(Rng& rng) const;

  /// Draws one position uniformly among those whose place allows two derivations or more, and redraws
  /// its subtree (up to kRedraws times) until it differs. False if no position varies, or none differed.
  /// `mutant` is not the parent; its memory is used again.
  virtual bool mutate(const Derivation& parent, Rng& rng, Derivation& mutant) const = 0;
  std::optional<Derivation> mutate(const Derivation& parent, Rng& rng) const;

  /// Swaps two different subtrees of one nonterminal, both fitting their new places, so that two children
  /// result. A position of `a` is drawn uniformly, then one of `b` among those that fit it (up to kRedraws
  /// times). Nothing if none was found. `a` and `b` may be one derivation: each child then has one part
  /// copied to the place of the other.
  virtual std::optional<std::pair<Derivation, Derivation>> cross(const Derivation& a, const Derivation& b,
                                                                 Rng& rng) const = 0;
};

inline constexpr int kPositionTries = 16;
inline constexpr int kRedraws = 50;

/// The reference implementation. Space and automaton must outlive it.
std::unique_ptr<Variation> make_interpreter(const ir::Space& space, const ir::Automaton& automaton);

/// A derivation drawn uniformly among all of them, exactly: unranks a random index below the count.
/// Nothing if the space is infinite, or if draws kept breaking a limit.
std::optional<Derivation> sample_uniform(const ir::Space& space, const ir::Automaton& automaton, Rng& rng);

/// The index of a derivation in the order of enumeration, and back; inverse to each other. Nothing for an
/// infinite space, one with a limit that the automaton does not keep, or (`unrank`) an index that is not
/// below the count.
std::optional<ir::BigInt> rank(const ir::Space& space, const ir::Automaton& automaton,
                               const Derivation& derivation);
std::optional<Derivation> unrank(const ir::Space& space, const ir::Automaton& automaton, ir::BigInt index);

}  // namespace nasg::derivation
