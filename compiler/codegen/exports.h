// SPDX-License-Identifier: Apache-2.0
// Generates the entries of ahead-of-time code, over those that a host in this program looks up.
#pragma once

#include "compiler/codegen/analysis.h"
#include "compiler/codegen/interface.h"

namespace nasg::codegen {

/// Emits what the header (interface.h) declares, after all other entries, and takes these out of sight. Draws
/// keep the space's limits as derivation::keep_limits does.
void emit_exports(const Unit& unit, const Analysis& analysis, const Interface& interface);

/// Emits `i64 write_term(rules, text, size)`: the derivation's term, as derivation::term writes it; the
/// number of its characters, of which `size` are stored.
llvm::Function* emit_write_term(const Unit& unit, const Analysis& analysis);

/// Emits `i1 keeps(rules, n, scratch)`: whether a derivation keeps the space's limits; those of cost by
/// meter_abi.h.
llvm::Function* emit_keeps(const Unit& unit, const Analysis& analysis);

}  // namespace nasg::codegen
