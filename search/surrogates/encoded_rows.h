// SPDX-License-Identifier: Apache-2.0
// Encoded architectures as dense rows, in the columns that tell the training set apart.
#pragma once

#include "search/kernels/encoding.h"

namespace nasg::search {

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

class EncodedRows {
 public:
  /// Chooses the columns in which the training set does not hold one number alone; at least one. The encoding
  /// must outlive it.
  EncodedRows(const Encoding& encoding, std::span<const derivation::Derivation> training);

  Eigen::Index width() const { return static_cast<Eigen::Index>(columns_.size()); }
  /// A row for each derivation.
  Rows operator()(std::span<const derivation::Derivation> derivations) const;

 private:
  const Encoding* encoding_;
  std::vector<std::uint32_t> columns_;  ///< in order
};

/// Reads `encoding`: `adjacency(one_hot = true)` if there is none, or `path`, as the fallback says. E0716,
/// E0702.
diag::Result<std::unique_ptr<Encoding>> read_encoding(ir::SettingReader& reader, const ir::Setting& setting,
                                                      const ModelContext& context,
                                                      const std::string& fallback = "adjacency");

}  // namespace nasg::search
