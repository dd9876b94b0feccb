// SPDX-License-Identifier: Apache-2.0
// The automaton laid out for drawing: flat arrays, and rules without a choice written out beforehand.
#pragma once

#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "compiler/ir/automaton.h"
#include "runtime/derivation/derivation.h"
#include "runtime/derivation/listing.h"
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
  /// False, and nothing counts as written, if that were more than kMaxRules rules.
  bool append(const Listing::Row& row) {
    if (size_ + row.length > capacity_ && !grow()) return false;
    std::memcpy(rules_ + size_, row.rules.data(), sizeof(row.rules));
    size_ += row.length;
    return true;
  }
  void clear() { size_ = 0; }
  std::size_t size() const { return size_; }
  std::span<const ir::RuleId> rules() const { return {rules_, size_}; }

 private:
  static constexpr std::size_t kInPlace = 1024;
  bool grow();

  /// With room behind the capacity for a whole row.
  alignas(ir::RuleId) std::byte in_place_[(kInPlace + kListedRules) * sizeof(ir::RuleId)];
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
    kRule,     ///< write rule `id`
    kListing,  ///< draw from listing `id`
    kState,    ///< draw state `id`
  };
  /// What a choice comes to, in preorder: rules to write, and parts to draw where there is a choice.
  struct Item {
    std::uint32_t id;
    std::uint16_t level;  ///< below the state's own level
    Kind kind;
  };
  struct Way {
    std::uint32_t first_item;
    std::uint32_t items;
  };
  struct Start {
    std::uint32_t first_way;
    std::optional<AliasTable> table;  ///< none: there is one way
  };
  struct Frame {
    const Item* next;
    const Item* end;
    std::uint32_t level;
  };
  static constexpr std::size_t kMaxItems = 64;

  void add_state(const ir::Automaton& automaton, ir::StateId id);
  void write_out(const ir::Automaton& automaton, const ir::Choice& choice, std::uint16_t level,
                 std::vector<Item>& items) const;
  const Way& choose(std::uint32_t state, Rng& rng) const;
  static const Listing::Row& choose(const Listing& listing, Rng& rng);

  Listings listings_;
  std::vector<Start> starts_;  ///< by state
  std::vector<Way> ways_;
  std::vector<Item> items_;
};

}  // namespace nasg::derivation
