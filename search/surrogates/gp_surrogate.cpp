// SPDX-License-Identifier: Apache-2.0
// From trials to a fitted process, and on from there.
#include "search/surrogates/gp_surrogate.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace nasg::search {

GpSurrogate::GpSurrogate(std::unique_ptr<Kernel> kernel, Warp warp, GpOptions options)
    : kernel_(std::move(kernel)), warp_(warp), options_(options), set_(kernel_->set()) {}

std::size_t GpSurrogate::fitted_after(std::size_t trials) {
  std::size_t fitted = std::min(trials, kEachTime);
  while (fitted + fitted / 16 <= trials && fitted / 16 > 0) fitted += fitted / 16;
  return trials <= kEachTime ? trials : fitted;
}

/// A history grows at its end; what it has in common with the last one stays.
void GpSurrogate::follow(const Trials& trials) {
  std::size_t same = 0;
  const std::size_t both = std::min(known_.size(), trials.derivations.size());
  while (same < both && known_[same] == trials.derivations[same]) ++same;
  std::size_t same_scores = 0;
  while (same_scores < same && scores_[same_scores] == trials.scores[same_scores]) ++same_scores;
  set_->resize(static_cast<Eigen::Index>(same));
  set_->add(trials.derivations.subspan(same));
  known_.assign(trials.derivations.begin(), trials.derivations.end());
  scores_.assign(trials.scores.begin(), trials.scores.end());
  const bool stands = process_ && fitted_ == fitted_after(known_.size()) && fitted_ <= same_scores &&
                      static_cast<std::size_t>(process_->size()) <= same;
  if (!stands) process_.reset();
}

Eigen::VectorXd GpSurrogate::targets_of(std::size_t count) const {
  return make_targets(std::span(scores_).first(count), warp_);
}

namespace {

/// So many of `count`, spread evenly over them.
std::vector<std::size_t> spread_over(std::size_t count, std::size_t size) {
  std::vector<std::size_t> sample(size);
  for (std::size_t i = 0; i < size; ++i) sample[i] = i * count / size;
  return sample;
}

Eigen::VectorXd at(const Eigen::VectorXd& targets, const std::vector<std::size_t>& sample) {
  Eigen::VectorXd result(static_cast<Eigen::Index>(sample.size()));
  for (std::size_t i = 0; i < sample.size(); ++i)
    result[static_cast<Eigen::Index>(i)] = targets[static_cast<Eigen::Index>(sample[i])];
  return result;
}

}  // namespace

/// What a few trials say is where the climb over the sample begins, so that most of the way costs little. The
/// kernel's choices are the sample's: no climb would mend one that a few trials had made. Where those cannot
/// be told apart, the sample is fitted from the start.
diag::Result<GpParameters> GpSurrogate::find_parameters(const ParametricGram& gram,
                                                        const Eigen::VectorXd& targets) const {
  const auto size = static_cast<std::size_t>(targets.size());
  if (size <= kFirstFitted || gram.start().values.size() > kFewValues)
    return fit_parameters(gram, targets, options_);
  diag::Result<KernelParameters> chosen = choose(gram, targets, options_.scale);
  if (!chosen) return chosen.error();
  const auto few = spread_over(size, kFirstFitted);
  const std::unique_ptr<ParametricGram> gram_of_few = gram.part(few);
  KernelParameters start = gram_of_few->start();
  start.choices = chosen->choices;
  const auto rough = fit_parameters(*gram_of_few, at(targets, few), options_, std::move(start));
  if (rough) return refine_parameters(gram, targets, options_, *rough, kRefinements);
  return fit_parameters(gram, targets, options_, *std::move(chosen));
}

