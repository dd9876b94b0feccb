// SPDX-License-Identifier: Apache-2.0
// What a record of NAS-Bench-101's own files says (google-research/nasbench).
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace nasg::benchmarks {

/// One training of one cell.
struct NasBench101Run {
  std::string hash;
  std::int64_t epochs = 0;
  std::string matrix;  ///< rows of the adjacency matrix, `011/001/000`
  std::string ops;     ///< by vertex, `input conv3x3 output`
  std::int64_t params = 0;
  double seconds = 0;  ///< of training, without evaluation
  double train = 0;    ///< accuracies at the end, in percent
  double valid = 0;
  double test = 0;
};

/// A record is a JSON list: hash, epochs, the matrix as digits, the operations with commas, and in base64 a
/// protocol buffer with the parameters and what was measured, last at the end of training. None if it is
/// anything else.
std::optional<NasBench101Run> read_nasbench101(const std::string& record);

}  // namespace nasg::benchmarks
