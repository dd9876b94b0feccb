// SPDX-License-Identifier: Apache-2.0
// Kernels that fall with a distance.
#pragma once

#include <optional>

#include "search/kernels/kernel.h"
#include "search/kernels/metric.h"

namespace nasg::search {

enum class Radial {
  kSquared,  ///< exp(-sum of d_p / l_p): the squared exponential, as the distances are squares of others
  kPlain,    ///< exp(-sqrt(sum of d_p / l_p)): less smooth, with heavier tails
};

struct RadialOptions {
  Radial shape = Radial::kSquared;
  std::vector<double> lengths;  ///< l by part; empty: learned
};

/// Parameters: the logarithms of the length scales, if they are learned, from the mean distances on. A part
/// without any distance has no slope, and stays where it begins.
std::unique_ptr<Kernel> make_radial(std::unique_ptr<Metric> metric, RadialOptions options);

/// Reads `shape = squared | plain` and `lengths = [l, …]`, of which there must be as many as parts.
RadialOptions read_radial(ir::SettingReader& reader, std::size_t parts);

/// The arguments of the metrics' settings come first, those of `read_radial` after them:
///   path(length, counts)                  encoding_metric.h
///   adjacency                             encoding_metric.h
///   edit                                  edit_metric.h
///   nasbot(operations, degrees, places)   nasbot_metric.h
///   tw(grams, tree, alpha, graph)         tree_wasserstein.h
///   cost(of = [params, flops, depth])     cost_metric.h
///   measured(proxy(…), …)                 measured_metric.h
///
/// E0701, E0702; the name must be one of `distance_kernel_names`.
diag::Result<std::unique_ptr<Kernel>> make_distance_kernel(const ir::Setting& setting,
                                                           const ModelContext& context);

std::vector<std::string> distance_kernel_names();

}  // namespace nasg::search
