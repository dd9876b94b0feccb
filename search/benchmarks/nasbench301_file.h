// SPDX-License-Identifier: Apache-2.0
// The trainings of NAS-Bench-301, a JSON file each.
#pragma once

#include <ostream>
#include <string>

#include "search/benchmarks/complaint.h"

namespace nasg::benchmarks {

/// Writes a row for each training: normal, reduce (in the notation `nb301` of std.darts), layers,
/// init_channels, epochs, val_accuracy, test_accuracy, params, seconds. `path` is one of the files, or a
/// folder, of which it takes all `results_*.json` below, in the order of their paths.
///
/// In such a file `optimized_hyperparamater_config` holds the operation of each edge that a cell has,
/// `NetworkSelectorDatasetInfo:darts:edge_normal_K`. The edges of both cells are numbered node by node, those
/// of a node by the value that they read: 0 and 1 lead to the first, 2 to 4 to the second, 5 to 8 and 9 to 13
/// to the others. Every node has two. (Layout: github.com/automl/nasbench301, `representations.py`, and
/// `results_0.json` of its tests.)
Complaint convert_nasbench301(const std::string& path, std::ostream& out);

}  // namespace nasg::benchmarks
