// SPDX-License-Identifier: Apache-2.0
// Distances between what is measured of architectures.
#pragma once

#include "search/kernels/measure.h"
#include "search/kernels/metric.h"

namespace nasg::search {

/// A part for each measure: (a - b)² of its numbers (measure.h).
std::unique_ptr<Metric> make_measured_metric(Measures measures);

}  // namespace nasg::search
