// SPDX-License-Identifier: Apache-2.0
// Fits by Adam on the log marginal likelihood, and predicts.
#include "search/surrogates/gp.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

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
  Likelihood at;
};

diag::Result<Fitted> best_start(const GramList& grams, const Eigen::VectorXd& y, const GpOptions& options) {
  constexpr std::array<double, 4> kNoises = {1e-3, 1e-2, 1e-1, 0.5};
  std::optional<Fitted> best;
  for (const double noise : kNoises) {
    GpParameters parameters{Eigen::VectorXd::Zero(static_cast<Eigen::Index>(grams.size())), std::log(noise)};
    diag::Result<Likelihood> at = likelihood(grams, y, parameters, options.scale, false);
    if (!at) return at.error();
    if (!best || at->value > best->at.value) best = Fitted{std::move(parameters), *std::move(at)};
  }
  return *std::move(best);
}

}  // namespace

diag::Result<GaussianProcess> GaussianProcess::fit(const GramList& grams, const Eigen::VectorXd& targets,
                                                   const GpOptions& options) {
  diag::Result<Fitted> start = best_start(grams, targets, options);
  if (!start) return start.error();
  Fitted best = *std::move(start);
  GpParameters parameters = best.parameters;
  const Eigen::Index count = parameters.logits.size();
  Adam adam(count + 1, options.rate);
  for (int step = 0; step < options.steps; ++step) {
    diag::Result<Likelihood> at = likelihood(grams, targets, parameters, options.scale, true);
    if (!at) return at.error();
    Eigen::VectorXd gradient = at->gradient / static_cast<double>(targets.size());
    if (at->value > best.at.value) best = {parameters, *std::move(at)};
    if (!options.learn_weights) gradient.head(count).setZero();
    const Eigen::VectorXd move = adam.step(gradient);
    parameters.logits += move.head(count);
    parameters.log_noise = std::clamp(parameters.log_noise + move[count], std::log(options.least_noise),
                                      std::log(options.most_noise));
  }
  diag::Result<Factor> factor = Factor::make(grams, best.parameters);
  if (!factor) return factor.error();
  return GaussianProcess(*std::move(factor), best.parameters, best.at);
}

GaussianProcess::GaussianProcess(Factor factor, const GpParameters& parameters, const Likelihood& at)
    : factor_(std::move(factor)),
      weights_(softmax(parameters.logits)),
      alpha_(at.alpha),
      noise_(std::exp(parameters.log_noise)),
      scale_(at.scale),
      log_likelihood_(at.value) {}

Prediction GaussianProcess::predict(const GramList& cross) const {
  Eigen::MatrixXd kernel = weights_[0] * *cross[0];
  for (std::size_t l = 1; l < cross.size(); ++l) kernel += weights_[static_cast<Eigen::Index>(l)] * *cross[l];
  Prediction prediction;
  prediction.mean = kernel.transpose() * alpha_;
  factor_.llt().matrixL().solveInPlace(kernel);
  prediction.variance = (scale_ * (1 - kernel.colwise().squaredNorm().array())).max(0).matrix().transpose();
  return prediction;
}

}  // namespace nasg::search
