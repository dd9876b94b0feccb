// SPDX-License-Identifier: Apache-2.0
// From derivations to features, to Gram matrices, to a fitted process.
#include "search/surrogates/kernel_gp.h"

#include <cmath>
#include <cstdio>
#include <utility>

namespace nasg::search {
namespace {

GramList choose(const Components& components, std::size_t choice) {
  GramList grams = {&components.whole[choice]};
  for (const Eigen::MatrixXd& level : components.folded) grams.push_back(&level);
  return grams;
}

diag::Result<std::size_t> best_choice(const Components& components, const Eigen::VectorXd& targets,
                                      Scale scale) {
  if (components.whole.size() == 1) return std::size_t{0};
  constexpr double kNoise = 1e-2;
  const auto graphs = static_cast<Eigen::Index>(components.folded.size()) + 1;
  const GpParameters parameters{Eigen::VectorXd::Zero(graphs), std::log(kNoise)};
  std::size_t best = 0;
  double most = -INFINITY;
  for (std::size_t choice = 0; choice < components.whole.size(); ++choice) {
    const diag::Result<Likelihood> at =
        likelihood(choose(components, choice), targets, parameters, scale, false);
    if (!at) return at.error();
    if (at->value > most) best = choice;
    most = std::max(most, at->value);
  }
  return best;
}

std::string short_text(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2g", value);
  return buffer;
}

}  // namespace

KernelGp::KernelGp(FeatureExtractor extract, FeatureIndex index, GaussianProcess process, std::size_t choice,
                   std::size_t depth)
    : extract_(std::move(extract)),
      index_(std::move(index)),
      process_(std::move(process)),
      choice_(choice),
      depth_(depth) {}

diag::Result<KernelGp> KernelGp::fit(const ir::Space& space, const KernelSpec& kernel,
                                     std::span<const derivation::Derivation> architectures,
                                     const Eigen::VectorXd& targets, const GpOptions& options) {
  FeatureExtractor extract(space, kernel.shape);
  FeatureIndex index(kernel.shape, extract(architectures));
  const Components components = index.gram();
  const diag::Result<std::size_t> choice = best_choice(components, targets, options.scale);
  if (!choice) return choice.error();
  GpOptions fitted = options;
  fitted.learn_weights = options.learn_weights && kernel.learned_weights;
  diag::Result<GaussianProcess> process = GaussianProcess::fit(choose(components, *choice), targets, fitted);
  if (!process) return process.error();
  const std::size_t depth = kernel.learned_depth ? *choice : kernel.shape.depths[0];
  extract.limit_whole(static_cast<std::uint32_t>(depth));
  return KernelGp(std::move(extract), std::move(index), *std::move(process), *choice, depth);
}

Prediction KernelGp::predict(std::span<const derivation::Derivation> candidates) {
  const Components cross = index_.cross(extract_(candidates));
  return process_.predict(choose(cross, choice_));
}

std::string KernelGp::text() const {
  std::string text = "depth " + std::to_string(depth_) + ", noise " + short_text(process_.noise());
  if (process_.weights().size() > 1) {
    text += ", level weights";
    for (const double weight : process_.weights()) text += " " + short_text(weight);
  }
  return text;
}

}  // namespace nasg::search
