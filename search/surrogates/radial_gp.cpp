// SPDX-License-Identifier: Apache-2.0
// From counts to distances, to a fitted process.
#include "search/surrogates/radial_gp.h"

#include <array>
#include <cmath>
#include <utility>

#include "compiler/diag/codes/search.h"
#include "search/kernels/productions.h"
#include "search/surrogates/weighted_grams.h"

namespace nasg::search {
namespace {

constexpr std::uint32_t kDepth = 2;

WlShape graphs_of(const ir::Space& space) {
  return {std::vector<std::uint32_t>(derivation::GraphBuilder(space).levels() + 1, kDepth)};
}

/// A shape of so many blocks: an index asks for no more.
WlShape of_blocks(std::size_t count) {
  return {std::vector<std::uint32_t>(count, 0)};
}

Eigen::MatrixXd norms_of(std::span<const Features> features) {
  Eigen::MatrixXd norms(static_cast<Eigen::Index>(features.size()),
                        static_cast<Eigen::Index>(features.front().norms.size()));
  for (Eigen::Index i = 0; i < norms.rows(); ++i)
    for (Eigen::Index b = 0; b < norms.cols(); ++b)
      norms(i, b) = features[static_cast<std::size_t>(i)].norms[static_cast<std::size_t>(b)];
  return norms;
}

/// Column j of each: squared distances of candidate j from all that the index holds, by term of the kernel.
std::vector<Eigen::MatrixXd> squared_distances(const FeatureIndex& index, const Eigen::MatrixXd& norms,
                                               std::span<const Features> candidates) {
  std::vector<Eigen::MatrixXd> terms(static_cast<std::size_t>(norms.cols()));
  for (Eigen::MatrixXd& term : terms) term.resize(index.size(), static_cast<Eigen::Index>(candidates.size()));
  Eigen::MatrixXd dots(index.size(), norms.cols());
  for (std::size_t j = 0; j < candidates.size(); ++j) {
    index.dots(candidates[j], dots);
    for (std::size_t b = 0; b < terms.size(); ++b) {
      const auto column = static_cast<Eigen::Index>(b);
      terms[b].col(static_cast<Eigen::Index>(j)) =
          (norms.col(column) - 2 * dots.col(column)).array() + candidates[j].norms[b];
    }
  }
  terms.back() += terms.front();
  return terms;
}

/// By term, over pairs of different observations.
Eigen::VectorXd mean_squares(const std::vector<Eigen::MatrixXd>& distances) {
  Eigen::VectorXd means(static_cast<Eigen::Index>(distances.size()));
  for (Eigen::Index b = 0; b < means.size(); ++b) {
    const Eigen::MatrixXd& term = distances[static_cast<std::size_t>(b)];
    means[b] = term.sum() / static_cast<double>(std::max<Eigen::Index>(term.size() - term.rows(), 1));
  }
  return means;
}

Eigen::MatrixXd radial(const Eigen::MatrixXd& distances, double width) {
  return (-distances / width).array().exp();
}

/// The observations that parameters are fitted to, spread evenly over all.
struct Sample {
  std::vector<Features> features;
  Eigen::VectorXd targets;
};
Sample spread(std::span<const Features> features, const Eigen::VectorXd& targets) {
  const std::size_t size = std::min(features.size(), RadialGp::kMostFitted);
  Sample sample{{}, Eigen::VectorXd(static_cast<Eigen::Index>(size))};
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t at = i * features.size() / size;
    sample.features.push_back(features[at]);
    sample.targets[static_cast<Eigen::Index>(i)] = targets[static_cast<Eigen::Index>(at)];
  }
  return sample;
}

/// The likelihood at uniform weights and the best of a few noises.
diag::Result<double> likelihood_of(const WeightedGrams& grams, const Eigen::VectorXd& targets) {
  constexpr std::array kNoises = {0.01, 0.1, 1.0};
  double best = -INFINITY;
  for (const double noise : kNoises) {
    const auto at = likelihood(grams, targets, {grams.start(), std::log(noise)}, Scale::kLearned, false);
    if (!at) return at.error();
    best = std::max(best, at->value);
  }
  return best;
}

}  // namespace

RadialFeatures::RadialFeatures(const ir::Space& space)
    : space_(space), shape_(graphs_of(space)), graphs_(space, shape_) {}

std::vector<Features> RadialFeatures::operator()(std::span<const derivation::Derivation> derivations) const {
  std::vector<Features> features = graphs_(derivations);
  for (std::size_t i = 0; i < derivations.size(); ++i) add_productions(space_, derivations[i], features[i]);
  return features;
}

