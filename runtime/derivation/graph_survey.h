// SPDX-License-Identifier: Apache-2.0
// What stands where in a derivation, found once for all of its graphs. Private to graph.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runtime/derivation/graph_wiring.h"

namespace nasg::derivation {

class Survey {
 public:
  struct Place {
    const RuleForm* form = nullptr;
    std::uint32_t end = 0;       ///< of the subtree
    std::uint32_t resolved = 0;  ///< where that stands which it derives, past rules that are a lone hole
    std::uint32_t holes = 0;     ///< of an operator: its holes are `holes() + holes`, resolved
    std::uint32_t read = 0;      ///< of an operator: its slots are `read() + read`
    bool zero = false;           ///< of an operator: whether some hole is a zero
  };

  /// One walk from the last rule to the first. `folded`: with what is read. The rules must stay.
  void make(const Wirings& wirings, std::span<const ir::RuleId> rules, bool folded);

  const Place& operator[](std::uint32_t position) const { return places_[position]; }
  std::span<const ir::RuleId> rules() const { return rules_; }
  const std::uint32_t* holes() const { return holes_.data(); }
  /// Where operators stand, from the last to the first.
  std::span<const std::uint32_t> operators() const { return operators_; }
  /// By slot: some node, or the operator's output, reads it (through identities, but not through a zero).
  const char* read() const { return read_.data(); }

 private:
  void mark_read(Place& place);

  std::span<const ir::RuleId> rules_;
  std::vector<Place> places_;
  std::vector<std::uint32_t> holes_;
  std::vector<std::uint32_t> operators_;
  std::vector<char> read_;
};

}  // namespace nasg::derivation
