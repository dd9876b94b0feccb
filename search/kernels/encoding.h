// SPDX-License-Identifier: Apache-2.0
// Encodings: derivations as vectors of a fixed length, for predictors that want numbers.
#pragma once

#include <Eigen/Core>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/setting.h"
#include "runtime/derivation/derivation.h"
#include "search/kernels/measure.h"

namespace nasg::search {

/// What stands in one column; columns that are not listed hold 0.
struct Entry {
  std::uint32_t column;
  double value;
  friend bool operator==(const Entry&, const Entry&) = default;
};

/// The same derivation has the same vector, in every run.
class Encoding {
 public:
  virtual ~Encoding() = default;
  virtual std::uint32_t width() const = 0;
  /// In the order of the columns. O(rules).
  virtual std::vector<Entry> operator()(const derivation::Derivation& derivation) const = 0;
  /// What a column stands for, as a heading.
  virtual std::string heading(std::uint32_t column) const = 0;
};

/// Reads `path(length, counts, alphabet)`, `adjacency(one_hot, alphabet)`, `measured(proxy(…), …)`
/// (measure.h) or several side by side, `join(adjacency, measured(…))`; the files say what they are. The
/// space must outlive the encoding. E0716 for an unknown one, E0701, E0702, E0703; errors of measures.
diag::Result<std::unique_ptr<Encoding>> make_encoding(const ir::Setting& setting,
                                                      const ModelContext& context);

/// A row for each derivation.
Eigen::MatrixXd encode(const Encoding& encoding, std::span<const derivation::Derivation> derivations);

/// The names of a setting such as `alphabet = [avg_pool, conv1x1]`; none without it. E0702 through the
/// reader.
std::vector<std::string> read_names(ir::SettingReader& reader, const std::string& key);

}  // namespace nasg::search
