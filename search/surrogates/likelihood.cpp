// SPDX-License-Identifier: Apache-2.0
// Marginal likelihood by Cholesky, and its gradient by traces.
#include "search/surrogates/likelihood.h"

#include <cmath>
#include <numbers>

namespace nasg::search {

Eigen::VectorXd softmax(const Eigen::VectorXd& logits) {
  const Eigen::VectorXd powers = (logits.array() - logits.maxCoeff()).exp();
  return powers / powers.sum();
}

diag::Result<Factor> Factor::make(const GramList& grams, const GpParameters& parameters) {
  const Eigen::VectorXd weights = softmax(parameters.logits);
  Eigen::MatrixXd sum = weights[0] * *grams[0];
  for (std::size_t l = 1; l < grams.size(); ++l) sum += weights[static_cast<Eigen::Index>(l)] * *grams[l];
  sum.diagonal().array() += std::exp(parameters.log_noise);
  Factor factor;
  constexpr double kFirst = 1e-10, kLast = 2e-2;
  double next = kFirst;
  while (true) {
    factor.llt_.compute(sum);
    if (factor.llt_.info() == Eigen::Success && std::isfinite(factor.log_determinant())) return factor;
    if (next > kLast) break;
    sum.diagonal().array() += next - factor.jitter_;
    factor.jitter_ = next;
    next *= 10;
  }
  return diag::make(diag::Code::E0714, {}, std::to_string(sum.rows()), "0.01");
}

double Factor::log_determinant() const {
  return 2 * llt_.matrixLLT().diagonal().array().log().sum();
}

namespace {

/// ½ (αᵀ D α / s² - tr(A⁻¹ D)) for D the derivative of A by each parameter.
Eigen::VectorXd gradient(const GramList& grams, const GpParameters& parameters, const Factor& factor,
                         const Likelihood& at) {
  const Eigen::Index n = at.alpha.size();
  Eigen::MatrixXd inverse = factor.llt().solve(Eigen::MatrixXd::Identity(n, n));
  inverse -= at.alpha * at.alpha.transpose() / at.scale;
  const Eigen::VectorXd weights = softmax(parameters.logits);
  Eigen::VectorXd by_weight(weights.size());
  for (std::size_t l = 0; l < grams.size(); ++l)
    by_weight[static_cast<Eigen::Index>(l)] = -0.5 * inverse.cwiseProduct(*grams[l]).sum();
  Eigen::VectorXd result(weights.size() + 1);
  const double mean = weights.dot(by_weight);
  result.head(weights.size()) = weights.array() * (by_weight.array() - mean);
  result[weights.size()] = -0.5 * inverse.trace() * std::exp(parameters.log_noise);
  return result;
}

}  // namespace

diag::Result<Likelihood> likelihood(const GramList& grams, const Eigen::VectorXd& y,
                                    const GpParameters& parameters, Scale scale, bool with_gradient) {
  diag::Result<Factor> factor = Factor::make(grams, parameters);
  if (!factor) return factor.error();
  Likelihood result;
  const auto n = static_cast<double>(y.size());
  result.alpha = factor->llt().solve(y);
  const double fit = y.dot(result.alpha);
  if (scale == Scale::kLearned) result.scale = (fit + kScalePrior) / (n + kScalePrior);
  result.value = -0.5 * (fit / result.scale + factor->log_determinant() +
                         n * std::log(2 * std::numbers::pi * result.scale));
  if (scale == Scale::kLearned)
    result.value -= 0.5 * kScalePrior * (std::log(result.scale) + 1 / result.scale);
  if (with_gradient) result.gradient = gradient(grams, parameters, *factor, result);
  return result;
}

}  // namespace nasg::search
