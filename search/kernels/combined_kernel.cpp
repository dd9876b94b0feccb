// SPDX-License-Identifier: Apache-2.0
// Weighted sums and products, entry by entry.
#include "search/kernels/combined_kernel.h"

#include <cmath>

namespace nasg::search {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

const double kProductStart = std::log(9.0);

/// The parameters of the parts, behind the weights' logits.
class Split {
 public:
  Split(const KernelParameters& whole, std::span<const KernelParameters> starts) {
    auto count = static_cast<Index>(starts.size());
    logits = whole.values.head(count);
    std::size_t choice = 0;
    for (const KernelParameters& start : starts) {
      const auto choices = whole.choices.begin() + static_cast<std::ptrdiff_t>(choice);
      parts.push_back({whole.values.segment(count, start.values.size()),
                       {choices, choices + static_cast<std::ptrdiff_t>(start.choices.size())}});
      count += start.values.size();
      choice += start.choices.size();
    }
  }
  VectorXd logits;
  std::vector<KernelParameters> parts;
};

KernelParameters join(double logit, std::span<const KernelParameters> parts) {
  KernelParameters whole{VectorXd::Constant(static_cast<Index>(parts.size()), logit), {}};
  for (const KernelParameters& part : parts) {
    VectorXd longer(whole.values.size() + part.values.size());
    longer << whole.values, part.values;
    whole.values = longer;
    whole.choices.insert(whole.choices.end(), part.choices.begin(), part.choices.end());
  }
  return whole;
}

VectorXd weights_of(Combination combination, const VectorXd& logits) {
  if (combination == Combination::kSum) return softmax(logits);
  return 1 / (1 + (-logits.array()).exp());
}

MatrixXd combine(Combination combination, const VectorXd& weights, const std::vector<MatrixXd>& parts) {
  MatrixXd made;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const double weight = weights[static_cast<Index>(i)];
    const bool sum = combination == Combination::kSum;
    const MatrixXd factor =
        sum ? MatrixXd(weight * parts[i]) : MatrixXd(1 - weight + weight * parts[i].array());
    if (i == 0) {
      made = factor;
    } else if (sum) {
      made += factor;
    } else {
      made.array() *= factor.array();
    }
  }
  return made;
}

class CombinedGram final : public ParametricGram {
 public:
  CombinedGram(Combination combination, std::vector<std::unique_ptr<ParametricGram>> parts)
      : combination_(combination), parts_(std::move(parts)) {
    for (const auto& part : parts_) starts_.push_back(part->start());
  }

  Index size() const override { return parts_[0]->size(); }
  KernelParameters start() const override {
    return join(combination_ == Combination::kSum ? 0 : kProductStart, starts_);
  }
  std::vector<std::uint32_t> choices() const override {
    std::vector<std::uint32_t> all;
    for (const auto& part : parts_)
      for (const std::uint32_t count : part->choices()) all.push_back(count);
    return all;
  }
  MatrixXd gram(const KernelParameters& parameters) const override {
    const Split split(parameters, starts_);
    return combine(combination_, weights_of(combination_, split.logits), grams(split));
  }
  GramPoint at(const KernelParameters& parameters) const override {
    const Split split(parameters, starts_);
    const VectorXd weights = weights_of(combination_, split.logits);
    auto points = std::make_shared<std::vector<GramPoint>>();
    std::vector<MatrixXd> grams;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      points->push_back(parts_[i]->at(split.parts[i]));
      grams.push_back(std::move(points->back().gram));
    }
    MatrixXd gram = combine(combination_, weights, grams);
    return {std::move(gram), [this, weights, points, grams = std::move(grams)](const MatrixXd& slope) {
              return gradient(weights, *points, grams, slope);
            }};
  }
  std::unique_ptr<ParametricGram> part(std::span<const std::size_t> members) const override {
    std::vector<std::unique_ptr<ParametricGram>> parts;
    for (const auto& part : parts_) parts.push_back(part->part(members));
    return std::make_unique<CombinedGram>(combination_, std::move(parts));
  }

 private:
  std::vector<MatrixXd> grams(const Split& split) const {
    std::vector<MatrixXd> grams;
    for (std::size_t i = 0; i < parts_.size(); ++i) grams.push_back(parts_[i]->gram(split.parts[i]));
    return grams;
  }
  VectorXd gradient(const VectorXd& weights, const std::vector<GramPoint>& points,
                    const std::vector<MatrixXd>& grams, const MatrixXd& slope) const {
    Index values = weights.size();
    for (const KernelParameters& start : starts_) values += start.values.size();
    VectorXd by_weight(weights.size()), gradient(values);
    Index at = weights.size();
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const auto index = static_cast<Index>(i);
      const MatrixXd by_factor = combination_ == Combination::kSum ? slope : beside(i, weights, grams, slope);
      by_weight[index] = combination_ == Combination::kSum
                             ? lower_sum(by_factor, grams[i])
                             : lower_sum(by_factor, MatrixXd(grams[i].array() - 1));
      const Index count = starts_[i].values.size();
      if (count > 0) gradient.segment(at, count) = points[i].gradient(weights[index] * by_factor);
      at += count;
    }
    gradient.head(weights.size()) =
        combination_ == Combination::kSum
            ? softmax_gradient(weights, by_weight)
            : VectorXd(by_weight.array() * weights.array() * (1 - weights.array()));
    return gradient;
  }
  /// The slope times the other factors.
  static MatrixXd beside(std::size_t part, const VectorXd& weights, const std::vector<MatrixXd>& grams,
                         const MatrixXd& slope) {
    MatrixXd product = slope;
    for (std::size_t i = 0; i < grams.size(); ++i) {
      const double weight = weights[static_cast<Index>(i)];
      if (i != part) product.array() *= 1 - weight + weight * grams[i].array();
    }
    return product;
  }

  Combination combination_;
  std::vector<std::unique_ptr<ParametricGram>> parts_;
  std::vector<KernelParameters> starts_;
};

