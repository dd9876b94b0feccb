// SPDX-License-Identifier: Apache-2.0
// Numbers that are measured of an architecture, such as zero-cost proxies, as features of models.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/setting.h"
#include "compiler/ir/space.h"
#include "runtime/derivation/derivation.h"

namespace nasg::search {

/// None where it cannot be told. It depends on the derivation alone, and is asked by one thread at a time.
using Measure = std::function<std::optional<double>(const derivation::Derivation&)>;
/// What a setting such as `proxy(metric = naswot)` measures. Models know nothing of objectives: whoever has
/// them gives this (search/strategies/measures.h).
using MeasureMaker = std::function<diag::Result<Measure>(const ir::Setting&)>;

/// What kernels, encodings and surrogates are made for; a space is one without measures. The space must
/// outlive them.
struct ModelContext {
  ModelContext(const ir::Space& of, MeasureMaker make = {}) : space(of), make_measure(std::move(make)) {}
  const ir::Space& space;
  MeasureMaker make_measure;
};

/// Some measures together. Each architecture is measured once, for as long as this lives.
class Measures {
 public:
  /// Those of `measured(proxy(metric = naswot), proxy(metric = synflow))`: the arguments without names. E0703
  /// without any, E0702 through the reader where nothing can be measured; errors of the maker.
  static diag::Result<Measures> read(ir::SettingReader& reader, const ir::Setting& setting,
                                     const ModelContext& context);

  const std::vector<std::string>& names() const { return names_; }
  /// asinh of each, which is nearly a logarithm for what is large, and nearly straight about 0: proxies go
  /// over many orders of magnitude, and some of them below 0. 0 where there is none.
  std::vector<double> operator()(const derivation::Derivation& derivation) const;

 private:
  struct Known {
    std::mutex mutex;
    std::unordered_map<derivation::Derivation, std::vector<double>, derivation::Hash> values;
  };
  std::vector<std::string> names_;
  std::vector<Measure> measures_;
  std::unique_ptr<Known> known_ = std::make_unique<Known>();
};

}  // namespace nasg::search
