// SPDX-License-Identifier: Apache-2.0
// An architecture as kernels look at it: its derivation, and its graphs, traced once for all of them.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "runtime/derivation/graph.h"

namespace nasg::search {

/// Looks at one architecture of a space after another, in memory that it keeps; each thread has its own.
class Sight {
 public:
  /// The derivation must stay until the next one.
  void turn_to(const derivation::Derivation& derivation);
  const derivation::Derivation& derivation() const { return *derivation_; }

  /// The whole graph, and those of folded levels 0 … levels-1 (graph.h). Builders of one space and one view
  /// make the same graphs: whichever asks first has them traced. Valid until the next derivation, or until
  /// more levels are asked for. The builder must outlive the sight.
  std::span<const derivation::Trace> graphs(const derivation::GraphBuilder& builder, std::uint32_t levels);

 private:
  struct View {
    std::optional<derivation::GraphTracer> trace;
    std::span<const derivation::Trace> graphs;  ///< of this derivation; none before they are asked for
  };
  const derivation::Derivation* derivation_ = nullptr;
  std::array<View, derivation::kGraphViews> views_;
};

}  // namespace nasg::search
