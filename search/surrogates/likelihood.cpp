// SPDX-License-Identifier: Apache-2.0
// Marginal likelihood by Cholesky, and its gradient by traces.
#include "search/surrogates/likelihood.h"

#include <cmath>
#include <numbers>

#include "compiler/diag/codes/search.h"

namespace nasg::search {

diag::Result<Factor> Factor::make(Eigen::MatrixXd kernel, double noise) {
  constexpr double kFirst = 1e-10, kLast = 2e-2;
  kernel.diagonal().array() += noise;
  double jitter = 0;
  for (double next = kFirst;; next *= 10) {
    std::optional<Cholesky> cholesky = Cholesky::make(kernel);
    if (cholesky && std::isfinite(cholesky->log_determinant()))
      return Factor(*std::move(cholesky), noise, jitter);
    if (next > kLast) break;
    kernel.diagonal().array() += next - jitter;
    jitter = next;
  }
  return diag::make(diag::code::E0714, {}, std::to_string(kernel.rows()), "0.01");
}

namespace {

/// ½ (αᵀ D α / s² - tr(A⁻¹ D)) for D the derivative of A by each parameter.
Eigen::VectorXd gradient(const GramPoint& kernel, double log_noise, const Factor& factor,
                         const Likelihood& at) {
  Eigen::MatrixXd slope = -factor.cholesky().inverse();  // its lower triangle; what is below counts twice
  slope.selfadjointView<Eigen::Lower>().rankUpdate(at.alpha, 1 / at.scale);
  slope.diagonal() *= 0.5;
  const Eigen::VectorXd by_kernel = kernel.gradient(slope);
  Eigen::VectorXd result(by_kernel.size() + 1);
  result << by_kernel, slope.diagonal().sum() * std::exp(log_noise);
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

diag::Result<Likelihood> likelihood(const ParametricGram& kernel, const Eigen::VectorXd& y,
                                    const GpParameters& parameters, Scale scale, bool with_gradient) {
  GramPoint point;
  if (with_gradient) point = kernel.at(parameters.kernel);
  Eigen::MatrixXd gram = with_gradient ? std::move(point.gram) : kernel.gram(parameters.kernel);
  const diag::Result<Factor> factor = Factor::make(std::move(gram), std::exp(parameters.log_noise));
  if (!factor) return factor.error();
  Likelihood result = likelihood(*factor, y, scale);
  if (with_gradient) result.gradient = gradient(point, parameters.log_noise, *factor, result);
  return result;
}

}  // namespace nasg::search