diag::Result<RadialParameters> RadialGp::fit_parameters(std::span<const Features> features,
                                                        const Eigen::VectorXd& targets) {
  constexpr std::array kStretches = {0.35, 0.7, 1.4, 2.8, 5.6};
  const Sample sample = spread(features, targets);
  const Eigen::MatrixXd norms = norms_of(sample.features);
  const FeatureIndex index(of_blocks(static_cast<std::size_t>(norms.cols())), sample.features);
  const std::vector<Eigen::MatrixXd> distances = squared_distances(index, norms, sample.features);
  const Eigen::VectorXd means = mean_squares(distances);
  std::vector<Eigen::Index> varying;
  for (Eigen::Index b = 0; b < means.size(); ++b)
    if (means[b] > 0) varying.push_back(b);
  if (varying.empty()) return diag::make(diag::code::E0714, {}, std::to_string(features.size()), "any noise");
  const auto grams_at = [&](double stretch) {
    std::vector<Eigen::MatrixXd> grams;
    for (const Eigen::Index b : varying)
      grams.push_back(radial(distances[static_cast<std::size_t>(b)], stretch * stretch * means[b]));
    return WeightedGrams(std::move(grams));
  };
  RadialParameters best{1, Eigen::VectorXd::Zero(means.size()), 0};
  double most = -INFINITY;
  for (const double stretch : kStretches) {
    const diag::Result<double> at = likelihood_of(grams_at(stretch), sample.targets);
    if (!at) return at.error();
    if (*at > most) best.stretch = stretch;
    most = std::max(most, *at);
  }
  const diag::Result<GpParameters> fitted =
      search::fit_parameters(grams_at(best.stretch), sample.targets, {.starts = 1});
  if (!fitted) return fitted.error();
  const Eigen::VectorXd weights = softmax(fitted->kernel.values);
  for (std::size_t i = 0; i < varying.size(); ++i)
    best.weights[varying[i]] = weights[static_cast<Eigen::Index>(i)];
  best.log_noise = fitted->log_noise;
  return best;
}

RadialGp::RadialGp(FeatureIndex index, GaussianProcess process, Eigen::MatrixXd norms, Eigen::VectorXd widths,
                   RadialParameters parameters)
    : index_(std::move(index)),
      process_(std::move(process)),
      norms_(std::move(norms)),
      widths_(std::move(widths)),
      parameters_(std::move(parameters)) {}

diag::Result<RadialGp> RadialGp::make(std::span<const Features> features, const Eigen::VectorXd& targets,
                                      const RadialParameters& parameters) {
  Eigen::MatrixXd norms = norms_of(features);
  FeatureIndex index(of_blocks(static_cast<std::size_t>(norms.cols())), features);
  const std::vector<Eigen::MatrixXd> distances = squared_distances(index, norms, features);
  Eigen::VectorXd widths = parameters.stretch * parameters.stretch * mean_squares(distances);
  Eigen::MatrixXd kernel = Eigen::MatrixXd::Zero(index.size(), index.size());
  for (Eigen::Index b = 0; b < widths.size(); ++b)
    if (parameters.weights[b] > 0)
      kernel += parameters.weights[b] * radial(distances[static_cast<std::size_t>(b)], widths[b]);
  const GpParameters gp{{}, parameters.log_noise};
  diag::Result<GaussianProcess> process =
      GaussianProcess::make(std::move(kernel), targets, gp, Scale::kLearned);
  if (!process) return process.error();
  return RadialGp(std::move(index), *std::move(process), std::move(norms), std::move(widths), parameters);
}

Prediction RadialGp::predict(std::span<const Features> candidates) const {
  const std::vector<Eigen::MatrixXd> distances = squared_distances(index_, norms_, candidates);
  Eigen::MatrixXd cross = Eigen::MatrixXd::Zero(index_.size(), static_cast<Eigen::Index>(candidates.size()));
  for (Eigen::Index b = 0; b < widths_.size(); ++b)
    if (parameters_.weights[b] > 0)
      cross += parameters_.weights[b] * radial(distances[static_cast<std::size_t>(b)], widths_[b]);
  return process_.predict(std::move(cross));
}

std::string RadialGp::text() const {
  std::string text = "stretch " + short_text(parameters_.stretch) + ", noise " +
                     short_text(std::exp(parameters_.log_noise)) + ", weights";
  for (const double weight : parameters_.weights) text += " " + short_text(weight);
  return text;
}

}  // namespace nasg::search
