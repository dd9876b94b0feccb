// SPDX-License-Identifier: Apache-2.0
// Draws a comparison as SVG.
#pragma once

#include <string>

#include "search/benchmarks/comparison.h"

namespace nasg::benchmarks {

/// A picture of 720 × 440: evaluations to the right, the mean of the incumbents upwards, a line for each arm,
/// and around it a band of one standard error. What lies before a tenth of the evaluations sets no scale:
/// random starts would flatten all the rest. `title` and names are escaped.
std::string plot(const Comparison& comparison, std::size_t evaluations, const std::string& title);

}  // namespace nasg::benchmarks