/// A set of each part, and how many parameters each of them has.
class CombinedSet final : public KernelSet {
 public:
  CombinedSet(Combination combination, std::vector<std::unique_ptr<KernelSet>> parts)
      : combination_(combination), parts_(std::move(parts)) {}

  Index size() const override { return parts_[0]->size(); }
  void resize(Index size) override {
    for (const auto& part : parts_) part->resize(size);
  }
  Reader reader() override {
    std::vector<Reader> readers;
    for (const auto& part : parts_) readers.push_back(part->reader());
    return [readers](std::size_t number, Sight& sight) {
      for (const Reader& read : readers) read(number, sight);
    };
  }
  std::unique_ptr<KernelSet> pick(std::span<const std::size_t> members) const override {
    std::vector<std::unique_ptr<KernelSet>> picked;
    for (const auto& part : parts_) picked.push_back(part->pick(members));
    return std::make_unique<CombinedSet>(combination_, std::move(picked));
  }
  std::unique_ptr<KernelSet> beside(const KernelParameters& parameters) const override {
    const Split split = this->split(parameters);
    std::vector<std::unique_ptr<KernelSet>> made;
    for (std::size_t i = 0; i < parts_.size(); ++i) made.push_back(parts_[i]->beside(split.parts[i]));
    return std::make_unique<CombinedSet>(combination_, std::move(made));
  }

  std::unique_ptr<ParametricGram> parametric() const override {
    std::vector<std::unique_ptr<ParametricGram>> grams;
    for (const auto& part : parts_) grams.push_back(part->parametric());
    return std::make_unique<CombinedGram>(combination_, std::move(grams));
  }
  MatrixXd gram(const KernelParameters& parameters) const override {
    const Split split = this->split(parameters);
    std::vector<MatrixXd> grams;
    for (std::size_t i = 0; i < parts_.size(); ++i) grams.push_back(parts_[i]->gram(split.parts[i]));
    return combine(combination_, weights_of(combination_, split.logits), grams);
  }
  MatrixXd cross(const KernelSet& others, const KernelParameters& parameters) const override {
    const Split split = this->split(parameters);
    const auto& candidates = static_cast<const CombinedSet&>(others);
    std::vector<MatrixXd> grams;
    for (std::size_t i = 0; i < parts_.size(); ++i)
      grams.push_back(parts_[i]->cross(*candidates.parts_[i], split.parts[i]));
    return combine(combination_, weights_of(combination_, split.logits), grams);
  }
  KernelParameters shape() const override {
    std::vector<KernelParameters> shapes;
    for (const auto& part : parts_) shapes.push_back(part->shape());
    return join(first_logit(), shapes);
  }
  KernelParameters start() const override {
    std::vector<KernelParameters> starts;
    for (const auto& part : parts_) starts.push_back(part->start());
    return join(first_logit(), starts);
  }
  std::string text(const KernelParameters& parameters) const override {
    const Split split = this->split(parameters);
    const VectorXd weights = weights_of(combination_, split.logits);
    std::string text;
    for (std::size_t i = 0; i < parts_.size(); ++i)
      text += (i == 0 ? "" : "; ") + short_text(weights[static_cast<Index>(i)]) + " of (" +
              parts_[i]->text(split.parts[i]) + ")";
    return text;
  }

 private:
  double first_logit() const { return combination_ == Combination::kSum ? 0 : kProductStart; }
  Split split(const KernelParameters& parameters) const {
    std::vector<KernelParameters> shapes;
    for (const auto& part : parts_) shapes.push_back(part->shape());
    return Split(parameters, shapes);
  }

  Combination combination_;
  std::vector<std::unique_ptr<KernelSet>> parts_;
};

class CombinedKernel final : public Kernel {
 public:
  CombinedKernel(Combination combination, std::vector<std::unique_ptr<Kernel>> parts)
      : combination_(combination), parts_(std::move(parts)) {}
  std::unique_ptr<KernelSet> set() const override {
    std::vector<std::unique_ptr<KernelSet>> sets;
    for (const auto& part : parts_) sets.push_back(part->set());
    return std::make_unique<CombinedSet>(combination_, std::move(sets));
  }

 private:
  Combination combination_;
  std::vector<std::unique_ptr<Kernel>> parts_;
};

}  // namespace

std::unique_ptr<Kernel> make_combination(Combination combination,
                                         std::vector<std::unique_ptr<Kernel>> parts) {
  return std::make_unique<CombinedKernel>(combination, std::move(parts));
}

}  // namespace nasg::search
