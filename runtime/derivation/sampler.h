// SPDX-License-Identifier: Apache-2.0
// The automaton laid out for drawing: flat arrays, and rules without a choice written out beforehand.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "compiler/ir/automaton.h"
#include "runtime/derivation/derivation.h"
#include "runtime/derivation/rng.h"

namespace nasg::derivation {

/// Rules as they are drawn. The first kilobytes need no allocation.
class RuleBuffer {
 public:
  RuleBuffer() : rules_(reinterpret_cast<ir::RuleId*>(in_place_)) {}
  RuleBuffer(const RuleBuffer&) = delete;
  RuleBuffer& operator=(const RuleBuffer&) = delete;

  /// False, and nothing is written, if kMaxRules rules are there already.
  bool push(ir::RuleId rule) {
    if (size_ == capacity_ && !grow()) return false;
    rules_[size_++] = rule;
    return true;
  }
  void clear() { size_ = 0; }
  std::size_t size() const { return size_; }
  std::span<const ir::RuleId> rules() const { return {rules_, size_}; }

 private:
  static constexpr std::size_t kInPlace = 1024;
  bool grow();

  alignas(ir::RuleId) std::byte in_place_[kInPlace * sizeof(ir::RuleId)];
  std::vector<ir::RuleId> heap_;
  ir::RuleId* rules_;
  std::size_t size_ = 0;
  std::size_t capacity_ = kInPlace;
};

/// The step `draw` of variation.h.
class Sampler {
 public:
  explicit Sampler(const ir::Automaton& automaton);

  /// Appends a derivation from the state; false where `draw` fails.
  bool draw(ir::StateId state, std::uint32_t room, Rng& rng, RuleBuffer& out) const;

 private:
  enum class Kind : std::uint8_t {
    kRule,   ///< write rule `id`
    kLeaf,   ///< draw one of the rules of leaves_[id]
    kState,  ///< draw state `id`
  };
  /// What a choice comes to, in preorder: rules to write, and states to draw where there is a choice.
  struct Item {
    std::uint32_t id;
    std::uint16_t level;  ///< below the state's own level
    Kind kind;
  };
  /// A state whose two to four choices have no parts: drawn without a branch.
  struct Leaf {
    std::array<std::uint64_t, 3> thresholds;
    std::array<std::uint32_t, 4> rules;
    std::uint32_t last;
  };
  struct Way {
    std::uint32_t first_item;
    std::uint32_t items;
  };
  struct Start {
    std::uint32_t first_way;
    std::uint32_t ways;
    std::uint32_t guide;  ///< index into guides_, or kNone
  };
  struct Frame {
    const Item* next;
    const Item* end;
    std::uint32_t level;
  };
  static constexpr std::uint32_t kNone = UINT32_MAX;
  static constexpr std::uint32_t kGuidedWays = 8;  ///< with more ways than these a guide pays
  static constexpr std::size_t kGuideSize = 256;
  static constexpr std::size_t kMaxItems = 64;

  void add_state(const ir::Automaton& automaton, const ir::State& state);
  void write_out(const ir::Automaton& automaton, const ir::Choice& choice, std::uint16_t level,
                 std::vector<Item>& items) const;
  const Way& choose(std::uint32_t state, Rng& rng) const;
  static std::uint32_t choose(const Leaf& leaf, Rng& rng);
  void find_leaves(const ir::Automaton& automaton);

  std::vector<Start> starts_;  ///< by state
  std::vector<Way> ways_;
  std::vector<std::uint64_t> thresholds_;  ///< by way
  std::vector<Item> items_;
  std::vector<Leaf> leaves_;
  std::vector<std::uint32_t> leaf_of_;  ///< by state, index into leaves_, or kNone
  /// For each value of the upper eight bits of a draw the first way that it can take.
  std::vector<std::uint16_t> guides_;
};

}  // namespace nasg::derivation
