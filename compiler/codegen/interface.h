// SPDX-License-Identifier: Apache-2.0
// What other programs know of ahead-of-time code: names, sizes, version. Free of LLVM.
#pragma once

#include "compiler/codegen/index_tables.h"

namespace nasg::codegen {

/// The same for the object and for its header.
struct Interface {
  std::string prefix;  ///< of every symbol: the space's name
  std::string
      version;  ///< of nasg and of the space, so that a header and an object can be seen to belong together
  std::uint64_t rules = 0;      ///< of the largest derivation
  std::uint64_t buffer = 0;     ///< rules that a buffer must have room for
  std::uint64_t scratch = 0;    ///< bytes
  std::size_t index_words = 0;  ///< 64-bit words of an index; 0: derivations have none
  std::uint32_t graphs = 0;     ///< of a derivation: the whole one, and those of the folded levels
  bool uniform = false;         ///< derivations can be drawn uniformly
  bool measures = false;        ///< it calls the library nasg_cost (meter_abi.h)
};

/// nasg's version, the space's title, and a hash of all that is in it.
std::string version_of(const ir::Space& space);

/// Whether a limit is on what only a network tells that was laid out: its parameters or FLOPs.
bool limits_costs(const ir::Space& space);

Interface interface_of(const SpaceFacts& facts, const IndexTables& tables);

/// The header of a C or C++ program that is linked with the object: sizes, entries and what they do, and the
/// runtime's interface for those who construct networks.
std::string c_header(const ir::Space& space, const ir::Automaton& automaton);

}  // namespace nasg::codegen
