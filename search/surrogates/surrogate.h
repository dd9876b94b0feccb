// SPDX-License-Identifier: Apache-2.0
// Surrogates: what to expect of an architecture that was not evaluated.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/setting.h"
#include "runtime/derivation/derivation.h"
#include "runtime/derivation/rng.h"
#include "search/kernels/measure.h"
#include "search/surrogates/targets.h"

namespace nasg::search {

/// What was evaluated, in order: as many scores as derivations, to be maximised, none for a failed trial.
struct Trials {
  std::span<const derivation::Derivation> derivations;
  std::span<const std::optional<double>> scores;
};

/// Of what is behind the noise: without the noise's variance.
struct Prediction {
  Eigen::VectorXd mean;
  Eigen::VectorXd variance;  ///< at least 0
};

/// Of several candidates together.
struct Joint {
  Eigen::VectorXd mean;
  Eigen::MatrixXd covariance;  ///< symmetric, positive semidefinite up to rounding
};

/// A user's own surrogate implements this. Everything that it says after `fit` is a function of the trials,
/// the generator and its settings, on any number of threads: what it keeps from one fit to the next only
/// saves time.
class Surrogate {
 public:
  virtual ~Surrogate() = default;
  /// To one trial or more. An error (E0714, …) leaves the surrogate without use until the next fit.
  virtual diag::Status fit(const Trials& trials, derivation::Rng rng) = 0;
  /// What it was fitted to: the scores as targets (targets.h), one a trial. Predictions are on their scale.
  virtual const Eigen::VectorXd& targets() const = 0;
  /// Candidates, one or more.
  virtual Prediction predict(std::span<const derivation::Derivation> candidates) const = 0;
  /// The variance of the noise: an observation of a candidate varies by this beside the prediction's. 0 where
  /// the surrogate knows of none.
  virtual double noise() const { return 0; }
  /// `predict` with covariances. Without a better idea, candidates have nothing to do with each other.
  virtual Joint joint(std::span<const derivation::Derivation> candidates) const;
  /// Why the last prediction is not to be used, if it is not: what a library refused, …
  virtual std::optional<diag::Diagnostic> failure() const { return std::nullopt; }
  /// What was found, for a line of progress: `noise 0.01, depth 2, level weights 0.31 …`.
  virtual std::string text() const = 0;
};

/// Reads a surrogate by its name; `surrogate_names` has them all, and the header of each says what it is:
///   gp(kernel = hwl, …)                gp_surrogate.h
///   radial                             radial_surrogate.h
///   forest(…), xgb(…), ensemble(…)     forest.h, boosted.h, ensemble.h
/// All take `target = ranks | clipped | plain`. The space must outlive the surrogate. E0717 for an unknown
/// one, E0701, E0702, E0712, E0716.
diag::Result<std::unique_ptr<Surrogate>> make_surrogate(const ir::Setting& setting,
                                                        const ModelContext& context);
std::vector<std::string> surrogate_names();

/// Reads `target`: E0702 through the reader.
Warp read_target(ir::SettingReader& reader);

}  // namespace nasg::search
