// SPDX-License-Identifier: Apache-2.0
// An ensemble of boosted models.
#include "search/surrogates/boosted.h"

#include <algorithm>

#include "compiler/diag/codes/search.h"
#include "runtime/derivation/plugin.h"
#include "search/surrogates/boosted_backend.h"

namespace nasg::search {

diag::Result<const BoostedBackend*> boosted_backend() {
  const derivation::PluginSymbol symbol = derivation::load_plugin("nasg_trees", kBoostedEntry);
  if (symbol.address == nullptr) return diag::make(diag::code::E0718, {}, symbol.why);
  return reinterpret_cast<BoostedEntry*>(symbol.address)();
}

namespace {

/// A model, and the line that takes its scores to the targets.
struct Member {
  std::unique_ptr<BoostedModel> model;
  double factor = 1;
  double offset = 0;
};

void fit_line(const Eigen::VectorXd& scores, const Eigen::VectorXd& targets, Member& member) {
  const Eigen::VectorXd centred = scores.array() - scores.mean();
  const double variance = centred.squaredNorm();
  member.factor = variance > 1e-12 ? std::max(centred.dot(targets) / variance, 0.0) : 0;
  member.offset = targets.mean() - member.factor * scores.mean();
}

class Boosted final : public Surrogate {
 public:
  Boosted(std::unique_ptr<Encoding> encoding, BoostedOptions options, std::size_t members, Warp warp)
      : encoding_(std::move(encoding)), options_(options), count_(members), warp_(warp) {}

  diag::Status fit(const Trials& trials, derivation::Rng rng) override {
    const diag::Result<const BoostedBackend*> backend = boosted_backend();
    if (!backend) return backend.error();
    encode_.emplace(*encoding_, trials.derivations);
    targets_ = make_targets(trials.scores, warp_);
    members_.clear();
    const Rows rows = (*encode_)(trials.derivations);
    const Eigen::VectorXf labels = (targets_.array() - targets_.minCoeff()).cast<float>();
    for (std::size_t i = 0; i < count_; ++i) {
      BoostedOptions options = options_;
      options.seed = static_cast<std::uint32_t>(rng.fork(i).next() >> 33);
      auto model = (*backend)->train(rows, labels, options);
      if (!model) return model.error();
      Member member{*std::move(model)};
      const diag::Result<Eigen::VectorXf> scores = member.model->predict(rows);
      if (!scores) return scores.error();
      if (options_.ranking)
        fit_line(scores->cast<double>(), targets_, member);
      else
        member.offset = targets_.minCoeff();
      members_.push_back(std::move(member));
    }
    return diag::success();
  }
  const Eigen::VectorXd& targets() const override { return targets_; }
  Prediction predict(std::span<const derivation::Derivation> candidates) const override {
    failure_.reset();
    const Rows rows = (*encode_)(candidates);
    Eigen::MatrixXd all = Eigen::MatrixXd::Zero(rows.rows(), static_cast<Eigen::Index>(members_.size()));
    for (std::size_t i = 0; i < members_.size(); ++i) {
      const Member& member = members_[i];
      const diag::Result<Eigen::VectorXf> scores = member.model->predict(rows);
      if (!scores) {
        failure_ = scores.error();
        continue;
      }
      all.col(static_cast<Eigen::Index>(i)) = member.factor * scores->cast<double>().array() + member.offset;
    }
    Prediction prediction;
    prediction.mean = all.rowwise().mean();
    prediction.variance =
        (all.colwise() - prediction.mean).rowwise().squaredNorm() / static_cast<double>(all.cols());
    return prediction;
  }
  std::optional<diag::Diagnostic> failure() const override { return failure_; }
  std::string text() const override {
    return std::to_string(members_.size()) + " models of " + std::to_string(options_.rounds) +
           " trees over " + std::to_string(encode_ ? encode_->width() : 0) + " columns";
  }

 private:
  std::unique_ptr<Encoding> encoding_;
  BoostedOptions options_;
  std::size_t count_;
  Warp warp_;
  std::optional<EncodedRows> encode_;
  Eigen::VectorXd targets_;
  std::vector<Member> members_;
  mutable std::optional<diag::Diagnostic> failure_;  ///< of the last prediction
};

}  // namespace

diag::Result<std::unique_ptr<Surrogate>> make_boosted(const ir::Setting& setting,
                                                      const ModelContext& context) {
  ir::SettingReader reader(setting);
  diag::Result<std::unique_ptr<Encoding>> encoding = read_encoding(reader, setting, context);
  if (!encoding) return encoding.error();
  BoostedOptions options;
  const std::string objective = reader.text("objective", "regression");
  if (objective != "regression" && objective != "ranking")
    reader.refuse("objective", "must be `regression` or `ranking`");
  options.ranking = objective == "ranking";
  const auto whole = [&](const char* key, std::int64_t fallback, std::int64_t most) {
    const std::int64_t value = reader.integer(key, fallback);
    if (value < 1 || value > most) reader.refuse(key, "must be from 1 to " + std::to_string(most));
    return value;
  };
  options.rounds = static_cast<int>(whole("rounds", options.rounds, 10000));
  options.depth = static_cast<int>(whole("depth", options.depth, 30));
  const std::int64_t members = whole("members", 5, 1000);
  const auto share = [&](const char* key, double fallback) {
    const double value = reader.number(key, fallback);
    if (!(value > 0 && value <= 1)) reader.refuse(key, "must be above 0, and 1 at the most");
    return value;
  };
  options.rate = share("rate", options.rate);
  options.share = share("share", members > 1 ? 0.8 : 1);
  const Warp warp = read_target(reader);
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return std::unique_ptr<Surrogate>(
      std::make_unique<Boosted>(*std::move(encoding), options, static_cast<std::size_t>(members), warp));
}

}  // namespace nasg::search
