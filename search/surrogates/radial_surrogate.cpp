// SPDX-License-Identifier: Apache-2.0
// The process over distances, fitted whole.
#include "search/surrogates/radial_surrogate.h"

#include "search/surrogates/radial_gp.h"

namespace nasg::search {
namespace {

class RadialSurrogate final : public Surrogate {
 public:
  RadialSurrogate(const ir::Space& space, Warp warp) : extract_(space), warp_(warp) {}

  diag::Status fit(const Trials& trials, derivation::Rng) override {
    targets_ = make_targets(trials.scores, warp_);
    const std::vector<Features> features = extract_(trials.derivations);
    const diag::Result<RadialParameters> parameters = RadialGp::fit_parameters(features, targets_);
    if (!parameters) return parameters.error();
    diag::Result<RadialGp> process = RadialGp::make(features, targets_, *parameters);
    if (!process) return process.error();
    process_ = *std::move(process);
    return diag::success();
  }
  const Eigen::VectorXd& targets() const override { return targets_; }
  Prediction predict(std::span<const derivation::Derivation> candidates) const override {
    return process_->predict(extract_(candidates));
  }
  double noise() const override { return process_->noise(); }
  std::string text() const override { return process_ ? process_->text() : std::string(); }

 private:
  RadialFeatures extract_;
  Warp warp_;
  std::optional<RadialGp> process_;
  Eigen::VectorXd targets_;
};

}  // namespace

diag::Result<std::unique_ptr<Surrogate>> make_radial_surrogate(const ir::Setting& setting,
                                                               const ModelContext& context) {
  ir::SettingReader reader(setting);
  const Warp warp = read_target(reader);
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return std::unique_ptr<Surrogate>(std::make_unique<RadialSurrogate>(context.space, warp));
}

}  // namespace nasg::search
