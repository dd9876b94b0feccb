// SPDX-License-Identifier: Apache-2.0
// Gradient-boosted trees. The XGBoost library stays behind this header, in the plugin `libnasg_trees`.
#pragma once

#include <memory>

#include "compiler/diag/diagnostic.h"
#include "search/surrogates/encoded_rows.h"

namespace nasg::search {

struct BoostedOptions {
  bool ranking = false;  ///< pairwise: the order of the targets alone; else squared error
  int rounds = 100;
  int depth = 6;
  double rate = 0.3;
  double share = 1;  ///< of the rows that each tree sees
  std::uint32_t seed = 0;
};

class BoostedModel {
 public:
  virtual ~BoostedModel() = default;
  /// A score for each row; with ranking, on a scale of its own.
  virtual diag::Result<Eigen::VectorXf> predict(const Rows& rows) const = 0;
};

class BoostedBackend {
 public:
  virtual ~BoostedBackend() = default;
  /// On one thread, and the same on every machine. E0719 with what the library says.
  virtual diag::Result<std::unique_ptr<BoostedModel>> train(const Rows& rows, const Eigen::VectorXf& targets,
                                                            const BoostedOptions& options) const = 0;
};

/// Loads the plugin on first use. E0718 says why it cannot.
diag::Result<const BoostedBackend*> boosted_backend();

/// The one symbol that the plugin exports: it gives a backend which lives as long as the program.
using BoostedEntry = const BoostedBackend*();
inline constexpr const char* kBoostedEntry = "nasg_boosted_backend";

}  // namespace nasg::search
