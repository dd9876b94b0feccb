// SPDX-License-Identifier: Apache-2.0
// The strategy for those who name none.
//
// 1. The first trials are random.
// 2. Scores become normal scores of their ranks: a heavy low tail (networks that do not train) does not drown
//    the differences at the top, and no scale has to be known.
// 3. A Gaussian process over distances of graphs and of derivations (surrogates/radial_gp.h) is fitted to
//    them; its parameters anew at every fifth trial.
// 4. Candidates are the neighbours of the best five trials, and random draws. The one with the greatest
//    expected improvement is next.
// 5. Where there is no process (nothing tells the trials apart), a candidate at random is next: local search
//    without the climbing.
#include <algorithm>
#include <cmath>

#include "search/acquisition/acquisition.h"
#include "search/strategies/candidates.h"
#include "search/strategies/makers.h"
#include "search/strategies/model.h"
#include "search/surrogates/radial_gp.h"
#include "search/surrogates/targets.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

class Auto final : public Strategy {
 public:
  Auto(const SearchContext& context, std::size_t initial)
      : context_(context),
        initial_(initial),
        neighbourhood_(context.space, context.automaton),
        extract_(context.space) {}

  diag::Result<Derivation> propose(std::span<const Observation> history, derivation::Rng rng) override;
  std::string status() const override { return status_; }

 private:
  void learn(std::span<const Observation> history);
  diag::Result<RadialGp> fit(std::span<const Observation> history, const Eigen::VectorXd& targets);

  SearchContext context_;
  std::size_t initial_;
  derivation::Neighbourhood neighbourhood_;
  RadialFeatures extract_;
  std::vector<Observation> known_;
  std::vector<Features> features_;  ///< of what is known
  std::size_t fitted_ = 0;          ///< to so many of the first of them
  std::optional<RadialParameters> parameters_;
  std::string status_;
};

/// A history grows at its end: only what is new to it is extracted.
void Auto::learn(std::span<const Observation> history) {
  const auto alike = [](const Observation& a, const Observation& b) {
    return a.derivation == b.derivation && a.score == b.score;
  };
  const auto same = std::mismatch(known_.begin(), known_.end(), history.begin(), history.end(), alike).first;
  const auto kept = static_cast<std::size_t>(same - known_.begin());
  known_.assign(history.begin(), history.end());
  features_.resize(kept);
  if (fitted_ > kept) fitted_ = 0;
  std::vector<Derivation> added;
  for (const Observation& trial : history.subspan(kept)) added.push_back(trial.derivation);
  for (Features& features : extract_(added)) features_.push_back(std::move(features));
}

Eigen::VectorXd targets_of(std::span<const Observation> history) {
  std::vector<std::optional<double>> scores;
  for (const Observation& trial : history) scores.push_back(trial.score);
  return make_targets(scores, Warp::kRanks);
}

/// The parameters are those of the history as it was at the last multiple of five, so that they do not depend
/// on where a search was interrupted.
diag::Result<RadialGp> Auto::fit(std::span<const Observation> history, const Eigen::VectorXd& targets) {
  constexpr std::size_t kEvery = 5;
  const std::size_t base = std::max(initial_, history.size() / kEvery * kEvery);
  if (fitted_ != base) {
    const auto fitted =
        RadialGp::fit_parameters(std::span(features_).first(base), targets_of(history.first(base)));
    if (!fitted) return fitted.error();
    parameters_ = *fitted;
    fitted_ = base;
  }
  return RadialGp::make(features_, targets, *parameters_);
}

diag::Result<Derivation> Auto::propose(std::span<const Observation> history, derivation::Rng rng) {
  status_.clear();
  const DerivationSet evaluated = evaluated_in(history);
  if (history.size() < initial_) return draw_fresh(context_, evaluated, rng);
  const Eigen::VectorXd targets = targets_of(history);
  std::vector<Derivation> open =
      candidates(context_, neighbourhood_, best_first(history, targets), evaluated, {}, rng);
  if (open.empty()) return draw_fresh(context_, evaluated, rng);
  learn(history);
  const diag::Result<RadialGp> surrogate = fit(history, targets);
  if (!surrogate) {
    status_ = "a candidate at random: " + surrogate.error().message();
    return std::move(open[rng.below(open.size())]);
  }
  status_ = "fit: " + surrogate->text();
  const Prediction prediction = surrogate->predict(extract_(open));
  std::size_t chosen = 0;
  double most = -INFINITY;
  for (std::size_t i = 0; i < open.size(); ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    const double promise =
        expected_improvement(prediction.mean[at], prediction.variance[at], targets.maxCoeff());
    if (promise > most) chosen = i;
    most = std::max(most, promise);
  }
  return std::move(open[chosen]);
}

}  // namespace

StrategyResult make_auto(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  const std::int64_t initial = reader.integer("initial", 10);
  if (initial < 2) reader.refuse("initial", "must be 2 or more");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  if (context.further > 0) {
    ir::Setting::Call bo{"bo", {}, {}};
    bo.named.emplace_back("initial", ir::Setting{static_cast<double>(initial), setting.place});
    return make_bo({std::move(bo), setting.place}, context);
  }
  return StrategyResult(std::make_unique<Auto>(context, static_cast<std::size_t>(initial)));
}

}  // namespace nasg::search
