// SPDX-License-Identifier: Apache-2.0
// exp(-d / l) over the parts of a metric, and its slopes by log l.
#include "search/kernels/radial_kernel.h"

#include <algorithm>
#include <cmath>

#include "search/kernels/growing_index.h"

namespace nasg::search {
namespace {

using Matrices = std::vector<Eigen::MatrixXd>;

/// sum of d_p / l_p
Eigen::MatrixXd scaled_sum(const Matrices& parts, const Eigen::VectorXd& lengths) {
  Eigen::MatrixXd sum = parts[0] / lengths[0];
  for (std::size_t p = 1; p < parts.size(); ++p) sum += parts[p] / lengths[static_cast<Eigen::Index>(p)];
  return sum;
}

Eigen::MatrixXd fall(Radial shape, const Eigen::MatrixXd& scaled) {
  if (shape == Radial::kPlain) return (-scaled.array().sqrt()).exp();
  return (-scaled.array()).exp();
}

Eigen::VectorXd fixed_lengths(const RadialOptions& options) {
  return Eigen::Map<const Eigen::VectorXd>(options.lengths.data(),
                                           static_cast<Eigen::Index>(options.lengths.size()));
}

class RadialGram final : public ParametricGram {
 public:
  RadialGram(RadialOptions options, Matrices parts)
      : options_(std::move(options)), parts_(std::move(parts)) {}

  Eigen::Index size() const override { return parts_[0].rows(); }
  KernelParameters start() const override {
    if (!options_.lengths.empty()) return {};
    KernelParameters start{Eigen::VectorXd::Zero(static_cast<Eigen::Index>(parts_.size())), {}};
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      const double pairs = std::max(1.0, static_cast<double>(size() * (size() - 1)));
      const double mean = parts_[p].sum() / pairs;
      if (mean > 0) start.values[static_cast<Eigen::Index>(p)] = std::log(mean);
    }
    return start;
  }
  Eigen::VectorXd lengths(const KernelParameters& parameters) const {
    if (!options_.lengths.empty()) return fixed_lengths(options_);
    return parameters.values.array().exp();
  }
  Eigen::MatrixXd gram(const KernelParameters& parameters) const override {
    return fall(options_.shape, scaled_sum(parts_, lengths(parameters)));
  }
  GramPoint at(const KernelParameters& parameters) const override {
    Eigen::MatrixXd gram = this->gram(parameters);
    return {gram, [this, parameters, gram](const Eigen::MatrixXd& slope) {
              return gradient(parameters, gram, slope);
            }};
  }
  std::unique_ptr<ParametricGram> part(std::span<const std::size_t> members) const override {
    return std::make_unique<RadialGram>(options_, part_of(parts_, members));
  }

 private:
  Eigen::VectorXd gradient(const KernelParameters& parameters, const Eigen::MatrixXd& gram,
                           const Eigen::MatrixXd& slope) const {
    if (!options_.lengths.empty()) return {};
    const Eigen::VectorXd scales = lengths(parameters);
    Eigen::MatrixXd by_scaled = slope.array() * gram.array();
    if (options_.shape == Radial::kPlain) {
      const Eigen::MatrixXd scaled = scaled_sum(parts_, scales);
      by_scaled.array() *= (scaled.array() > 0).select(0.5 / scaled.array().sqrt(), 0);
    }
    Eigen::VectorXd gradient(scales.size());
    for (Eigen::Index p = 0; p < scales.size(); ++p)
      gradient[p] = lower_sum(by_scaled, parts_[static_cast<std::size_t>(p)]) / scales[p];
    return gradient;
  }

  RadialOptions options_;
  Matrices parts_;
};

class RadialSet final : public KernelSet {
 public:
  RadialSet(const Metric& metric, const RadialOptions& options) : metric_(&metric), options_(&options) {}

  Eigen::Index size() const override { return static_cast<Eigen::Index>(profiles_.size()); }
  void resize(Eigen::Index size) override {
    if (size == this->size()) return;
    profiles_.resize(static_cast<std::size_t>(size));
    index_.resize(profiles_.size());
  }
  Reader reader() override {
    return [this, profile = metric_->profiler()](std::size_t number, Sight& sight) {
      profiles_[number] = profile(sight);
    };
  }
  std::unique_ptr<KernelSet> pick(std::span<const std::size_t> members) const override {
    auto picked = std::make_unique<RadialSet>(*metric_, *options_);
    for (const std::size_t i : members) picked->profiles_.push_back(profiles_[i]);
    return picked;
  }
  std::unique_ptr<KernelSet> beside(const KernelParameters&) const override {
    return std::make_unique<RadialSet>(*metric_, *options_);
  }

