// SPDX-License-Identifier: Apache-2.0
// The string kernel over derivations.
#pragma once

#include "search/kernels/kernel.h"

namespace nasg::search {

/// K = sum over depths d of v_d k_d. At each depth of the derivation three kinds s of strings are counted,
/// each rule there giving one of each: its operator, its operands (the operators that its holes derive), and
/// both together; a rule without holes gives its operator alone. With c_ds(a) the counts and weights w_ds >
/// 0,
///   n_d(a, b) = sum over s of w_ds c_ds(a) · c_ds(b),   k_d(a, b) = n_d(a, b) / sqrt(n_d(a, a) n_d(b, b)).
/// Two that have nothing at a depth are alike there (1), one that has and one that has not are not (0). The
/// weights of a depth sum to 1, and so do the v_d. After the string kernel that follows hNAS ("Beyond
/// Graph-Based Modeling for Hierarchical Neural Architecture Search", AutoML workshop 2024), where the
/// weights are found depth by depth. No graph is made. Rules deeper than kStringDepths count with the last
/// depth.
///
/// `string(weights = learned | uniform)`. Parameters: the logits of v, then of w, depth by depth. E0702.
diag::Result<std::unique_ptr<Kernel>> make_string_kernel(const ir::Setting& setting, const ir::Space& space);
inline constexpr std::uint32_t kStringDepths = 8;

}  // namespace nasg::search
