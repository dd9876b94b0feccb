// SPDX-License-Identifier: Apache-2.0
// Fits by climbing the log marginal likelihood, and predicts.
#include "search/surrogates/gp.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "compiler/diag/codes/search.h"
#include "runtime/derivation/rng.h"
#include "search/kernels/parallel.h"
#include "search/surrogates/maximise.h"
#include "search/surrogates/targets.h"

namespace nasg::search {
namespace {

using Eigen::VectorXd;

/// The posterior of parameters as a function of unbounded numbers: the kernel's values, then the logit of
/// where the log noise lies between its bounds.
class Posterior {
 public:
  Posterior(const ParametricGram& kernel, const VectorXd& targets, const GpOptions& options,
            KernelParameters start)
      : kernel_(kernel), targets_(targets), options_(options), start_(std::move(start)) {}

  VectorXd point(const VectorXd& values, double noise) const {
    constexpr double kEnds = 0.02;  // of the way between the bounds: at them the logit has no slope
    const double share = std::clamp(std::log(noise / options_.least_noise) / span(), kEnds, 1 - kEnds);
    VectorXd point(values.size() + 1);
    point << values, std::log(share / (1 - share));
    return point;
  }
  GpParameters parameters(const VectorXd& point) const {
    const double share = 1 / (1 + std::exp(-point[point.size() - 1]));
    return {{point.head(point.size() - 1), start_.choices}, std::log(options_.least_noise) + span() * share};
  }
  const KernelParameters& start() const { return start_; }

  /// Without the gradient. The first error of all is kept.
  std::optional<double> value(const VectorXd& point) {
    const diag::Result<Likelihood> at =
        likelihood(kernel_, targets_, parameters(point), options_.scale, false);
    if (at) return at->value + log_prior(point);
    if (!error_) error_ = at.error();
    return std::nullopt;
  }
  std::optional<Slope> slope(const VectorXd& point) const {
    const diag::Result<Likelihood> at =
        likelihood(kernel_, targets_, parameters(point), options_.scale, true);
    if (!at) return std::nullopt;
    const Eigen::Index values = start_.values.size();
    Slope slope{at->value + log_prior(point), at->gradient};
    slope.gradient.head(values) -= (point.head(values) - start_.values) / (options_.prior * options_.prior);
    const double share = 1 / (1 + std::exp(-point[values]));
    slope.gradient[values] *= span() * share * (1 - share);
    if (!options_.learn_kernel) slope.gradient.head(values).setZero();
    return slope;
  }
  const std::optional<diag::Diagnostic>& error() const { return error_; }

 private:
  double span() const { return std::log(options_.most_noise / options_.least_noise); }
  double log_prior(const VectorXd& point) const {
    const VectorXd away = point.head(start_.values.size()) - start_.values;
    return -0.5 * away.squaredNorm() / (options_.prior * options_.prior);
  }

