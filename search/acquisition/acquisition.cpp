// SPDX-License-Identifier: Apache-2.0
// Acquisition functions, in closed form and by draws.
#include "search/acquisition/acquisition.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "runtime/derivation/plan.h"

namespace nasg::search {
namespace {

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}
double normal_density(double z) {
  return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
}

double deviation(double variance) {
  return std::sqrt(std::max(variance, 0.0));
}

}  // namespace

double expected_improvement(double mean, double variance, double best) {
  const double spread = deviation(variance);
  if (spread == 0) return std::max(mean - best, 0.0);
  const double z = (mean - best) / spread;
  return std::max(spread * (z * normal_cdf(z) + normal_density(z)), 0.0);
}

double probability_of_improvement(double mean, double variance, double best) {
  const double spread = deviation(variance);
  if (spread == 0) return mean > best ? 1 : 0;
  return normal_cdf((mean - best) / spread);
}

// Far below 0 the two grow like g² / 2 and all but cancel: what is left is log(-g √2π) - ½ + 2 / g², up to
// g⁻⁴ (by the expansion of Φ, φ / -g (1 - g⁻² + 3 g⁻⁴ - …)).
double max_value_entropy(double mean, double variance, std::span<const double> maxima) {
  constexpr double kFar = -30;
  const double spread = deviation(variance);
  if (spread == 0 || maxima.empty()) return 0;
  double sum = 0;
  for (const double maximum : maxima) {
    const double g = (maximum - mean) / spread;
    if (g > kFar) {
      const double below = normal_cdf(g);
      sum += g * normal_density(g) / (2 * below) - std::log(below);
    } else {
      sum += std::log(-g * std::sqrt(2 * std::numbers::pi)) - 0.5 + 2 / (g * g);
    }
  }
  return sum / static_cast<double>(maxima.size());
}

double value(const Acquisition& acquisition, double mean, double variance, double best) {
  switch (acquisition.kind) {
    case AcquisitionKind::kUpperConfidenceBound: return mean + acquisition.beta * deviation(variance);
    case AcquisitionKind::kProbabilityOfImprovement: return probability_of_improvement(mean, variance, best);
    default: return expected_improvement(mean, variance, best);
  }
}

// 1. P(maximum <= y) is the product of Φ((y - mean) / deviation); its quartiles are found by halving.
// 2. A Gumbel distribution with location a and scale b has the quantile a - b log(-log p).
std::vector<double> sample_maxima(const Prediction& candidates, std::size_t count, derivation::Rng& rng) {
  const Eigen::VectorXd deviations = candidates.variance.cwiseMax(1e-12).cwiseSqrt();
  const auto log_below = [&](double y) {
    double sum = 0;
    for (Eigen::Index i = 0; i < deviations.size(); ++i)
      sum += std::log(std::max(normal_cdf((y - candidates.mean[i]) / deviations[i]), 1e-300));
    return sum;
  };
  const auto quantile = [&](double p) {
    double low = candidates.mean.maxCoeff() - 10 * deviations.maxCoeff();
    double high = (candidates.mean + 10 * deviations).maxCoeff();
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (low + high);
      (log_below(middle) < std::log(p) ? low : high) = middle;
    }
    return 0.5 * (low + high);
  };
  const double lower = quantile(0.25), middle = quantile(0.5), upper = quantile(0.75);
  const double scale = (upper - lower) / (std::log(std::log(4.0)) - std::log(std::log(4.0 / 3)));
  const double location = middle + scale * std::log(std::log(2.0));
  std::vector<double> maxima;
  for (std::size_t i = 0; i < count; ++i) {
    const double u = rng.uniform() + 0x1.0p-54;
    maxima.push_back(location - scale * std::log(-std::log(u)));
  }
  return maxima;
}

Eigen::VectorXd draw(const Joint& joint, derivation::Rng& rng) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(joint.covariance);
  Eigen::VectorXd noise(joint.mean.size());
  for (double& entry : noise) entry = normal(rng);
  const Eigen::VectorXd roots = eigen.eigenvalues().cwiseMax(0).cwiseSqrt();
  return joint.mean + eigen.eigenvectors() * roots.cwiseProduct(noise);
}

Appraiser::Appraiser(const ir::Space& space, const Surrogate& surrogate, const Acquisition& acquisition,
                     derivation::Rng rng)
    : space_(space),
      surrogate_(surrogate),
      acquisition_(acquisition),
      rng_(rng),
      best_(surrogate.targets().maxCoeff()) {}

std::vector<double> Appraiser::operator()(std::span<const derivation::Derivation> candidates) {
  constexpr std::size_t kMaxima = 16;
  if (candidates.empty()) return {};
  Eigen::VectorXd promises;
  if (acquisition_.kind == AcquisitionKind::kThompson) {
    promises = draw(surrogate_.joint(candidates), rng_);
  } else {
    const Prediction prediction = surrogate_.predict(candidates);
    const bool entropy = acquisition_.kind == AcquisitionKind::kMaxValueEntropy;
    if (entropy && maxima_.empty()) {
      maxima_ = sample_maxima(prediction, kMaxima, rng_);
      for (double& maximum : maxima_) maximum = std::max(maximum, best_);
    }
    promises.resize(prediction.mean.size());
    for (Eigen::Index i = 0; i < promises.size(); ++i) {
      const double mean = prediction.mean[i], variance = prediction.variance[i];
      if (entropy) {
        promises[i] = max_value_entropy(mean, variance, maxima_);
      } else if (acquisition_.kind == AcquisitionKind::kIndependentThompson) {
        promises[i] = mean + deviation(variance) * normal(rng_);
      } else {
        promises[i] = value(acquisition_, mean, variance, best_);
      }
    }
  }
  if (acquisition_.price != Price::kNone) divide_by_prices(candidates, promises);
  return {promises.begin(), promises.end()};
}

void Appraiser::divide_by_prices(std::span<const derivation::Derivation> candidates,
                                 Eigen::VectorXd& promises) const {
  promises.array() -= std::min(promises.minCoeff(), 0.0);
  for (Eigen::Index i = 0; i < promises.size(); ++i) {
    const auto plan = derivation::build_plan(space_, candidates[static_cast<std::size_t>(i)]);
    if (!plan) continue;
    const ir::Cost cost = derivation::cost(*plan);
    const std::int64_t price = acquisition_.price == Price::kFlops ? cost.flops : cost.parameters;
    promises[i] /= std::pow(static_cast<double>(std::max<std::int64_t>(price, 1)), acquisition_.power);
  }
}

}  // namespace nasg::search
