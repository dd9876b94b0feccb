// SPDX-License-Identifier: Apache-2.0
// Brackets: many architectures at a low fidelity, the best of them at the next, and so on.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/training/fidelity.h"

namespace nasg::search {

struct Rung {
  std::int64_t fidelity = 0;
  std::int64_t size = 0;  ///< how many are evaluated at it
  friend bool operator==(const Rung&, const Rung&) = default;
};
using Bracket = std::vector<Rung>;

/// The fidelities R η^-k that are at least `least`, ascending, each the nearest one that there is, none
/// twice; the last is R = fidelities.most.
std::vector<std::int64_t> rung_fidelities(const training::Fidelities& fidelities, double eta,
                                          std::int64_t least);

/// Successive halving (Jamieson and Talwalkar, AISTATS 2016): rung i has floor(n η^-i) members, one at least.
Bracket halving_bracket(const std::vector<std::int64_t>& fidelities, double eta, std::int64_t size);

/// The brackets of Hyperband (Li et al., JMLR 2018, algorithm 1), the one that begins lowest first: with s +
/// 1 rungs n = ceil((s_max + 1) η^s / (s + 1)) members. R = 81, η = 3: 81, 34, 15, 8 and 5.
std::vector<Bracket> hyperband_brackets(const std::vector<std::int64_t>& fidelities, double eta);

}  // namespace nasg::search