  std::unique_ptr<ParametricGram> parametric() const override {
    return std::make_unique<RadialGram>(*options_, distances(profiles_));
  }
  Eigen::MatrixXd gram(const KernelParameters& parameters) const override {
    if (profiles_.empty()) return {};
    return RadialGram(*options_, distances(profiles_)).gram(parameters);
  }
  Eigen::MatrixXd cross(const KernelSet& others, const KernelParameters& parameters) const override {
    const Matrices parts = distances_from(static_cast<const RadialSet&>(others).profiles_);
    const bool fixed = !options_->lengths.empty();
    return fall(options_->shape, scaled_sum(parts, fixed ? fixed_lengths(*options_)
                                                         : Eigen::VectorXd(parameters.values.array().exp())));
  }
  KernelParameters shape() const override {
    const bool fixed = !options_->lengths.empty();
    return {Eigen::VectorXd::Zero(fixed ? 0 : static_cast<Eigen::Index>(metric_->parts().size())), {}};
  }
  KernelParameters start() const override {
    return profiles_.empty() ? shape() : RadialGram(*options_, distances(profiles_)).start();
  }
  std::string text(const KernelParameters& parameters) const override {
    const std::vector<std::string> names = metric_->parts();
    std::string text = names.size() == 1 ? "length scale" : "length scales";
    for (std::size_t p = 0; p < names.size(); ++p) {
      const bool fixed = !options_->lengths.empty();
      const double length =
          fixed ? options_->lengths[p] : std::exp(parameters.values[static_cast<Eigen::Index>(p)]);
      text += " " + (names.size() == 1 ? "" : names[p] + " ") + short_text(length);
    }
    return text;
  }

 private:
  Matrices distances_from(std::span<const Profile> others) const {
    index_.cover(profiles_.size(), [this](std::size_t begin, std::size_t end) {
      return DistanceIndex(std::span(profiles_).subspan(begin, end - begin));
    });
    Matrices parts = index_.head().distances(others);
    if (index_.tail() == nullptr) return parts;
    const Matrices last = index_.tail()->distances(others);
    for (std::size_t p = 0; p < parts.size(); ++p) {
      Eigen::MatrixXd both(size(), parts[p].cols());
      both << parts[p], last[p];
      parts[p] = std::move(both);
    }
    return parts;
  }

  const Metric* metric_;
  const RadialOptions* options_;
  std::vector<Profile> profiles_;
  mutable GrowingIndex<DistanceIndex> index_;
};

class RadialKernel final : public Kernel {
 public:
  RadialKernel(std::unique_ptr<Metric> metric, RadialOptions options)
      : metric_(std::move(metric)), options_(std::move(options)) {}
  std::unique_ptr<KernelSet> set() const override { return std::make_unique<RadialSet>(*metric_, options_); }

 private:
  std::unique_ptr<Metric> metric_;
  RadialOptions options_;
};

}  // namespace

std::unique_ptr<Kernel> make_radial(std::unique_ptr<Metric> metric, RadialOptions options) {
  return std::make_unique<RadialKernel>(std::move(metric), std::move(options));
}

RadialOptions read_radial(ir::SettingReader& reader, std::size_t parts) {
  RadialOptions options;
  const std::string shape = reader.text("shape", "squared");
  if (shape != "squared" && shape != "plain") reader.refuse("shape", "must be `squared` or `plain`");
  if (shape == "plain") options.shape = Radial::kPlain;
  options.lengths = reader.numbers("lengths", {});
  const bool above_zero =
      std::all_of(options.lengths.begin(), options.lengths.end(), [](double length) { return length > 0; });
  if (!above_zero || (!options.lengths.empty() && options.lengths.size() != parts))
    reader.refuse("lengths", "must hold " + std::to_string(parts) +
                                 (parts == 1 ? " number above 0" : " numbers above 0"));
  return options;
}

}  // namespace nasg::search
