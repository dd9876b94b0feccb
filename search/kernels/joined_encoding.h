// SPDX-License-Identifier: Apache-2.0
// Encodings of measures, and encodings side by side.
#pragma once

#include "search/kernels/encoding.h"
#include "search/kernels/measure.h"

namespace nasg::search {

/// A column for each measure.
std::unique_ptr<Encoding> make_measured_encoding(Measures measures);

/// The columns of the first part, then those of the second, ….
std::unique_ptr<Encoding> make_joined_encoding(std::vector<std::unique_ptr<Encoding>> parts);

}  // namespace nasg::search
