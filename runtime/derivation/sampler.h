// SPDX-License-Identifier: Apache-2.0
// The automaton laid out for drawing: flat arrays, and rules without a choice written out beforehand.
#pragma once

#include <memory>
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

  void push(ir::RuleId rule) {
    if (size_ == capacity_) grow();
    rules_[size_++] = rule;
  }
  void clear() { size_ = 0; }
  std::size_t size() const { return size_; }
  std::span<const ir::RuleId> rules() const { return {rules_, size_}; }

 private:
  static constexpr std::size_t kInPlace = 1024;
  void grow();

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
  /// What a choice comes to, in preorder: rules to write, and states to draw where there is a choice.
  struct Item {
    std::uint32_t id;
    std::uint16_t level;  ///< below the state's own level
    bool is_state;
  };
  struct Way {
    std::uint32_t first_item;
    std::uint32_t items;
  };
  struct Start {
    std::uint32_t first_way;
    std::uint32_t ways;
    std::uint32_t guide;  ///< index into guides_, or kNoGuide
  };
  struct Frame {
    const Item* next;
    const Item* end;
    std::uint32_t level;
  };
  static constexpr std::uint32_t kNoGuide = UINT32_MAX;
  static constexpr std::uint32_t kGuidedWays = 8;  ///< with more ways than these a guide pays
  static constexpr std::size_t kGuideSize = 256;
  static constexpr std::size_t kMaxItems = 64;

  void add_state(const ir::Automaton& automaton, const ir::State& state);
  void write_out(const ir::Automaton& automaton, const ir::Choice& choice, std::uint16_t level,
                 std::vector<Item>& items) const;
  const Way& choose(std::uint32_t state, Rng& rng) const;

  std::vector<Start> starts_;  ///< by state
  std::vector<Way> ways_;
  std::vector<std::uint64_t> thresholds_;  ///< by way
  std::vector<Item> items_;
  /// For each value of the upper eight bits of a draw the first way that it can take.
  std::vector<std::uint16_t> guides_;
};

}  // namespace nasg::derivation
