// SPDX-License-Identifier: Apache-2.0
// Fits by Adam on the log marginal likelihood, and predicts.
#include "search/surrogates/gp.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "search/kernels/parallel.h"

namespace nasg::search {
namespace {

/// Adam's usual constants.
class Adam {
 public:
  Adam(Eigen::Index size, double rate)
      : rate_(rate), first_(Eigen::VectorXd::Zero(size)), second_(Eigen::VectorXd::Zero(size)) {}

  /// The step that climbs along the gradient.
  Eigen::VectorXd step(const Eigen::VectorXd& gradient) {
    constexpr double kFirst = 0.9, kSecond = 0.999, kSmall = 1e-8;
    first_ = kFirst * first_ + (1 - kFirst) * gradient;
    second_ = kSecond * second_ + (1 - kSecond) * gradient.cwiseAbs2();
    power_first_ *= kFirst;
    power_second_ *= kSecond;
    const Eigen::ArrayXd first = first_.array() / (1 - power_first_);
    const Eigen::ArrayXd second = second_.array() / (1 - power_second_);
    return rate_ * first / (second.sqrt() + kSmall);
  }

 private:
  double rate_;
  double power_first_ = 1, power_second_ = 1;
  Eigen::VectorXd first_, second_;
};

struct Fitted {
  GpParameters parameters;
  double likelihood;
};

diag::Result<Fitted> best_start(const GramList& grams, const Eigen::VectorXd& y, const GpOptions& options) {
  constexpr std::array<double, 4> kNoises = {1e-3, 1e-2, 1e-1, 0.5};
  std::optional<Fitted> best;
  for (const double noise : kNoises) {
    GpParameters parameters{Eigen::VectorXd::Zero(static_cast<Eigen::Index>(grams.size())), std::log(noise)};
    const diag::Result<Likelihood> at = likelihood(grams, y, parameters, options.scale, false);
    if (!at) return at.error();
    if (!best || at->value > best->likelihood) best = Fitted{std::move(parameters), at->value};
  }
  return *std::move(best);
}

}  // namespace

diag::Result<GpParameters> fit_parameters(const GramList& grams, const Eigen::VectorXd& targets,
                                          const GpOptions& options) {
  diag::Result<Fitted> start = best_start(grams, targets, options);
  if (!start) return start.error();
  Fitted best = *std::move(start);
  GpParameters parameters = best.parameters;
  const Eigen::Index count = parameters.logits.size();
  Adam adam(count + 1, options.rate);
  for (int step = 0; step < options.steps; ++step) {
    const diag::Result<Likelihood> at = likelihood(grams, targets, parameters, options.scale, true);
    if (!at) return at.error();
    if (at->value > best.likelihood) best = {parameters, at->value};
    Eigen::VectorXd gradient = at->gradient / static_cast<double>(targets.size());
    if (!options.learn_weights) gradient.head(count).setZero();
    const Eigen::VectorXd move = adam.step(gradient);
    parameters.logits += move.head(count);
    parameters.log_noise = std::clamp(parameters.log_noise + move[count], std::log(options.least_noise),
                                      std::log(options.most_noise));
  }
  return best.parameters;
}

diag::Result<GaussianProcess> GaussianProcess::make(Eigen::MatrixXd kernel, const Eigen::VectorXd& targets,
                                                    const GpParameters& parameters, Scale scale) {
  diag::Result<Factor> factor = Factor::make(std::move(kernel), std::exp(parameters.log_noise));
  if (!factor) return factor.error();
  const Likelihood at = likelihood(*factor, targets, scale);
  return GaussianProcess(*std::move(factor), parameters, at);
}

diag::Result<GaussianProcess> GaussianProcess::fit(const GramList& grams, const Eigen::VectorXd& targets,
                                                   const GpOptions& options) {
  const diag::Result<GpParameters> parameters = fit_parameters(grams, targets, options);
  if (!parameters) return parameters.error();
  return make(weighted_sum(grams, softmax(parameters->logits)), targets, *parameters, options.scale);
}

GaussianProcess::GaussianProcess(Factor factor, const GpParameters& parameters, const Likelihood& at)
    : factor_(std::move(factor)),
      weights_(softmax(parameters.logits)),
      alpha_(at.alpha),
      noise_(std::exp(parameters.log_noise)),
      scale_(at.scale),
      log_likelihood_(at.value) {}

Prediction GaussianProcess::predict(Eigen::MatrixXd cross) const {
  constexpr std::size_t kGrain = 48;
  Prediction prediction;
  prediction.mean = cross.transpose() * alpha_;
  Pieces pieces(static_cast<std::size_t>(cross.cols()), kGrain);
  pieces.run(0, [&] {
    while (const Pieces::Piece piece = pieces.next())
      factor_.cholesky().solve_lower(cross.middleCols(static_cast<Eigen::Index>(piece.begin),
                                                      static_cast<Eigen::Index>(piece.end - piece.begin)));
  });
  prediction.variance = (scale_ * (1 - cross.colwise().squaredNorm().array())).max(0).matrix().transpose();
  return prediction;
}

}  // namespace nasg::search
