// SPDX-License-Identifier: Apache-2.0
// Marginal likelihood by Cholesky, and its gradient by traces.
#include "search/surrogates/likelihood.h"

#include <cmath>
#include <numbers>

#include "compiler/diag/codes/search.h"

namespace nasg::search {

Eigen::VectorXd softmax(const Eigen::VectorXd& logits) {
  const Eigen::VectorXd powers = (logits.array() - logits.maxCoeff()).exp();
  return powers / powers.sum();
}

Eigen::MatrixXd weighted_sum(const GramList& grams, const Eigen::VectorXd& weights) {
  Eigen::MatrixXd sum = weights[0] * *grams[0];
  for (std::size_t l = 1; l < grams.size(); ++l) sum += weights[static_cast<Eigen::Index>(l)] * *grams[l];
  return sum;
}

diag::Result<Factor> Factor::make(Eigen::MatrixXd kernel, double noise) {
  constexpr double kFirst = 1e-10, kLast = 2e-2;
  kernel.diagonal().array() += noise;
  double jitter = 0;
  for (double next = kFirst;; next *= 10) {
    std::optional<Cholesky> cholesky = Cholesky::make(kernel);
    if (cholesky && std::isfinite(cholesky->log_determinant())) return Factor(*std::move(cholesky), jitter);
    if (next > kLast) break;
    kernel.diagonal().array() += next - jitter;
    jitter = next;
  }
  return diag::make(diag::code::E0714, {}, std::to_string(kernel.rows()), "0.01");
}

namespace {

/// ½ (αᵀ D α / s² - tr(A⁻¹ D)) for D the derivative of A by each parameter.
Eigen::VectorXd gradient(const GramList& grams, const GpParameters& parameters, const Factor& factor,
                         const Likelihood& at) {
  const Eigen::Index n = at.alpha.size();
  const Eigen::MatrixXd inverse = factor.cholesky().inverse();
  const Eigen::VectorXd weights = softmax(parameters.logits);
  Eigen::VectorXd by_weight = Eigen::VectorXd::Zero(weights.size());
  double trace = 0;
  for (Eigen::Index j = 0; j < n; ++j) {  // all is symmetric: what stands below the diagonal counts twice
    const Eigen::VectorXd column =
        inverse.col(j).tail(n - j) - at.alpha.tail(n - j) * (at.alpha[j] / at.scale);
    trace += column[0];
    for (std::size_t l = 0; l < grams.size(); ++l) {
      const auto kernel = grams[l]->col(j).tail(n - j);
      by_weight[static_cast<Eigen::Index>(l)] -= column.dot(kernel) - 0.5 * column[0] * kernel[0];
    }
  }
  Eigen::VectorXd result(weights.size() + 1);
  const double mean = weights.dot(by_weight);
  result.head(weights.size()) = weights.array() * (by_weight.array() - mean);
  result[weights.size()] = -0.5 * trace * std::exp(parameters.log_noise);
  return result;
}

}  // namespace

Likelihood likelihood(const Factor& factor, const Eigen::VectorXd& y, Scale scale) {
  Likelihood result;
  const auto n = static_cast<double>(y.size());
  result.alpha = factor.cholesky().solve(y);
  const double fit = y.dot(result.alpha);
  if (scale == Scale::kLearned) result.scale = (fit + kScalePrior) / (n + kScalePrior);
  result.value = -0.5 * (fit / result.scale + factor.cholesky().log_determinant() +
                         n * std::log(2 * std::numbers::pi * result.scale));
  if (scale == Scale::kLearned)
    result.value -= 0.5 * kScalePrior * (std::log(result.scale) + 1 / result.scale);
  return result;
}

diag::Result<Likelihood> likelihood(const GramList& grams, const Eigen::VectorXd& y,
                                    const GpParameters& parameters, Scale scale, bool with_gradient) {
  const diag::Result<Factor> factor =
      Factor::make(weighted_sum(grams, softmax(parameters.logits)), std::exp(parameters.log_noise));
  if (!factor) return factor.error();
  Likelihood result = likelihood(*factor, y, scale);
  if (with_gradient) result.gradient = gradient(grams, parameters, *factor, result);
  return result;
}

}  // namespace nasg::search
