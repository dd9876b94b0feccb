// SPDX-License-Identifier: Apache-2.0
// Reads kernels from settings, and makes whole Gram matrices.
#include "search/kernels/kernel.h"

#include <algorithm>
#include <cmath>

#include "compiler/diag/codes/search.h"
#include "search/kernels/gram.h"

namespace nasg::search {
namespace {

constexpr std::uint32_t kDeepest = 20;
constexpr std::uint32_t kDepthsTried = 4;
constexpr std::uint32_t kUsualDepth = 2;

bool is_depth(double value) {
  return value >= 0 && value <= kDeepest && value == std::floor(value);
}

void read_depths(ir::SettingReader& reader, const char* key, std::vector<double> given, std::size_t most,
                 KernelSpec& spec) {
  if (given.size() > most) {
    reader.refuse(key, "has " + std::to_string(given.size()) + " depths, but the space has " +
                           std::to_string(most) + " graphs: the whole one and " + std::to_string(most - 1) +
                           " folded levels");
  } else if (!std::all_of(given.begin(), given.end(), is_depth)) {
    reader.refuse(key, "must hold whole numbers from 0 to " + std::to_string(kDeepest));
  } else {
    spec.shape.depths.assign(given.begin(), given.end());
    spec.learned_depth = false;
  }
}

}  // namespace

diag::Result<KernelSpec> read_kernel(const ir::Setting& setting, const ir::Space& space) {
  ir::SettingReader reader(setting);
  const std::string name = reader.name();
  const std::vector<std::string> known = {"hwl", "wl"};
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    diag::Diagnostic error = diag::make(diag::code::E0712, setting.place, name);
    if (const auto near = diag::nearest(name, known))
      error.fix(setting.place, *near, "did you mean `" + *near + "`?");
    error.note("the kernels are `hwl` and `wl`");
    return error;
  }
  KernelSpec spec;
  spec.shape.depths = {kDepthsTried};
  if (name == "wl") {
    spec.learned_weights = false;
    const double depth = reader.number("depth", -1);
    if (depth != -1) read_depths(reader, "depth", {depth}, 1, spec);
  } else {
    const std::size_t graphs = derivation::GraphBuilder(space).levels() + 1;
    const std::string weights = reader.text("weights", "learned");
    if (weights != "learned" && weights != "uniform")
      reader.refuse("weights", "must be `learned` or `uniform`");
    spec.learned_weights = weights == "learned" && graphs > 1;
    spec.shape.depths.resize(graphs, kUsualDepth);
    if (graphs > 1) spec.shape.depths[1] = 1;
    const std::vector<double> depths = reader.numbers("depths", {});
    if (!depths.empty()) read_depths(reader, "depths", depths, graphs, spec);
  }
  spec.shape.split_whole = spec.learned_depth;
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return spec;
}

diag::Result<Eigen::MatrixXd> gram(const ir::Space& space,
                                   std::span<const derivation::Derivation> derivations,
                                   const ir::Setting& kernel) {
  diag::Result<KernelSpec> spec = read_kernel(kernel, space);
  if (!spec) return spec.error();
  WlShape shape = spec->shape;
  if (spec->learned_depth) shape.depths[0] = kUsualDepth;
  shape.split_whole = false;
  const std::vector<Features> features = FeatureExtractor(space, shape)(derivations);
  const auto graphs = static_cast<Eigen::Index>(shape.depths.size());
  return FeatureIndex(shape, features)
      .gram_sum(Eigen::VectorXd::Constant(graphs, 1 / static_cast<double>(graphs)));
}

}  // namespace nasg::search