  const ParametricGram& kernel_;
  const VectorXd& targets_;
  const GpOptions& options_;
  KernelParameters start_;
  std::optional<diag::Diagnostic> error_;
};

/// Those that are compared before any is climbed from, best first.
std::vector<VectorXd> starts(Posterior& posterior, const GpOptions& options) {
  constexpr std::array<double, 4> kNoises = {1e-3, 1e-2, 1e-1, 0.5};
  constexpr int kDraws = 4;
  const VectorXd& first = posterior.start().values;
  std::vector<VectorXd> values = {first};
  derivation::Rng rng(1);
  for (int i = 0; i < kDraws && options.learn_kernel && options.starts > 1 && first.size() > 0; ++i) {
    values.push_back(first);
    for (double& value : values.back()) value += options.prior * normal(rng);
  }
  std::vector<std::pair<double, VectorXd>> tried;
  std::span<const double> noises = kNoises;
  for (const VectorXd& value : values) {
    std::size_t best = 0;
    std::optional<std::pair<double, VectorXd>> found;
    for (std::size_t level = 0; level < noises.size(); ++level) {
      const VectorXd point = posterior.point(value, noises[level]);
      const std::optional<double> at = posterior.value(point);
      if (!at || (found && *at <= found->first)) continue;
      found = {*at, point};
      best = level;
    }
    if (!found) continue;
    if (tried.empty())
      noises = noises.subspan(best, 1);  // the others take the level that is best for the first
    tried.push_back(*std::move(found));
  }
  std::stable_sort(tried.begin(), tried.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<VectorXd> points;
  for (auto& [at, point] : tried) points.push_back(std::move(point));
  points.resize(std::min(points.size(), static_cast<std::size_t>(std::max(1, options.starts))));
  return points;
}

diag::Diagnostic singular(const ParametricGram& kernel) {
  return diag::make(diag::code::E0714, {}, std::to_string(kernel.size()), "0.01");
}

/// What `of` makes of 0 … count-1, on several threads: likelihoods of few trials are too small to be shared
/// out themselves.
template <class Of>
auto each(std::size_t count, const Of& of) {
  std::vector<std::optional<decltype(of(count))>> made(count);
  Pieces pieces(count, 1);
  pieces.run(0, [&] {
    while (const Pieces::Piece piece = pieces.next()) made[piece.begin].emplace(of(piece.begin));
  });
  return made;
}

}  // namespace

diag::Result<KernelParameters> choose(const ParametricGram& kernel, const VectorXd& targets, Scale scale) {
  constexpr double kNoise = 1e-2;
  GpParameters parameters{kernel.start(), std::log(kNoise)};
  const std::vector<std::uint32_t> counts = kernel.choices();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto values = each(counts[i], [&](std::size_t choice) {
      GpParameters tried = parameters;
      tried.kernel.choices[i] = static_cast<std::uint32_t>(choice);
      return likelihood(kernel, targets, tried, scale, false);
    });
    std::uint32_t best = 0;
    for (std::uint32_t choice = 0; choice < counts[i]; ++choice) {
      const diag::Result<Likelihood>& at = *values[choice];
      if (!at) return at.error();
      if (at->value > (*values[best])->value) best = choice;
    }
    parameters.kernel.choices[i] = best;
  }
  return std::move(parameters.kernel);
}

diag::Result<GpParameters> fit_parameters(const ParametricGram& kernel, const VectorXd& targets,
                                          const GpOptions& options) {
  diag::Result<KernelParameters> start = choose(kernel, targets, options.scale);
  if (!start) return start.error();
  return fit_parameters(kernel, targets, options, *std::move(start));
}

diag::Result<GpParameters> fit_parameters(const ParametricGram& kernel, const VectorXd& targets,
                                          const GpOptions& options, KernelParameters start) {
  Posterior posterior(kernel, targets, options, std::move(start));
  const std::vector<VectorXd> points = starts(posterior, options);
  const auto slope = [&](const VectorXd& at) { return posterior.slope(at); };
  const auto summits =
      each(points.size(), [&](std::size_t i) { return maximise(slope, points[i], options.evaluations); });
  const Summit* best = nullptr;
  for (const auto& summit : summits)
    if (*summit && (best == nullptr || (*summit)->value > best->value)) best = &**summit;
  if (best != nullptr) return posterior.parameters(best->at);
  return posterior.error().value_or(singular(kernel));
}

diag::Result<GpParameters> refine_parameters(const ParametricGram& kernel, const VectorXd& targets,
                                             const GpOptions& options, const GpParameters& from,
                                             int evaluations) {
  KernelParameters start = kernel.start();
  start.choices = from.kernel.choices;
  const Posterior posterior(kernel, targets, options, std::move(start));
  const auto slope = [&](const VectorXd& at) { return posterior.slope(at); };
  const VectorXd first = posterior.point(from.kernel.values, std::exp(from.log_noise));
  const std::optional<Summit> summit = maximise(slope, first, evaluations);
  if (!summit) return singular(kernel);
  return posterior.parameters(summit->at);
}

diag::Result<GaussianProcess> GaussianProcess::make(Eigen::MatrixXd kernel, const VectorXd& targets,
                                                    const GpParameters& parameters, Scale scale) {
  diag::Result<Factor> factor = Factor::make(std::move(kernel), std::exp(parameters.log_noise));
  if (!factor) return factor.error();
  GaussianProcess process(*std::move(factor), parameters, scale);
  process.set_targets(targets);
  return process;
}

diag::Result<GaussianProcess> GaussianProcess::fit(const ParametricGram& kernel, const VectorXd& targets,
                                                   const GpOptions& options) {
  const diag::Result<GpParameters> parameters = fit_parameters(kernel, targets, options);
  if (!parameters) return parameters.error();
  return make(kernel.gram(parameters->kernel), targets, *parameters, options.scale);
}

GaussianProcess::GaussianProcess(Factor factor, GpParameters parameters, Scale scale)
    : factor_(std::move(factor)), parameters_(std::move(parameters)), how_scaled_(scale) {}

void GaussianProcess::set_targets(const VectorXd& targets) {
  Likelihood at = likelihood(factor_, targets, how_scaled_);
  alpha_ = std::move(at.alpha);
  scale_ = at.scale;
  log_likelihood_ = at.value;
}

void GaussianProcess::solve_lower(Eigen::MatrixXd& cross) const {
  constexpr std::size_t kGrain = 48;
  Pieces pieces(static_cast<std::size_t>(cross.cols()), kGrain);
  pieces.run(0, [&] {
    while (const Pieces::Piece piece = pieces.next())
      factor_.cholesky().solve_lower(cross.middleCols(static_cast<Eigen::Index>(piece.begin),
                                                      static_cast<Eigen::Index>(piece.end - piece.begin)));
  });
}

Prediction GaussianProcess::predict(Eigen::MatrixXd cross) const {
  Prediction prediction;
  prediction.mean = mean(cross);
  solve_lower(cross);
  prediction.variance = (scale_ * (1 - cross.colwise().squaredNorm().array())).max(0).matrix().transpose();
  return prediction;
}

Eigen::MatrixXd GaussianProcess::covariance(Eigen::MatrixXd cross, const Eigen::MatrixXd& prior) const {
  solve_lower(cross);
  return scale_ * (prior - cross.transpose() * cross);
}

}  // namespace nasg::search
