// SPDX-License-Identifier: Apache-2.0
// Sizes of the buffers that callers of ahead-of-time code provide, and the version of a space.
#include "compiler/codegen/interface.h"

#include <algorithm>

#include "compiler/codegen/columns.h"
#include "compiler/codegen/fnv.h"
#include "runtime/derivation/graph.h"
#include "runtime/derivation/listing.h"

namespace nasg::codegen {

bool limits_costs(const ir::Space& space) {
  const auto is_cost = [](const ir::Limit::Term& term) {
    return term.what == ir::Quantity::kParameters || term.what == ir::Quantity::kFlops;
  };
  return std::ranges::any_of(
      space.limits, [&](const ir::Limit& limit) { return std::ranges::any_of(limit.terms, is_cost); });
}

std::string version_of(const ir::Space& space) {
  return "nasg " NASG_VERSION " " + space.title() + " " + hexadecimal(fnv(ir::text(space)));
}

Interface interface_of(const SpaceFacts& facts, const IndexTables& tables) {
  const ir::Space& space = facts.space;
  Interface result;
  result.prefix = space.name;
  result.version = version_of(space);
  result.rules = facts.largest;
  result.buffer = facts.largest + derivation::kListedRules;
  result.graphs = derivation::GraphBuilder(space).levels() + 1;
  result.uniform = tables.words > 0;
  result.measures = limits_costs(space);
  result.index_words = facts.automaton.count() ? tables.words : 0;
  // Mutation has a buffer behind its columns, crossover two derivations' columns; limits have a sum for each
  // rule behind the columns, ranking two columns more behind its limbs.
  const std::uint64_t mutation = (kColumns * facts.largest + result.buffer) * sizeof(std::uint32_t);
  const std::uint64_t crossover = 2 * kColumns * facts.largest * sizeof(std::uint32_t);
  const std::uint64_t ranking =
      8 * tables.scratch_words + (kColumns + 2) * facts.largest * sizeof(std::uint32_t);
  result.scratch = std::max({mutation, crossover, ranking});
  return result;
}

}  // namespace nasg::codegen
