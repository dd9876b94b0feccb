// SPDX-License-Identifier: Apache-2.0
// From features to Gram matrices, to a fitted process.
#include "search/surrogates/kernel_gp.h"

#include <cmath>
#include <cstdio>
#include <utility>

namespace nasg::search {
namespace {

GramList list(const Components& components, std::size_t choice) {
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
        likelihood(list(components, choice), targets, parameters, scale, false);
    if (!at) return at.error();
    if (at->value > most) best = choice;
    most = std::max(most, at->value);
  }
  return best;
}

/// What depth, weights and noise are fitted to.
struct Sample {
  std::vector<Features> features;
  Eigen::VectorXd targets;
};

Sample spread(std::span<const Features> features, const Eigen::VectorXd& targets, std::size_t size) {
  Sample sample{{}, Eigen::VectorXd(static_cast<Eigen::Index>(size))};
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t at = i * features.size() / size;
    sample.features.push_back(features[at]);
    sample.targets[static_cast<Eigen::Index>(i)] = targets[static_cast<Eigen::Index>(at)];
  }
  return sample;
}

struct Choice {
  std::size_t whole = 0;  ///< which of the whole graph's matrices is used
  GpParameters parameters;
};

diag::Result<Choice> choose(const FeatureIndex& index, const Eigen::VectorXd& targets,
                            const GpOptions& options) {
  const Components components = index.gram();
  const diag::Result<std::size_t> whole = best_choice(components, targets, options.scale);
  if (!whole) return whole.error();
  diag::Result<GpParameters> parameters = fit_parameters(list(components, *whole), targets, options);
  if (!parameters) return parameters.error();
  return Choice{*whole, *std::move(parameters)};
}

/// The weights of the chosen whole graph and of the levels, by component of the index.
Eigen::VectorXd spread_weights(const Eigen::VectorXd& weights, std::size_t whole, std::size_t wholes) {
  const Eigen::Index levels = weights.size() - 1;
  Eigen::VectorXd by_component = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(wholes) + levels);
  by_component[static_cast<Eigen::Index>(whole)] = weights[0];
  by_component.tail(levels) = weights.tail(levels);
  return by_component;
}

std::string short_text(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2g", value);
  return buffer;
}

}  // namespace

KernelGp::KernelGp(const FeatureExtractor& extract, FeatureIndex index, GaussianProcess process,
                   Eigen::VectorXd weights, std::size_t depth)
    : extract_(&extract),
      index_(std::move(index)),
      process_(std::move(process)),
      weights_(std::move(weights)),
      depth_(depth) {}

diag::Result<KernelGp> KernelGp::fit(const KernelSpec& kernel, const FeatureExtractor& extract,
                                     std::span<const Features> features, const Eigen::VectorXd& targets,
                                     const GpOptions& options) {
  GpOptions fitted = options;
  fitted.learn_weights = options.learn_weights && kernel.learned_weights;
  FeatureIndex index(kernel.shape, features);
  const auto choice = [&] {
    if (features.size() <= kMostFitted) return choose(index, targets, fitted);
    const Sample sample = spread(features, targets, kMostFitted);
    return choose(FeatureIndex(kernel.shape, sample.features), sample.targets, fitted);
  }();
  if (!choice) return choice.error();
  const std::size_t wholes = kernel.shape.blocks() + 1 - kernel.shape.depths.size();
  Eigen::VectorXd weights = spread_weights(softmax(choice->parameters.logits), choice->whole, wholes);
  diag::Result<GaussianProcess> process =
      GaussianProcess::make(index.gram_sum(weights), targets, choice->parameters, options.scale);
  if (!process) return process.error();
  const std::size_t depth = kernel.learned_depth ? choice->whole : kernel.shape.depths[0];
  return KernelGp(extract, std::move(index), *std::move(process), std::move(weights), depth);
}

Prediction KernelGp::predict(std::span<const derivation::Derivation> candidates) const {
  const std::vector<Features> features = (*extract_)(candidates, static_cast<std::uint32_t>(depth_));
  return process_.predict(index_.cross_sum(features, weights_));
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
