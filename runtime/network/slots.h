// SPDX-License-Identifier: Apache-2.0
// Which layers of a plan hold parameters, and what they are called in exported networks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "runtime/derivation/plan.h"

namespace nasg::network {

/// A layer with parameters or running statistics; tied layers share one.
struct Slot {
  std::string name;  ///< `conv1`, `batch_norm2`: its kind, numbered by first use
  ir::LayerKind kind;
  std::vector<ir::Scalar> args;
  ir::Shape input;
  std::uint32_t weights = 0;  ///< the number that the plan gives them
};

struct Slots {
  std::vector<Slot> all;                            ///< in the order of first use
  std::vector<std::optional<std::size_t>> by_step;  ///< index into `all`, for the plan's layers that have one
};

/// Whether layers of that kind are objects with a state of their own: what is trained, and the norms.
bool has_slot(ir::LayerKind kind);

/// E0610 if layers that share weights are not alike. O(steps).
diag::Result<Slots> assign_slots(const derivation::Plan& plan);

/// A truth value among a layer's arguments, by its name: `bias`, `affine`.
bool flag(const Slot& slot, std::string_view name);

/// An integer argument of a layer by its place in the layer's row (ir/layers.def).
std::int64_t integer(const std::vector<ir::Scalar>& args, std::size_t index);

}  // namespace nasg::network
