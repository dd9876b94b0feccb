// SPDX-License-Identifier: Apache-2.0
// Members side by side.
#include "search/surrogates/ensemble.h"

#include <algorithm>

#include "search/kernels/parallel.h"
#include "search/surrogates/perceptron.h"

namespace nasg::search {
namespace {

class Ensemble final : public Surrogate {
 public:
  Ensemble(std::unique_ptr<Encoding> encoding, PerceptronOptions options, std::size_t members, Warp warp)
      : encoding_(std::move(encoding)), options_(options), count_(members), warp_(warp) {}

  diag::Status fit(const Trials& trials, derivation::Rng rng) override {
    encode_.emplace(*encoding_, trials.derivations);
    targets_ = make_targets(trials.scores, warp_);
    const Rows rows = (*encode_)(trials.derivations);
    const Eigen::VectorXf labels = targets_.cast<float>();
    std::vector<std::optional<Perceptron>> trained(count_);
    Pieces pieces(count_, 1);
    pieces.run(0, [&] {
      while (const Pieces::Piece piece = pieces.next()) {
        derivation::Rng own = rng.fork(piece.begin);
        trained[piece.begin].emplace(rows.cols(), options_, own);
        trained[piece.begin]->train(rows, labels, options_, own);
      }
    });
    members_.clear();
    for (std::optional<Perceptron>& member : trained) members_.push_back(*std::move(member));
    return diag::success();
  }
  const Eigen::VectorXd& targets() const override { return targets_; }
  Prediction predict(std::span<const derivation::Derivation> candidates) const override {
    const Eigen::MatrixXd all = outputs(candidates);
    Prediction prediction{all.rowwise().mean(), {}};
    prediction.variance = (all.colwise() - prediction.mean).rowwise().squaredNorm() / degrees();
    return prediction;
  }
  Joint joint(std::span<const derivation::Derivation> candidates) const override {
    const Eigen::MatrixXd all = outputs(candidates);
    Joint joint{all.rowwise().mean(), {}};
    const Eigen::MatrixXd away = all.colwise() - joint.mean;
    joint.covariance = away * away.transpose() / degrees();
    return joint;
  }
  std::string text() const override {
    return std::to_string(count_) + " networks over " + std::to_string(encode_ ? encode_->width() : 0) +
           " columns";
  }

 private:
  double degrees() const { return static_cast<double>(std::max<std::size_t>(count_ - 1, 1)); }
  /// Candidate × member.
  Eigen::MatrixXd outputs(std::span<const derivation::Derivation> candidates) const {
    const Rows rows = (*encode_)(candidates);
    Eigen::MatrixXd all(rows.rows(), static_cast<Eigen::Index>(count_));
    for (std::size_t i = 0; i < count_; ++i)
      all.col(static_cast<Eigen::Index>(i)) = members_[i](rows).cast<double>();
    return all;
  }

  std::unique_ptr<Encoding> encoding_;
  PerceptronOptions options_;
  std::size_t count_;
  Warp warp_;
  std::optional<EncodedRows> encode_;
  Eigen::VectorXd targets_;
  std::vector<Perceptron> members_;
};

}  // namespace

diag::Result<std::unique_ptr<Surrogate>> make_ensemble(const ir::Setting& setting,
                                                       const ModelContext& context) {
  ir::SettingReader reader(setting);
  diag::Result<std::unique_ptr<Encoding>> encoding = read_encoding(reader, setting, context, "path");
  if (!encoding) return encoding.error();
  const auto whole = [&](const char* key, std::int64_t fallback, std::int64_t most) {
    const std::int64_t value = reader.integer(key, fallback);
    if (value < 1 || value > most) reader.refuse(key, "must be from 1 to " + std::to_string(most));
    return value;
  };
  PerceptronOptions options;
  const std::int64_t members = whole("members", 5, 1000);
  options.layers = static_cast<std::size_t>(whole("layers", 10, 100));
  options.width = whole("width", options.width, 10000);
  options.epochs = static_cast<int>(whole("epochs", options.epochs, 1000000));
  const double rate = reader.number("rate", 0.01);
  if (!(rate > 0 && rate <= 1)) reader.refuse("rate", "must be above 0, and 1 at the most");
  options.rate = static_cast<float>(rate);
  const std::string loss = reader.text("loss", "mae");
  if (loss != "mae" && loss != "mse") reader.refuse("loss", "must be `mae` or `mse`");
  options.absolute = loss == "mae";
  const Warp warp = read_target(reader);
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return std::unique_ptr<Surrogate>(
      std::make_unique<Ensemble>(*std::move(encoding), options, static_cast<std::size_t>(members), warp));
}

}  // namespace nasg::search
