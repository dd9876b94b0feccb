// SPDX-License-Identifier: Apache-2.0
// Small strong types that index the tables of a space.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace nasg::ir {

/// A dense index into the table of one kind; kinds do not convert into each other.
template <class Tag>
struct Id {
  std::uint32_t value = UINT32_MAX;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value(static_cast<std::uint32_t>(index)) {}
  constexpr bool valid() const { return value != UINT32_MAX; }
  constexpr std::size_t index() const { return value; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

using ExprId = Id<struct ExprTag>;
using OpId = Id<struct OpTag>;
using TopologyId = Id<struct TopologyTag>;
using NonterminalId = Id<struct NonterminalTag>;
using RuleId = Id<struct RuleTag>;
using StateId = Id<struct StateTag>;

}  // namespace nasg::ir

template <class Tag>
struct std::hash<nasg::ir::Id<Tag>> {
  std::size_t operator()(nasg::ir::Id<Tag> id) const noexcept { return id.value; }
};