diag::Status GpSurrogate::fit_first(std::size_t count) {
  std::vector<std::size_t> all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  const Eigen::VectorXd targets = targets_of(count);
  const std::vector<std::size_t> sample = spread_over(count, std::min(count, kMostFitted));
  const bool whole = sample.size() == count, every = static_cast<Eigen::Index>(count) == set_->size();
  const std::unique_ptr<ParametricGram> gram =
      whole && every ? set_->parametric() : set_->pick(sample)->parametric();
  const diag::Result<GpParameters> parameters = find_parameters(*gram, at(targets, sample));
  if (!parameters) return parameters.error();
  const auto kernel_of = [&](const KernelSet& set) { return set.gram(parameters->kernel); };
  Eigen::MatrixXd kernel = whole   ? gram->gram(parameters->kernel)
                           : every ? kernel_of(*set_)
                                   : kernel_of(*set_->pick(all));
  diag::Result<GaussianProcess> process =
      GaussianProcess::make(std::move(kernel), targets, *parameters, options_.scale);
  if (!process) return process.error();
  process_ = *std::move(process);
  fitted_ = count;
  return diag::success();
}

/// One after the other. Where that Gram matrix is singular, it is factored anew, with what that needs.
diag::Status GpSurrogate::append_rest() {
  const auto first = static_cast<std::size_t>(process_->size());
  if (first == known_.size()) return diag::success();
  std::vector<std::size_t> rest(known_.size() - first);
  std::iota(rest.begin(), rest.end(), first);
  const KernelParameters& kernel = process_->parameters().kernel;
  const Eigen::MatrixXd cross = set_->cross(*set_->pick(rest), kernel);
  for (std::size_t i = first; i < known_.size(); ++i) {
    if (process_->append(cross.col(static_cast<Eigen::Index>(i - first)).head(process_->size()))) continue;
    std::vector<std::size_t> members(i + 1);
    std::iota(members.begin(), members.end(), std::size_t{0});
    diag::Result<GaussianProcess> again = GaussianProcess::make(
        set_->pick(members)->gram(kernel), targets_of(i + 1), process_->parameters(), options_.scale);
    if (!again) return again.error();
    process_ = *std::move(again);
  }
  return diag::success();
}

diag::Status GpSurrogate::fit(const Trials& trials, derivation::Rng) {
  follow(trials);
  targets_ = targets_of(known_.size());
  diag::Status status = diag::success();
  if (!process_) status = fit_first(fitted_after(known_.size()));
  if (status) status = append_rest();
  if (status) {
    process_->set_targets(targets_);
  } else {
    process_.reset();
  }
  return status;
}

Prediction GpSurrogate::predict(std::span<const derivation::Derivation> candidates) const {
  const KernelParameters& kernel = process_->parameters().kernel;
  return process_->predict(set_->cross(*set_->others(candidates, kernel), kernel));
}

Joint GpSurrogate::joint(std::span<const derivation::Derivation> candidates) const {
  const KernelParameters& kernel = process_->parameters().kernel;
  const std::unique_ptr<KernelSet> others = set_->others(candidates, kernel);
  Eigen::MatrixXd cross = set_->cross(*others, kernel);
  Joint joint;
  joint.mean = process_->mean(cross);
  joint.covariance = process_->covariance(std::move(cross), others->gram(kernel));
  return joint;
}

std::string GpSurrogate::text() const {
  if (!process_) return {};
  const std::string kernel = set_->text(process_->parameters().kernel);
  return "noise " + short_text(process_->noise()) + (kernel.empty() ? "" : ", " + kernel);
}

diag::Result<std::unique_ptr<Surrogate>> make_gp_surrogate(const ir::Setting& setting,
                                                           const ModelContext& context) {
  ir::SettingReader reader(setting);
  const ir::Setting hwl{ir::Setting::Call{"hwl", {}, {}}, setting.place};
  const ir::Setting* const given = reader.find("kernel");
  diag::Result<std::unique_ptr<Kernel>> kernel = make_kernel(given == nullptr ? hwl : *given, context);
  if (!kernel) return kernel.error();
  const Warp warp = read_target(reader);
  GpOptions options;
  const std::int64_t starts = reader.integer("starts", options.starts);
  if (starts < 1 || starts > 100) reader.refuse("starts", "must be from 1 to 100");
  options.starts = static_cast<int>(starts);
  options.least_noise = reader.number("noise", GpSurrogate::kLeastNoise);
  if (!(options.least_noise > 0 && options.least_noise < options.most_noise))
    reader.refuse("noise", "must be above 0 and below 1");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return std::unique_ptr<Surrogate>(std::make_unique<GpSurrogate>(*std::move(kernel), warp, options));
}

}  // namespace nasg::search
