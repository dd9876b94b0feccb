// SPDX-License-Identifier: Apache-2.0
// Fit, foretell, compare.
#include "search/surrogates/regression.h"

#include "search/surrogates/scoring.h"
#include "search/surrogates/target_scale.h"

namespace nasg::search {

diag::Result<RegressionScores> score_regression(Surrogate& surrogate, const Sample& sample, std::size_t size,
                                                std::size_t test, derivation::Rng rng) {
  const std::span derivations(sample.derivations);
  const std::span values(sample.values);
  const std::vector<std::optional<double>> scores(values.begin(),
                                                  values.begin() + static_cast<std::ptrdiff_t>(size));
  if (const diag::Status status = surrogate.fit({derivations.first(size), scores}, rng); !status)
    return status.error();
  const Prediction prediction = surrogate.predict(derivations.last(test));
  const TargetScale scale(values.first(size), surrogate.targets());
  Eigen::VectorXd actual(static_cast<Eigen::Index>(test)), targets(actual.size());
  double error = 0;
  for (Eigen::Index i = 0; i < actual.size(); ++i) {
    actual[i] = values.last(test)[static_cast<std::size_t>(i)];
    targets[i] = scale.target(actual[i]);
    error += std::abs(scale.value(prediction.mean[i]) - actual[i]) / static_cast<double>(test);
  }
  const Eigen::VectorXd variance = (prediction.variance.array() + surrogate.noise()).max(kLeastVariance);
  return RegressionScores{
      kendall_tau(prediction.mean, actual), error, log_score(prediction.mean, variance, targets),
      coverage(prediction.mean, variance, targets, 0.5), coverage(prediction.mean, variance, targets, 0.9)};
}

}  // namespace nasg::search
