// SPDX-License-Identifier: Apache-2.0
// The zero-cost proxies of NAS-Bench-Suite-Zero, a JSON file for each space.
#pragma once

#include <istream>
#include <ostream>

#include "search/benchmarks/complaint.h"

namespace nasg::benchmarks {

/// Each writes a row for each architecture and data set of `zc_nasbench101.json`, `zc_nasbench201.json` or
/// `zc_nasbench301.json`: the architecture, `dataset`, then the numbers that the file has of any, by name
/// (`val_accuracy` in percent, `synflow`, …); empty where it has none, or one that is not finite.
///
/// Such a file is data set → architecture → name → number, or → {"score": number, "time": seconds}; an
/// earlier layout has the space around it. Architectures are written in numbers. (Layout:
/// github.com/automl/NASLib, branch `zerocost`, and its files `naslib/data/zc_*.json`, whose numbers agree
/// with the benchmarks' own.)
///
///   101  7 × 7 numbers of a matrix, then 7 operations (input, output, 3x3 max pooling, 1x1, 3x3
///        convolution). Columns `adj`, `ops`, as of `nasbench101`, without the vertices on no path.
///   201  operations (identity, zero, 3x3, 1x1 convolution, average pooling) of the edges 0-1, 0-2, 0-3, 1-2,
///        1-3, 2-3. Column `arch`, the benchmark's string.
///   301  two cells of eight pairs (value that is read, operation). Columns `normal`, `reduce`, in the
///   notation
///        `nb301` of std.darts.
Complaint convert_suite_zero_101(std::istream& in, std::ostream& out);
Complaint convert_suite_zero_201(std::istream& in, std::ostream& out);
Complaint convert_suite_zero_301(std::istream& in, std::ostream& out);

}  // namespace nasg::benchmarks
