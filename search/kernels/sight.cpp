// SPDX-License-Identifier: Apache-2.0
// Graphs on demand.
#include "search/kernels/sight.h"

namespace nasg::search {

void Sight::turn_to(const derivation::Derivation& derivation) {
  derivation_ = &derivation;
  for (View& view : views_) view.graphs = {};
}

std::span<const derivation::Trace> Sight::graphs(const derivation::GraphBuilder& builder,
                                                 std::uint32_t levels) {
  View& view = views_[static_cast<std::size_t>(builder.view())];
  if (!view.trace) view.trace.emplace(builder);
  if (view.graphs.size() <= levels) view.graphs = (*view.trace)(*derivation_, levels);
  return view.graphs.first(levels + 1);
}

}  // namespace nasg::search
